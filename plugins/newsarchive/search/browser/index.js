// One language's index, read file by file as a query needs it (index.py).

// remembers what a function promised for a name, and forgets what failed
const remember = (get) => {
  const kept = {};
  return (name) => (kept[name] ??= get(name).catch((error) => {
    delete kept[name];
    throw error;
  }));
};

// how many results are shown at once
const AT_ONCE = 10;

// what a word counts that is longer than the word typed
const LONGER = 0.25;

// It is given what a file's name is answered with, and what brings a further script: guess.js, facets.js. Of the languages
// the index's comes first.
const openIndex = (load, bring, stem, languages, keyboards) => {
  // All words of the files in which those from one to another stand, if the files are not more than a number.
  const between = async (from, to, most) => {
    const { S: starts } = await load("index.json");
    const names = starts.filter((start, place) => start <= to && !(starts[place + 1] <= from));
    if (names.length > most) return;
    const files = await Promise.all(names.map((start) => load("t" + nameOf(start) + ".json")));
    return Object.assign(Object.create(null), ...files);
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

  // Of a query's words those that are looked for: without those that only connect others, without single letters, and without what
  // stands before "'t", as in "don't".
  const contentOf = async (tokens, text) => {
    const words = tokens.filter(({ word, to }, place) =>
      /../u.test(word) && !(/['’]/.test(text[to]) && tokens[place + 1]?.word == "t"));
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
    return { text, tokens, words: await asked(await contentOf(tokens, text), exact) };
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

  // What should stand side by side in a text: several words in quotation marks, which may have other marks in them; or else the
  // whole query, and each number with the word before it and the one after it (after "2-ci" in "2-ci maddə"). A phrase with a
  // word that no text has is left out. Also, for "results", how many of them may be read before the first is shown, and which
  // part of the best one's score others must have to come before it.
  //
  // Room: a first result may cost 32 KB at 1,000 briefings (tests/newsarchive/search/costs.py). What page, script and rules leave of
  // that is eight results of 1.8 KB; each word takes one and a half of them, a guess or a filter three more.
  //
  // Score: at half of the best one's, some queries of tests/archive/search lost their first place to texts that only mention
  // what they ask for. But digits tell more than scores do: the index does not have single ones.
  const phrasesOf = ({ text, tokens, words }, marks) => {
    const quoted = (text.match(/\x22.+?\x22|[“„].+?[”“\x22]|«.+?»/g) || []).map(tokensOf).filter((each) => each.length > 1);
    const numbered = tokens.flatMap(({ word, to }, place) => /\p{N}/u.test(word) ?
      [tokens.slice(place - 1, place + 1), tokens.slice(place, place + (text[to] == "-" ? 3 : 2))] : []);
    const phrases = (quoted.length ? quoted : [tokens, ...numbered]).filter((phrase) =>
      phrase.length > 1 && words.every(({ word, found }) => found.length || phrase.every((each) => each.word != word)));
    const room = quoted.length ? Infinity : 8 - 1.5 * (words.length + 2 * (marks.length + words.filter(({ guessed }) => guessed).length));
    return { phrases, room, least: quoted.length || numbered.length ? 0 : 0.9 };
  };

  // pieces of the postings of entries, each with how much it counts: those at hand, or all
  const pieces = async (entries, all) => {
    const lists = entries.map(async ({ key, list, more, share }) => {
      const names = Array.from({ length: all ? more : 0 }, (_, place) => "p" + nameOf(key) + "." + (place + 1) + ".json");
      return [list, ...(await Promise.all(names.map(load)))].map((each) => [each, share]);
    });
    return (await Promise.all(lists)).flat();
  };

  // Answers a query, an empty one with all briefings: the numbers of results, best first, and their scores; how many there are,
  // whether that is a guess; the query as it was read, its words, how much each weighs in each result, and which of them each stem
  // stands for, if several the one whose own it is; what phrasesOf says; and what did not arrive but could be done without.
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
    const terms = await Promise.all(known.map(async ({ found: entries, word, typed, guessed }) => {
      const found = await pieces(entries, !alone && !isCommon(entries)).catch((error) => {
        errors.push(error);
        return pieces(entries);
      });
      const same = weigh(found.filter((each) => each[1] == entries[0].share));
      const documents = Math.max(same.size, entries[0].documents);
      return { typed: guessed ? [] : [typed], word, weights: weigh(found), documents, optional: isCommon(entries) && !onlyCommon };
    }));
    // terms that are called what was asked for (words.py: called)
    const name = known[0] && known.length == query.words.length &&
      (await value(known.map(({ found }) => found[0].key).join("=").replace(/=|$/, "=:")).catch(() => {}));
    const ranked = rank(terms, total, end, weigh([[name || "", 1]]));
    // an empty query has all briefings, latest first
    const all = text ? ranked.numbers : [...weigh(await pieces([entry("all:", await value("all:"), 1)], true)).keys()].reverse();
    const numbers = all.filter((number) => tests.every(({ has }) => has(number)));
    const about = onlyCommon && known.length > 1 && !full;
    const expected = terms.reduce((part, { documents }) => (part * documents) / total, total);
    return {
      ...query,
      ...ranked,
      all,
      tests,
      numbers,
      terms,
      about,
      errors,
      count: Math.max(numbers.filter((number) => number < end).length, alone ? known[0].found[0].documents : about ? Math.round(expected / 100) * 100 : 0),
      ...phrasesOf(query, marks),
      keys: new Map(query.words.flatMap(({ found }, place) => found.flatMap(({ keys, share }) => keys.map((key) => [key, place, share])))
        .sort((one, other) => one[2] - other[2])),
    };
  };

  // Why a result was found in which nothing is marked: "term" with the names of terms that it has, "name" with what a term
  // is called otherwise, or "notes" with what only its notes and sources have; if that was guessed, it is not said.
  const reason = async (number, { w, x }, terms) => {
    const found = terms.filter(({ weights }) => weights.has(number));
    const end = (await load("index.json")).B;
    const having = (w || []).map((each) => each + end).filter((each) => found.some(({ weights }) => weights.has(each)));
    const names = having.slice(0, 3).map(async (each) => (await load("r" + each.toString(16) + ".json")).t);
    return names.length ? ["term", await Promise.all(names)] : [x ? "notes" : "name", found.flatMap(({ typed }) => typed)];
  };

  // What a result prints: its record, its title's hits, and the summary or the part of the text that shows more of
  // what was asked for, best of all side by side. Later parts of a text are read only where nothing before shows any of it,
  // or for phrases, if the answer says so. Also how many phrases are missing (of a term that the query names only those in
  // quotation marks), and why it was found if nothing is marked.
  const present = async (number, { keys, words, phrases, terms, named, room, deep }) => {
    const name = "r" + number.toString(16);
    const record = await load(name + ".json");
    let best = -1, left = phrases, shown, title;
    for (let part = 0; part < 3 || (part < record.m + 3 && (!best || (deep && left.length))); part++) {
      const text = [record.t, record.s, record.x][part] ?? (await load(name + "." + (part - 2) + ".json"));
      const tokens = readText(text, keys, stem, record.l), found = tokens.filter((each) => each.which >= 0);
      let { which, from, to } = excerpt(found);
      left = left.filter((phrase) => {
        const at = beginning(tokens, phrase, words);
        if (at < 0) return true;
        if (which < 99) [which, from, to] = [99, tokens[at].from, tokens[at + phrase.length - 1].to];
      });
      if (!part) title = found;
      else if (which > best) {
        best = which;
        shown = part < 2 ? { text, found } : { text, found, ...around(text, from, to), hit: [from, to] };
      }
    }
    const why = !title.length && !shown.found.length && terms.length && (await reason(number, record, terms));
    return { record, title, shown, missing: number == named && room < AT_ONCE ? 0 : left.length, why };
  };

  // The results from a place on, those first that lack fewest phrases. Compared are those that have all words of the phrases:
  // the first two, and others whose score is near the best. One that lacks no phrase is shown at once, as nothing can come
  // before it; else the first waits for as many as there is room for. Where something is in quotation marks, it waits for all
  // ten (40 KB beside two words at 10,000 briefings), and if no title, summary or first part of a text has that, for the other
  // parts; but not where one did not arrive, as it would be waited for twice. A result that does not arrive is an error.
  async function* results(answer, from) {
    let { numbers, score, terms, phrases, least, room } = answer, held = [];
    const some = numbers.slice(from, from + AT_ONCE);
    const near = (number, place) => (place < 2 || score(number) >= least * score(some[0])) &&
      terms.every(({ word, weights, optional }) =>
        optional || weights.has(number) || phrases.flat().every((each) => each.word != word));
    const compared = some.map(near).lastIndexOf(true) + 1;
    const coming = some.map((number) => present(number, answer).catch((error) => ({ error, missing: Infinity })));
    for (const each of coming.slice(0, compared)) {
      held = [...held, await each].sort((one, other) => one.missing - other.missing);
      if (!held[0].missing || held.length > room - 1) {
        yield held.shift();
        room = AT_ONCE;
      }
    }
    if (room == Infinity && held.every(({ error }) => !error)) held = results({ ...answer, numbers: some.slice(0, compared), room: AT_ONCE, deep: true }, 0);
    yield* held;
    yield* coming.slice(compared);
  }

  const index = { load, fold, stem, languages, keyboards, between, value, entry, entries, isWord, asked, read, pieces, weigh, find, present, results };
  return index;
};
