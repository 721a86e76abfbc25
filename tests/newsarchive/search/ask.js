// Runs the served script in Node over built sites. Orders come as JSON, one in a line of the standard input; an answer is a
// line of JSON, too, with "error" if the script failed:
//   {"site": folder, "language": "az", "queries": [[text, [marks]], …]}  results; files read, and how many for the first
//   {"site": folder, "words": [[word, language], …]}                     folded, and stemmed
//   {"site": folder, "lists": [postings, …], "names": [word, …]}         numbers with weights; names of files
"use strict";
const fs = require("fs");
const path = require("path");
const readline = require("readline");
const vm = require("vm");

const remembered = (make) => {
  const known = new Map();
  return (key) => known.get(key) || known.set(key, make(key)).get(key);
};

const coreOf = remembered((script) => {
  const module_ = { exports: {} };
  vm.runInNewContext(script, { module: module_ });
  return module_.exports;
});

// what one order needs; a site may be another at the next
const opened = (order) => {
  const read = remembered((file) => fs.readFileSync(file, "utf-8"));
  const shared = (name) => read(path.join(order.site, "search", name));
  const core = coreOf(shared("search.js"));
  const data = JSON.parse(shared("rules.json"));
  const made = core.stemmers(data.rules);
  // hundreds of queries meet the same words
  const known = remembered((language) => remembered((word) => made(word, language)));
  // further scripts are modules, which Node knows by their name's ending alone
  const further = remembered((name) => import("data:text/javascript," + encodeURIComponent(shared(name))));
  return { core, data, stem: (word, language) => known(language)(word), further, read };
};

const ask = async (order, { core, data, stem, further, read }, [text, marks, facet]) => {
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
  const most = Math.min(order.most ?? 10, answer.numbers.length);
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
    near: shown.length || order.most === 0 ? [] : await (await bring("suggest.js")).suggest(index, await bring("guess.js"), answer),
    first: first || files.length,
  };
};

const answered = async (order) => {
  const site = opened(order);
  const { core, stem } = site;
  const answers = [];
  for (const each of order.queries || []) answers.push(await ask(order, site, each));
  for (const [word, language] of order.words || [])
    answers.push([core.fold(word), core.tokensOf(word).map(({ word }) => word).filter((each) => /../u.test(each)).map((each) => stem(each, language))]);
  for (const list of order.lists || []) {
    const members = [];
    core.decode(list, (number, weight) => members.push([number, weight]));
    answers.push(members);
  }
  for (const word of order.names || []) answers.push(core.nameOf(word));
  return answers;
};

const main = async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const answer = await answered(JSON.parse(line)).catch((error) => ({ error: error.stack }));
    process.stdout.write(JSON.stringify(answer) + "\n");
  }
};

main();
