// How well briefings answer a query: BM25, whose part that depends on a briefing alone postings.py has reckoned.

// what a word weighs in each briefing, from pieces of its postings, each with how much it counts
const weigh = (pieces) => {
  const weights = new Map();
  for (const [list, share] of pieces)
    decode(list, (number, weight) => weights.set(number, Math.max(weights.get(number) || 0, weight * share)));
  return weights;
};

// The numbers of the results that have enough of a query, best first, and of equal ones the latest: a later briefing has a
// higher number. A term has its weights, how many briefings have it, and whether a result may do without it. Also their
// scores, and which is named. The best term or standing page, whose numbers begin at an end, comes first if the query names it
// whole: what a name's word weighs shows how many it has (corpus.py). So do all terms that are called what was asked for
// (words.py), and of those that are called one word the best.
const rank = (terms, total, end, called) => {
  const scores = new Map(), covered = new Map();
  let asked = 0, most = 0;
  for (const { weights, documents, optional } of terms) {
    const rarity = Math.log(1 + (total - documents + 0.5) / (documents + 0.5));
    const demanded = optional ? 0 : rarity;
    asked += demanded;
    for (const [number, weight] of weights) {
      scores.set(number, (scores.get(number) || 0) + rarity * weight);
      covered.set(number, (covered.get(number) || 0) + demanded);
      most = Math.max(most, covered.get(number));
    }
  }
  const score = (number) => scores.get(number) * (covered.get(number) + asked / 10);
  const having = (part) => [...scores.keys()].filter((number) => covered.get(number) >= part * (most < part * asked ? most : asked) - 1e-9);
  // of what a query's words weigh together a result must have half: of two words both, or the rarer
  let numbers = having(0.5);
  // where fewer than five have that, less: of three words that are equally rare one
  if (numbers.length < 5) numbers = having(0.3);
  numbers.sort((one, other) => score(other) - score(one) || other - one);
  const whole = (number) => covered.get(number) > asked - 1e-9;
  const least = asked * (1512 / (24 + 1.2 * terms.length * terms.length) - 5);
  const exact = called.size && terms.length > 1;
  const named = numbers.find((number) =>
    called.has(number) || (!exact && number >= end && whole(number) && scores.get(number) >= least));
  const isFirst = (number) => (exact && called.has(number)) || number == named;
  return { numbers: numbers.sort((one, other) => isFirst(other) - isFirst(one)), score, named };
};
