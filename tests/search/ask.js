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
const { rules, keys } = JSON.parse(fs.readFileSync(path.join(order.site, "search", "rules.json"), "utf-8"));
const stem = core.stemmers(rules);

const ask = async ([text, marks]) => {
  const folder = path.join(order.site, order.language, "search");
  const files = [];
  const get = async (name) => {
    files.push(name);
    return JSON.parse(fs.readFileSync(path.join(folder, name), "utf-8"));
  };
  const languages = [order.language, ...Object.keys(rules).filter((each) => each != order.language)];
  const index = core.openIndex(core.remember(get), stem, languages, keys);
  const answer = await index.find(text, marks || []);
  const shown = [];
  let first = 0;
  for (const number of answer.numbers.slice(0, order.most || 10)) {
    const { record, shown: part } = await index.present(number, answer.keys);
    const { text, found, from = 0, to = text.length } = part;
    const marked = found.filter((each) => each.from >= from && each.to <= to).map((each) => text.slice(each.from, each.to));
    shown.push({ address: record.a, title: record.t, excerpt: text.slice(from, to), marked });
    first = first || files.length;
  }
  return { count: answer.count, unknown: answer.unknown, shown, files, first: first || files.length };
};

const main = async () => {
  const answers = [];
  for (const each of order.queries || []) answers.push(await ask(each));
  for (const [word, language] of order.words || [])
    answers.push([core.fold(word), core.wordsOf(word).map((each) => stem(each, language))]);
  for (const list of order.lists || []) {
    const members = [];
    core.decode(list, (number, weight) => members.push([number, weight]));
    answers.push(members);
  }
  for (const word of order.names || []) answers.push(core.nameOf(word));
  process.stdout.write(JSON.stringify(answers));
};

main();
