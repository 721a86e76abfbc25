// What a reader may have meant by words that the index does not have. It is loaded for them alone; what is built into the
// page's own script is given to it: the index, from which it reads, and the folding of words.

// how many files of words are read to mend a word, and what a word counts that was only guessed
const FILES = 4;
const GUESSED = 0.5;

// of a query's letters, this part must be in words that the index has, or it may have been typed on another keyboard
const ENOUGH = 0.5;

// what was typed, if it was meant for another keyboard: once for every two keyboards of which only one has its letters.
// A letter may stand for a mark ("," for "б"), but nobody who meant a mark typed a letter.
const otherKeyboards = (text, keyboards) => {
  const typed = [...text.toLowerCase().normalize("NFC")];
  const read = [];
  for (const from in keyboards)
    for (const to in keyboards)
      if (from != to && typed.some((letter) => !keyboards[to].includes(letter) && keyboards[from].includes(letter))) {
        const meant = typed.map((letter) => keyboards[to][keyboards[from].indexOf(letter)] || letter);
        if (meant.every((letter, place) => /\p{L}/u.test(letter) || !/\p{L}/u.test(typed[place]))) read.push(meant.join(""));
      }
  return read;
};

// how many letters are wrong, missing, too many or swapped with the next
export const distance = (one, other) => {
  let before, row = [...other, 0].map((_, at) => at);
  for (let i = 0; i < one.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < other.length; j++) {
      const swapped = one[i] == other[j - 1] && one[i - 1] == other[j] ? before[j - 1] + 1 : 99;
      next.push(Math.min(row[j] + (one[i] != other[j]), row[j + 1] + 1, next[j] + 1, swapped));
    }
    before = row;
    row = next;
  }
  return row[other.length];
};

// a word with one letter wrong, missing, too many or swapped with the next
const variants = (word, letters) => {
  const found = [];
  for (let at = 0; at <= word.length; at++) {
    const before = word.slice(0, at), after = word.slice(at), rest = word.slice(at + 1);
    found.push(before + rest, before + rest.slice(0, 1) + after.slice(0, 1) + rest.slice(1));
    for (const letter of letters) found.push(before + letter + rest, before + letter + after);
  }
  return found;
};

// words that begin as this one does
const begun = async ({ between, entries, isWord }, word) => {
  if (word.length < 3) return [];
  const all = (await between(word, word + "\uffff", FILES)) || (await between(word, word, 1));
  return entries(Object.keys(all).filter((each) => each.startsWith(word) && isWord(each)), all, GUESSED);
};

// all words that begin as this one does, as far as reading few files demands
export const around = async ({ between }, word) => {
  for (let cut = 1; cut < word.length; cut++) {
    const all = await between(word.slice(0, cut), word.slice(0, cut) + "\uffff", FILES);
    if (all) return all;
  }
  return {};
};

// Words from which this one differs in one letter, with its ending or without it; or else, if it is long, in two.
const similar = async (index, word) => {
  const { stem, languages, keyboards } = index;
  const all = await around(index, word);
  const letters = index.fold(Object.values(keyboards).find((keys) => keys.includes(word[0])) || "");
  const near = new Set(variants(word, letters).map((each) => stem(each, languages[0])));
  const forms = [word, ...languages.map((language) => stem(word, language))];
  const within = (limit) =>
    Object.keys(all).filter((key) => key.length > 3 && index.isWord(key) && ((limit < 2 && near.has(key)) ||
      forms.some((form) => form.length > 3 * limit && Math.abs(form.length - key.length) <= limit && distance(form, key) <= limit)));
  const found = within(1);
  return index.entries(found.length || word.length < 8 ? found : within(2), all, GUESSED);
};

// entries of what a word may have meant; the plural of an abbreviation has one letter more than the index
const meant = (index) => async (word) => {
  let found = await begun(index, word);
  if (!found.length && word.length > 4) found = await similar(index, word);
  const cut = word.slice(0, -1), known = cut.length > 2 && (await index.value(cut));
  return found.length || !known ? found : [index.entry(cut, known, GUESSED)];
};

// A query of which the index lacks words: it is read on another keyboard if so most of it is something, and what is still
// lacking is guessed.
export const guess = async (index, query) => {
  const letters = (some) => some.map(({ word }) => word).join("").length;
  const isKnown = ({ words }) => letters(words.filter(({ found }) => found.length)) / letters(words) >= ENOUGH;
  const others = isKnown(query) ? [] : otherKeyboards(query.text, index.keyboards);
  for (const each of others) {
    const other = await index.read(each);
    if (isKnown(other)) {
      query = other;
      break;
    }
  }
  const words = query.words.map(async (each) =>
    each.found.length || each.error ? each : { ...(await index.asked([each], meant(index)))[0], guessed: true });
  return { ...query, words: await Promise.all(words) };
};
