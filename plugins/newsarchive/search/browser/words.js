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

const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]{2,}/gu) || [];

const short = (word) => [...word].slice(0, LONGEST).join("");

// what was typed, if it was meant for another keyboard: once for every two keyboards of which only one has its letters
const otherKeyboards = (text, keyboards) => {
  const typed = [...text.toLowerCase().normalize("NFC")];
  const read = [];
  for (const from in keyboards)
    for (const to in keyboards)
      if (from != to && typed.some((letter) => !keyboards[to].includes(letter) && keyboards[from].includes(letter)))
        read.push(typed.map((letter) => keyboards[to][keyboards[from].indexOf(letter)] || letter).join(""));
  return read;
};
