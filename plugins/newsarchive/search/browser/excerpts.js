// Where a text answers a query.

// the words of a text, each with its place, and with the number of the query's word that it stands for, if any
const readText = (text, keys, stem, language) =>
  tokensOf(text).map((token, place) => ({ ...token, place, which: keys.get(stem(token.word, language)) }));

// where a phrase begins in a text, that is, words of a query side by side, each in any of the forms that stand for it; -1 if
// nowhere
const beginning = (tokens, phrase, words) =>
  tokens.findIndex((_, at) =>
    phrase.every(({ word }, place) =>
      [words[tokens[at + place]?.which], tokens[at + place]].some((each) => each?.word == word)));

// The part of a text around a place, from the beginning of a word to the end of one. It begins no earlier than the block
// (a line of the text) of the place. A long address has no spaces: it may begin within one.
const around = (text, from, to) => {
  const block = text.lastIndexOf("\n", from) + 1;
  const start = from - block < 60 ? block : from - text.slice(from - 60, from).replace(/^\S* /, "").length;
  const end = Math.max(to + 60, start + 260);
  return { from: start, to: end + (text + "\n").slice(end).search(/\s|$/) };
};

// where most of the query's words stand close together in a text, within thirty words, and how many they are
const excerpt = (found) => {
  let best = { which: 0, from: 0, to: 0 };
  found.forEach((first, at) => {
    const near = found.slice(at).filter((each) => each.place < first.place + 30);
    const which = new Set(near.map((each) => each.which)).size;
    if (which > best.which) best = { which, from: first.from, to: near[near.length - 1].to };
  });
  return best;
};
