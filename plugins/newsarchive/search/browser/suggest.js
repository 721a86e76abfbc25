// What a reader is asked to look for instead. This script is loaded only where nothing was found, and is given what guess.js
// exports.

// The words of the texts that are nearest to those of a query: at most a third of their letters differ, or a word of the
// query begins with one. Each is as a text writes it.
export const suggest = async (index, { around, distance }, { words }) => {
  const nearest = async ({ word }) => {
    const all = await around(index, word);
    const form = index.stem(word, index.languages[0]);
    const far = (key) => (key.length > 3 && word.startsWith(key) ? 1 : distance(form, key));
    const near = Object.keys(all).filter((key) => key.length > 2 && index.isWord(key) && far(key) <= Math.max(key.length, form.length) / 3);
    return near.sort((one, other) => far(one) - far(other)).slice(0, 3).map((key) => index.entry(key, all[key], 1));
  };
  const found = (await Promise.all(words.map(nearest))).flat().map(async ({ keys, list }) => {
    const [number] = index.weigh([[list, 1]]).keys();
    const { title, shown } = await index.present(number, { keys: new Map(keys.map((key) => [key, 0])), phrases: [], terms: [] });
    return [...title, ...shown.found].map(({ typed }) => typed)[0] || [];
  });
  return [...new Set((await Promise.all(found)).flat())];
};
