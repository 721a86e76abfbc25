// A language's stemmer from its rules: the machine of stemming.py, over its StemRules.
const stemmer = ({ steps: rules, marked: pattern }) => {
  // by code points, as Python counts: a letter outside the first plane is one letter
  const steps = rules.map((rows) =>
    rows
      .flatMap(({ endings, put = "", fits = "", holds = "", then }) => {
        const tests = [fits, holds].map((each) => new RegExp(each, "u"));
        return endings.split(" ").map((each) => [each.replace("_", ""), put, ...tests, then]);
      })
      .sort((one, other) => other[0].length - one[0].length)
  );
  const marked = pattern && new RegExp(pattern, "gu");
  return (word) => {
    if (marked) word = word.replace(marked, (all, before, letter) => before + letter.toUpperCase());
    for (let at = 0, next; at < steps.length; at = next) {
      next = at + 1;
      for (const [ending, put, fits, holds, then] of steps[at]) {
        const rest = word.slice(0, word.length - ending.length);
        if (word.endsWith(ending) && fits.test(rest)) {
          if (holds.test(rest)) {
            word = rest + put;
            next = then ?? next;
          }
          break;
        }
      }
    }
    return short(word.toLowerCase());
  };
};

// a function from a folded word and its language to the stem; without rules that is the word
const stemmers = (rules) => {
  const made = {};
  for (const language in rules) made[language] = stemmer(rules[language]);
  return (word, language) => (made[language] || short)(word);
};
