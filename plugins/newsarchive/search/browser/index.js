// One language's index, read file by file as a query needs it (index.py, shards.py).

// remembers what a function promised for a name, and forgets what failed
const remember = (get) => {
  const kept = new Map();
  return (name) => {
    if (!kept.has(name))
      kept.set(name, get(name).catch((error) => {
        kept.delete(name);
        throw error;
      }));
    return kept.get(name);
  };
};

// It is given what a file's name is answered with. Of the languages the index's comes first.
const openIndex = (load, stem, languages, keyboards) => {
  const leafOf = async (word) => {
    let node = await load("index.json");
    while (node.D) node = await load(node.D + nameOf(node.S.split(" ").filter((cut) => cut <= word).pop()) + ".json");
    return node;
  };

  const own = (node, word) => Object.prototype.hasOwnProperty.call(node, word) && node[word];

  const entry = (key, value, share) => {
    const [list, documents, more, ...spelled] = typeof value == "string" ? [value, 0, 0] : value;
    return { key, list, documents, more, share, keys: [key, ...spelled] };
  };

  // the word itself: by the rules of the index's language, or else of another
  const exact = async (word) => {
    for (const language of languages) {
      const key = stem(word, language);
      const value = own(await leafOf(key), key);
      if (value) return [entry(key, value, 1)];
    }
    return [];
  };

  // words that begin as this one does, or else as much of it as any does
  const near = async (word) => {
    for (let cut = word; cut.length >= Math.max(3, word.length * 0.6); cut = cut.slice(0, -1)) {
      const leaves = Object.assign({}, await leafOf(cut), await leafOf(cut + "\uffff"));
      const found = Object.keys(leaves).filter((each) => each.startsWith(cut) && !each.includes(":"));
      if (found.length)
        return found
          .sort((one, other) => one.length - other.length || (one < other ? -1 : 1))
          .slice(0, 8)
          .map((each) => entry(each, leaves[each], 0.5));
    }
    return [];
  };

  // the query's words, and what the index has of each; read on another keyboard if most of it would be nothing
  const lookUp = async (text) => {
    let best, most = 0;
    for (const each of [text, ...otherKeyboards(text, keyboards)]) {
      const words = [...new Set(wordsOf(each))];
      const found = await Promise.all(words.map(exact));
      const known = words.filter((word, place) => found[place].length).join("").length / words.join("").length;
      if (known > most || !best) {
        best = [words, found];
        most = known;
      }
      if (most >= ENOUGH) break;
    }
    const [words, found] = best;
    return [words, await Promise.all(words.map((word, place) => (found[place].length ? found[place] : near(word))))];
  };

  // pieces of the postings of entries, each with how much it counts: those at hand, or all
  const pieces = async (entries, all) => {
    const lists = entries.map(async ({ key, list, more, share }) => {
      const names = Array.from({ length: all ? more : 0 }, (_, place) => "p" + nameOf(key) + "." + (place + 1) + ".json");
      return [list, ...(await Promise.all(names.map(load)))].map((each) => [each, share]);
    });
    return (await Promise.all(lists)).flat();
  };

  // Whether a briefing has a mark. Its list names those that have it, or by weight 0 those that lack it; none may.
  const having = async (mark) => {
    const value = own(await leafOf(mark), mark);
    if (value === false) return () => false;
    const listed = weigh(await pieces([entry(mark, value, 1)], true));
    const lacking = ![...listed.values()].includes(1);
    return (number) => listed.has(number) != lacking;
  };

  // Answers a query: the numbers of briefings, best first; how many there are, and whether that is a guess; words that
  // nothing has; and which word of the query each stem stands for.
  const find = async (text, marks) => {
    const [tests, [words, found]] = await Promise.all([Promise.all(marks.map(having)), lookUp(text)]);
    const total = (await load("index.json")).N;
    const asked = found.filter((entries) => entries.length);
    // a word that most briefings have decides little: what its file does not hold at once is left where it lies,
    // and if all words are so, how many briefings there are is reckoned and not counted
    const isCommon = (entries) => !marks.length && entries.some((each) => each.more && each.documents > total / 2);
    const onlyCommon = asked.every(isCommon);
    const alone = asked.length == 1 && !marks.length;
    const terms = await Promise.all(asked.map(async (entries) => {
      const weights = weigh(await pieces(entries, !alone && !isCommon(entries)));
      const documents = Math.max(weights.size, entries[0].documents);
      return { weights, documents, optional: isCommon(entries) && !onlyCommon };
    }));
    const numbers = rank(terms, tests, total);
    const about = onlyCommon && asked.length > 1 && !marks.length;
    const expected = terms.reduce((part, { documents }) => (part * documents) / total, total);
    return {
      numbers,
      about,
      count: alone ? terms[0].documents : about ? Math.max(numbers.length, Math.round(expected / 100) * 100) : numbers.length,
      unknown: words.filter((word, place) => !found[place].length),
      keys: new Map(found.flatMap((entries, place) => entries.flatMap(({ keys }) => keys.map((key) => [key, place])))),
    };
  };

  // What a result prints: its record, its title's hits, and the summary or the part of the text that shows more of
  // what was asked for. Later parts of a text are read only where nothing before shows any of it.
  const present = async (number, keys) => {
    const name = "r" + number.toString(16);
    const record = await load(name + ".json");
    const look = (text) => hits(text, keys, stem, record.l);
    const summary = look(record.s);
    let best = new Set(summary.map((each) => each.which)).size;
    let shown = { text: record.s, found: summary };
    for (let part = 0; part <= (record.m || 0) && (!part || !best); part++) {
      const text = part ? await load(name + "." + part + ".json") : record.x;
      const found = look(text);
      const { which, from, to } = excerpt(text, found);
      if (which > best) {
        best = which;
        shown = { text, found, from, to };
      }
    }
    return { record, title: look(record.t), shown };
  };

  return { find, present };
};
