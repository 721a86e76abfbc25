// Runs the served script in Node over a built site. Orders come as JSON on the standard input, answers go out as JSON:
//   {"site": folder, "language": "az", "queries": [[text, [marks]], …]}  results; files read, and how many for the first
//   {"site": folder, "words": [[word, language], …]}                     folded, and stemmed
//   {"site": folder, "lists": [postings, …], "names": [word, …]}         numbers with weights; names of files
"use strict";
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const order = JSON.parse(fs.readFileSync(0, "utf-8"));
const module_ = { exports: {} };
vm.runInNewContext(fs.readFileSync(path.join(order.site, "search", "search.js"), "utf-8"), { module: module_ });
const core = module_.exports;
const data = JSON.parse(fs.readFileSync(path.join(order.site, "search", "rules.json"), "utf-8"));
const made = core.stemmers(data.rules);
// hundreds of queries meet the same words
const stemmed = new Map();
const stem = (word, language) => {
  const key = `${language} ${word}`;
  return stemmed.get(key) || stemmed.set(key, made(word, language)).get(key);
};
// further scripts are modules, which Node knows by their name's ending alone
const further = core.remember((name) => import("data:text/javascript," + encodeURIComponent(fs.readFileSync(path.join(order.site, "search", name), "utf-8"))));
const texts = new Map();
const read = (file) => texts.get(file) || texts.set(file, fs.readFileSync(file, "utf-8")).get(file);

const ask = async ([text, marks, facet]) => {
  const folder = path.join(order.site, order.language, "search");
  // one file after the other, as they are asked for: what has arrived when the first result is shown is what it costs
  const files = [];
  let line = Promise.resolve();
  const get = (name) => {
    line = line.catch(() => {}).then(() => new Promise(setImmediate)).then(() => {
      files.push(name);
      return JSON.parse(read(path.join(folder, name)));
    });
    return line;
  };
  const bring = core.remember((name) => {
    files.push("../../search/" + name);
    return further(name);
  });
  const languages = [order.language, ...Object.keys(data.rules).filter((each) => each != order.language)];
  const index = core.openIndex(core.remember(get), bring, stem, languages, data.keys);
  const answer = await index.find(text, marks || [], facet);
  const shown = [];
  let first = 0;
  const most = Math.min(order.most || 10, answer.numbers.length);
  const all = async function* () {
    for (let from = 0; from < most; from += 10) yield* index.results(answer, from);
  };
  for await (const { error, record, shown: part, title, why } of all()) {
    if (error) continue;
    const { text, found, from = 0, to = text.length } = part;
    const marked = found.filter((each) => each.from >= from && each.to <= to).map((each) => text.slice(each.from, each.to));
    shown.push({ address: record.a, kind: record.k || "", title: record.t, excerpt: text.slice(from, to), marked, titled: title.length, why: why || null });
    first = first || files.length;
    if (shown.length == most) break;
  }
  const typed = (of) => answer.words.filter(of).map((each) => each.typed);
  return {
    count: answer.count,
    facet: facet && (await (await bring("facets.js")).counts(index, facet, answer)),
    read: answer.text,
    unknown: typed(({ found }) => !found.length),
    guessed: typed(({ found, guessed }) => found.length && guessed),
    shown,
    files,
    near: shown.length ? [] : await (await bring("suggest.js")).suggest(index, await bring("guess.js"), answer),
    first: first || files.length,
  };
};

const main = async () => {
  const answers = [];
  for (const each of order.queries || []) answers.push(await ask(each));
  for (const [word, language] of order.words || [])
    answers.push([core.fold(word), core.tokensOf(word).map(({ word }) => word).filter((each) => /../u.test(each)).map((each) => stem(each, language))]);
  for (const list of order.lists || []) {
    const members = [];
    core.decode(list, (number, weight) => members.push([number, weight]));
    answers.push(members);
  }
  for (const word of order.names || []) answers.push(core.nameOf(word));
  process.stdout.write(JSON.stringify(answers));
};

main();
