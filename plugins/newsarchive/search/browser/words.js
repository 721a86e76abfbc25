// Words as readers type them. Folding and the letters that count are those of words.py; tests/search
// holds both to the same answers.
const LETTERS = { ə: "e", ı: "i" };
const LONGEST = 24;

const fold = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/и\u0306/g, "й")
    .replace(/(?![\u200b-\u200d])[\p{M}\p{DI}]/gu, "")
    .replace(/[əı]/g, (letter) => LETTERS[letter]);

const short = (word) => [...word].slice(0, LONGEST).join("");

// the words of a text in order, single letters and digits too: folded, and where each stands as it was typed
const tokensOf = (text) =>
  [...text.matchAll(/[\p{L}\p{N}\p{M}\p{DI}]+/gu)].flatMap(({ 0: typed, index }) =>
    (fold(typed).match(/[\p{L}\p{N}]+/gu) || []).map((word) => ({ word, typed, from: index, to: index + typed.length }))
  );

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
const distance = (one, other) => {
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
