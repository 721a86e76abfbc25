// Files' names and lists of briefings, as words.py and postings.py write them.
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const nameOf = (word) =>
  word.replace(/[^a-z0-9]/g, (letter) => "-" + letter.charCodeAt(0).toString(16).padStart(4, "0"));

// calls the function with the number and the weight of every briefing of a list
const decode = (list, each) => {
  for (const group of list.split(".")) {
    const weight = DIGITS.indexOf(group[0]);
    let number = -1, gap = 0, bits = 0;
    for (const letter of group.slice(1)) {
      const digit = DIGITS.indexOf(letter);
      gap += (digit & 31) << bits;
      bits += 5;
      if (digit < 32) {
        number += gap + 1;
        each(number, weight);
        gap = bits = 0;
      }
    }
  }
};
