// Where a text answers a query.
const AROUND = 30;

// which words of a text stand for one of the query's, in order: from, to, which, and the word's place in the text
const hits = (text, keys, stem, language) => {
  const found = [];
  let place = 0;
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}\u00ad]+/gu)) {
    const key = stem(fold(word), language);
    if (keys.has(key)) found.push({ from: index, to: index + word.length, which: keys.get(key), place });
    place++;
  }
  return found;
};

// the part of a text in which most of the query's words stand close together, and how many they are
const excerpt = (text, found) => {
  let best = { which: 0, from: 0, to: 0 };
  found.forEach((first, at) => {
    const near = found.slice(at).filter((each) => each.place < first.place + AROUND);
    const which = new Set(near.map((each) => each.which)).size;
    if (which > best.which) best = { which, from: first.from, to: near[near.length - 1].to };
  });
  const from = best.from < 60 ? 0 : text.indexOf(" ", best.from - 60) + 1;
  const end = text.indexOf(" ", Math.max(best.to + 60, from + 200));
  return { which: best.which, from, to: end < 0 ? text.length : end };
};
