// One language's index, read file by file as a query needs it (index.py, shards.py).

// remembers what a function promised for a name, and forgets what failed
const remember = (get) => {
  const kept = {};
  return (name) => (kept[name] ??= get(name).catch((error) => {
    delete kept[name];
    throw error;
  }));
};

// How many results are shown at once, and how many of them are compared before the first is shown.
const AT_ONCE = 10;
const COMPARED = 2;

// what a word counts that is longer than the word typed
const LONGER = 0.25;

// It is given what a file's name is answered with, and what brings a further script: guess.js, facets.js. Of the languages
// the index's comes first.
const openIndex = (load, bring, stem, languages, keyboards) => {
  // All words of the files in which those from one to another stand, if the files are not more than a number.
  const between = async (from, to, most) => {
    let nodes = [await load("index.json")];
    while (nodes[0].D) {
      const names = nodes.flatMap(({ D, S }) => {
        const cuts = S.split(" ");
        return cuts.filter((cut, place) => cut <= to && !(cuts[place + 1] <= from)).map((cut) => D + nameOf(cut) + ".json");
      });
      if (names.length > most) return;
      nodes = await Promise.all(names.map(load));
    }
    return Object.assign(Object.create(null), ...nodes);
  };

  const value = async (word) => (await between(word, word, 1))[word];

  const entry = (key, value, share) => {
    const [list, documents = 0, more = 0, ...spelled] = [value].flat();
    return { key, list, documents, more, share, keys: [key, ...spelled] };
  };

  // entries of the shortest of some words
  const entries = (words, all, share) =>
    words.sort((one, other) => one.length - other.length).slice(0, 8).map((each) => entry(each, all[each], share));

  const isWord = (key) => !key.includes(":");

  // The word itself: by the rules of the index's language, or else of another if they leave most of it. Words that begin as a
  // rare one are added.
  const exact = async (word) => {
    for (const language of languages) {
      const key = stem(word, language);
      const known = await value(key);
      if (known === undefined || (language != languages[0] && key.length * 3 < word.length * 2)) continue;
      const found = entry(key, known, 1);
      if (found.keys.length > 1 || found.more || key.length < 4 || weigh([[found.list, 1]]).size >= AT_ONCE) return [found];
      const all = (await between(key, key + "\uffff", 1)) || {};
      const longer = Object.keys(all).filter((each) => each.startsWith(key) && each != key && isWord(each));
      return [found, ...entries(longer, all, LONGER)];
    }
    return [];
  };

  // Of a query's words those that are looked for: without those that only connect others, and without single letters.
  const contentOf = async (tokens) => {
    const words = tokens.filter(({ word }) => /../u.test(word));
    const connecting = (await load("index.json")).W.split(" ");
    const telling = words.filter(({ word }) => !connecting.includes(word));
    return [...new Map((telling.length ? telling : words).map((each) => [each.word, each])).values()];
  };

  // words, each with what the index has of it, or with the error if a file does not arrive
  const asked = (words, get) =>
    Promise.all(words.map((each) => get(each.word).then((found) => ({ ...each, found }), (error) => ({ ...each, found: [], error }))));

  // a query's words, and what the index has of each
  const read = async (text) => {
    const tokens = tokensOf(text);
    return { text, tokens, words: await asked(await contentOf(tokens), exact) };
  };

  // The same, but what the index does not have is guessed.
  const lookUp = async (text) => {
    const query = await read(text);
    if (query.words.every(({ found, error }) => found.length || error)) return query;
    return bring("guess.js").then(({ guess }) => guess(index, query), (error) => {
      for (const each of query.words) if (!each.found.length) each.error = error;
      return query;
    });
  };

  // What should stand side by side in a text: what has quotation marks, or else the whole query, and a number with the word
  // before and after it. A phrase is a list of what "beginning" looks for.
  const phrasesOf = ({ text, tokens, words }) => {
    const quoted = [...text.matchAll(/[\x22“„«](.+?)[\x22”“»]/g)].map((each) => tokensOf(each[1]));
    const numbered = tokens.slice(1).map((each, place) => [tokens[place], each])
      .filter((pair) => pair.some(({ word }) => /\p{N}/u.test(word)));
    const places = new Map(words.map(({ word }, place) => [word, place]));
    const sought = ({ word }) => places.get(word) ?? word;
    return [...(quoted.length ? quoted : [tokens]), ...numbered].filter((each) => each.length > 1).map((each) => each.map(sought));
  };

  // pieces of the postings of entries, each with how much it counts: those at hand, or all
  const pieces = async (entries, all) => {
    const lists = entries.map(async ({ key, list, more, share }) => {
      const names = Array.from({ length: all ? more : 0 }, (_, place) => "p" + nameOf(key) + "." + (place + 1) + ".json");
      return [list, ...(await Promise.all(names.map(load)))].map((each) => [each, share]);
    });
    return (await Promise.all(lists)).flat();
  };

  // Answers a query, an empty one with all briefings: the numbers of results, best first, and which have the whole query;
  // how many there are, whether that is a guess, and how many without marks if there is none with them; the query as it was
  // read, its words, how much each weighs in each result, and which of them each stem stands for; the phrases that should
  // stand side by side; and what did not arrive but could be done without.
  const find = async (text, marks, full = marks.length) => {
    const [tests, query] = await Promise.all([
      marks.length ? bring("facets.js").then(({ having }) => having(index, marks)) : [],
      lookUp(text),
    ]);
    const { N: total, B: end } = await load("index.json");
    const known = query.words.filter(({ found }) => found.length);
    const errors = query.words.flatMap(({ error }) => error || []);
    if (errors.length && !known.length) throw errors[0];
    // a word that most briefings have decides little: what its file does not hold at once is left where it lies,
    // and if all words are so, how many briefings there are is reckoned and not counted
    const isCommon = (entries) => !full && entries.some((each) => each.more && each.documents > total / 2);
    const onlyCommon = known.every(({ found }) => isCommon(found));
    const alone = known.length == 1 && !full;
    const terms = await Promise.all(known.map(async ({ found: entries, typed }) => {
      const found = await pieces(entries, !alone && !isCommon(entries)).catch((error) => {
        errors.push(error);
        return pieces(entries);
      });
      const same = weigh(found.filter((each) => each[1] == entries[0].share));
      const documents = Math.max(same.size, entries[0].documents);
      return { typed, weights: weigh(found), documents, optional: isCommon(entries) && !onlyCommon };
    }));
    const ranked = rank(terms, total, end);
    // an empty query has all briefings, latest first
    const all = text ? ranked.numbers : [...weigh(await pieces([entry("all:", await value("all:"), 1)], true)).keys()].reverse();
    const numbers = all.filter((number) => tests.every(({ has }) => has(number)));
    const briefings = (some) => some.filter((number) => number < end).length;
    const about = onlyCommon && known.length > 1 && !full;
    const expected = terms.reduce((part, { documents }) => (part * documents) / total, total);
    return {
      ...query,
      all,
      tests,
      numbers,
      whole: ranked.whole,
      terms,
      about,
      errors,
      count: Math.max(briefings(numbers), alone ? known[0].found[0].documents : about ? Math.round(expected / 100) * 100 : 0),
      wider: numbers.length ? 0 : briefings(all),
      phrases: phrasesOf(query),
      keys: new Map(query.words.flatMap(({ found }, place) => found.flatMap(({ keys }) => keys.map((key) => [key, place])))),
    };
  };

  // Why a result was found in which nothing is marked: "term" with the names of terms that it has, "name" with what a term
  // is called otherwise, or "notes" with what only its notes and sources have.
  const reason = async (number, { w, x }, terms) => {
    const found = terms.filter(({ weights }) => weights.has(number));
    const end = (await load("index.json")).B;
    const having = (w || []).map((each) => each + end).filter((each) => found.some(({ weights }) => weights.has(each)));
    const names = having.slice(0, 3).map(async (each) => (await load("r" + each.toString(16) + ".json")).t);
    return names.length ? ["term", await Promise.all(names)] : [x ? "notes" : "name", found.map(({ typed }) => typed)];
  };

  // What a result prints: its record, its title's hits, and the summary or the part of the text that shows more of
  // what was asked for, best of all side by side. Later parts of a text are read only where nothing before shows any of it.
  // Also how many words of the phrases stand side by side, and why it was found if nothing is marked.
  const present = async (number, { keys, phrases, terms }) => {
    const name = "r" + number.toString(16);
    const record = await load(name + ".json");
    let best = -1, together = 0, shown, title;
    let left = phrases;
    for (let part = -2; part <= (record.m || 0) && (part < 1 || !best); part++) {
      const text = part > 0 ? await load(name + "." + part + ".json") : part ? (part < -1 ? record.t : record.s) : record.x;
      const tokens = readText(text, keys, stem, record.l), found = tokens.filter((each) => each.which >= 0);
      let { which, from, to } = excerpt(found);
      left = left.filter((phrase) => {
        const at = beginning(tokens, phrase);
        if (at < 0) return true;
        together += phrase.length;
        if (which < 99) [which, from, to] = [99, tokens[at].from, tokens[at + phrase.length - 1].to];
      });
      if (part < -1) title = found;
      else if (which > best) {
        best = which;
        shown = part < 0 ? { text, found } : { text, found, ...around(text, from, to), hit: [from, to] };
      }
    }
    const why = !title.length && !shown.found.length && terms.length && (await reason(number, record, terms));
    return { record, title, shown, together, why };
  };

  // The results from a place on, as they come; one that does not arrive is an error. Of the first, which have the whole query,
  // those come before that have it side by side.
  async function* results({ numbers, whole, ...answer }, from) {
    const some = numbers.slice(from, from + AT_ONCE);
    const coming = some.map((number) => present(number, answer).catch((error) => ({ error, together: 0 })));
    const first = from || !answer.phrases.length ? 0 : some.slice(0, COMPARED).filter(whole).length;
    yield* (await Promise.all(coming.slice(0, first))).sort((one, other) => other.together - one.together);
    yield* coming.slice(first);
  }

  const index = { load, fold, stem, languages, keyboards, between, value, entry, entries, isWord, asked, read, pieces, weigh, find, present, results };
  return index;
};
