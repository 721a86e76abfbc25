// Words as readers type them. Folding and the letters that count are those of words.py; tests/newsarchive/search
// holds both to the same answers.

const fold = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/и\u0306/g, "й")
    .replace(/(?![\u200b-\u200d])[\p{M}\p{DI}]/gu, "")
    .replace(/ə/g, "e")
    .replace(/ı/g, "i");

// LONGEST of words.py
const short = (word) => [...word].slice(0, 24).join("");

// the words of a text in order, single letters and digits too: folded, and where each stands as it was typed
const tokensOf = (text) =>
  [...text.matchAll(/[\p{L}\p{N}\p{M}\p{DI}]+|\n/gu)].flatMap(({ 0: typed, index }) =>
    (fold(typed).match(/[\p{L}\p{N}]+|\n/gu) || []).map((word) => ({ word, typed, from: index, to: index + typed.length }))
  );
