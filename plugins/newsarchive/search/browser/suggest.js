// What a reader is asked to look for instead. This script is loaded only where nothing was found; suggest is given what
// guess.js exports.

// The words of the texts that are nearest to those of a query: at most a third of their letters differ, or a word of the
// query begins with one. Each is as a text writes it.
export const suggest = async (index, { around, distance }, { words }) => {
  const nearest = async ({ word }) => {
    const all = await around(index, word);
    const form = index.stem(word, index.languages[0]);
    const near = [];
    for (const key in all) {
      const most = Math.max(key.length, form.length) / 3;
      const begins = key.length > 3 && word.startsWith(key);
      if (key.length < 3 || !index.isWord(key) || (!begins && Math.abs(key.length - form.length) > most)) continue;
      const far = begins ? 1 : distance(form, key);
      if (far <= most) near.push({ key, far });
    }
    return near.sort((one, other) => one.far - other.far).slice(0, 3).map(({ key }) => index.entry(key, all[key], 1));
  };
  const found = (await Promise.all(words.map(nearest))).flat().map(async ({ keys, list }) => {
    const [number] = index.weigh([[list, 1]]).keys();
    const { title, shown } = await index.present(number, { keys: new Map(keys.map((key) => [key, 0])), phrases: [], terms: [] });
    return [...title, ...shown.found].map(({ typed }) => typed)[0] || [];
  });
  return [...new Set((await Promise.all(found)).flat())];
};

// Links to other searches: if filters left nothing, without them, or else for the nearest words. A language among the filters
// chose the index, so without it another one answers, whose count is said; but it is the index that has the nearest words.
export const others = async ({ bring, element, word, indexOf }, index, answer, query) => {
  const lang = answer.tests.map(({ mark }) => mark.split(":")).filter(([key]) => key == "lang");
  const link = (words, asked) => element("a", { href: "#" + new URLSearchParams(asked) }, words);
  const { count } = answer.tests.length ? await (await indexOf(new URLSearchParams())).find(query, []) : {};
  if (count) return [link(word("wider", { count }), { q: query })];
  const near = await suggest(index, await bring("guess.js"), answer);
  return near.length ? [word("near"), ...near.flatMap((each) => [" ", link(each, [["q", each], ...lang])])] : [];
};
