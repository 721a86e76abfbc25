// The search of the archive: reads the index that this package makes (index.py, sharding.py, postings.py), file by
// file as a query needs it, and shows what it finds on the page that page.py makes.
//
// Folding and stemming are those of folding.py and stemming.py; tests/search holds both to the same answers.
// The build takes comments and indentation away; a line must not begin inside a string.
"use strict";
{
  const LETTERS = { ə: "e", ı: "i" };
  const LONGEST = 24;
  const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const PLACE = Object.fromEntries([...DIGITS].map((digit, place) => [digit, place]));
  const AT_ONCE = 10;
  const AROUND = 30;
  // of what a query's words weigh together a briefing must have this much: of two words both, or the rarer
  const ENOUGH = 0.5;

  const fold = (text) =>
    text
      .toLowerCase()
      .normalize("NFD")
      .replace(/и\u0306/g, "й")
      .replace(/[\p{M}\u00ad]/gu, "")
      .replace(/[əı]/g, (letter) => LETTERS[letter]);

  const wordsOf = (text) => fold(text).match(/[\p{L}\p{N}]{2,}/gu) || [];

  const short = (word) => [...word].slice(0, LONGEST).join("");

  // a language's stemmer from its rules (stemming.py, Rules.as_data)
  const stemmer = ({ m, c, s }) => {
    // by code points, as Python counts: a letter outside the first plane is one letter
    const conditions = c.map((each) => new RegExp(each, "u"));
    const steps = s.map((rows) =>
      rows
        .flatMap(([endings, put, fits, holds, then]) =>
          endings.split(" ").map((each) => [each.replace("_", ""), put, conditions[fits], conditions[holds], then])
        )
        .sort((one, other) => other[0].length - one[0].length)
    );
    const marked = m && new RegExp(m, "gu");
    return (word) => {
      if (marked) word = word.replace(marked, (all, before, letter) => before + letter.toUpperCase());
      for (let at = 0, next; at < steps.length; at = next) {
        next = at + 1;
        for (const [ending, put, fits, holds, then] of steps[at]) {
          const rest = word.slice(0, word.length - ending.length);
          if (word.endsWith(ending) && fits.test(rest)) {
            if (holds.test(rest)) {
              word = rest + put;
              next = then;
            }
            break;
          }
        }
      }
      return short(word.toLowerCase());
    };
  };

  const stemmers = (rules) => {
    const made = {};
    for (const language in rules) made[language] = stemmer(rules[language]);
    return (word, language) => (made[language] ? made[language](word) : short(word));
  };

  const nameOf = (word) =>
    word.replace(/[^a-z0-9]/g, (letter) => "-" + letter.charCodeAt(0).toString(16).padStart(4, "0"));

  // calls the function with the number and the weight of every briefing of a list
  const decode = (list, each) => {
    for (const group of list.split(".")) {
      const weight = PLACE[group[0]];
      let number = -1, gap = 0, bits = 0;
      for (const letter of group.slice(1)) {
        const digit = PLACE[letter];
        gap += (digit & 31) << bits;
        bits += 5;
        if (digit < 32) {
          number += gap + 1;
          each(number, weight);
          gap = bits = 0;
        }
      }
    }
  };

  // One language's index. It is given a function that answers a file's name with what the file holds; of
  // the languages the page's comes first.
  const openIndex = (get, stem, languages, keyboards) => {
    const kept = {};
    const load = (name) =>
      kept[name] ||
      (kept[name] = get(name).catch((error) => {
        delete kept[name];
        throw error;
      }));

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

    // the word itself: by the rules of the page's language, or else of another
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

    const otherKeyboards = (text) => {
      const typed = [...text.toLowerCase().normalize("NFC")];
      const read = [];
      for (const from in keyboards)
        for (const to in keyboards)
          if (from != to && typed.some((letter) => !keyboards[to].includes(letter) && keyboards[from].includes(letter)))
            read.push(typed.map((letter) => keyboards[to][keyboards[from].indexOf(letter)] || letter).join(""));
      return read;
    };

    // the query's words, and what the index has of each; read on another keyboard if most of it would be nothing
    const lookUp = async (text) => {
      let best, most = 0;
      for (const each of [text, ...otherKeyboards(text)]) {
        const words = [...new Set(wordsOf(each))];
        const found = await Promise.all(words.map(exact));
        const known = words.filter((word, place) => found[place].length).join("").length / words.join("").length;
        if (known > most || !best) {
          best = [words, found];
          most = known;
        }
        if (most >= ENOUGH) break;
      }
      return best;
    };

    const rest = ({ key, more }) =>
      Promise.all(Array.from({ length: more }, (_, place) => load("p" + nameOf(key) + "." + (place + 1) + ".json")));

    const marked = async (mark) => {
      const value = own(await leafOf(mark), mark);
      const members = new Set();
      if (value) {
        const { list, ...others } = entry(mark, value, 1);
        for (const piece of [list, ...(await rest({ ...others, key: mark }))]) decode(piece, (number) => members.add(number));
      }
      return members;
    };

    // Answers a query: the numbers of briefings, best first; how many there are; words that nothing has; and which
    // word of the query each stem stands for.
    const find = async (text, marks) => {
      const sets = await Promise.all(marks.map(marked));
      const [words, found] = await lookUp(text);
      await Promise.all(
        words.map(async (word, place) => {
          if (!found[place].length) found[place] = await near(word);
        })
      );
      const total = (await load("index.json")).N;
      const asked = found.filter((entries) => entries.length);
      // a word that most briefings have decides little: what its file does not hold at once is left where it lies,
      // and if all words are so, how many briefings there are is reckoned and not counted
      const isCommon = (entries) => entries.some(({ more, documents }) => more && documents > total / 2);
      const alone = asked.length == 1 && !marks.length;
      const onlyCommon = asked.every(isCommon);
      const scores = new Map(), covered = new Map(), keys = new Map();
      let weighed = 0, documents = 0, expected = total;
      for (const entries of asked) {
        const optional = isCommon(entries) && !onlyCommon && !marks.length;
        const best = new Map();
        for (const each of entries) {
          const pieces = [each.list, ...(alone || (isCommon(entries) && !marks.length) ? [] : await rest(each))];
          for (const piece of pieces)
            decode(piece, (number, weight) => best.set(number, Math.max(best.get(number) || 0, weight * each.share)));
          for (const key of each.keys) keys.set(key, found.indexOf(entries));
        }
        documents = Math.max(best.size, entries[0].documents);
        expected *= documents / total;
        const rarity = Math.log(1 + (total - documents + 0.5) / (documents + 0.5));
        if (!optional) weighed += rarity;
        for (const [number, weight] of best) {
          scores.set(number, (scores.get(number) || 0) + rarity * weight);
          covered.set(number, (covered.get(number) || 0) + (optional ? 0 : rarity));
        }
      }
      const most = Math.max(0, ...covered.values());
      const enough = (most < ENOUGH * weighed ? ENOUGH * most : ENOUGH * weighed) - 1e-9;
      const score = (number) => scores.get(number) * (covered.get(number) / (weighed || 1) + 0.1);
      const numbers = [...scores.keys()]
        .filter((number) => covered.get(number) >= enough && sets.every((members) => members.has(number)))
        .sort((one, other) => score(other) - score(one) || one - other);
      const about = onlyCommon && asked.length > 1 && !marks.length;
      return {
        numbers,
        about,
        count: alone ? documents : about ? Math.max(numbers.length, Math.round(expected / 100) * 100) : numbers.length,
        unknown: words.filter((word, place) => !found[place].length),
        keys,
      };
    };

    return { find, load };
  };

  // which words of a text stand for one of the query: [from, to, which], in order
  const hits = (text, keys, stem, language) => {
    const found = [];
    let place = 0;
    for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}\p{M}\u00ad]+/gu)) {
      const key = stem(fold(word), language);
      if (keys.has(key)) found.push({ from: index, to: index + word.length, which: keys.get(key), place });
      place++;
    }
    return found;
  };

  // the part of a text in which most of the query's words stand close together
  const excerpt = (text, found) => {
    let best = { which: 0, from: 0, to: 0 };
    found.forEach((first, at) => {
      const near = found.slice(at).filter((each) => each.place < first.place + AROUND);
      const which = new Set(near.map((each) => each.which)).size;
      if (which > best.which) best = { which, from: first.from, to: near[near.length - 1].to };
    });
    const from = best.from < 60 ? 0 : text.indexOf(" ", best.from - 60) + 1;
    const end = text.indexOf(" ", Math.max(best.to + 60, from + 200));
    return { which: best.which, from, to: end < 0 ? text.length : end };
  };

  const core = { fold, wordsOf, stemmers, decode, nameOf, openIndex, hits, excerpt };

  const start = () => {
    const form = document.getElementById("p_search");
    const status = document.getElementById("p_status");
    const list = document.getElementById("p_results");
    const more = document.getElementById("p_more");
    const page = document.documentElement.lang;
    const script = document.currentScript.src;
    const indexes = {};
    let rules, latest = 0;

    const say = (which, values) => {
      status.textContent = which ? form.dataset[which].replace(/\{(\w+)\}/g, (all, name) => values[name]) : "";
    };

    const json = async (url) => {
      const answer = await fetch(url);
      if (!answer.ok) throw new Error(answer.status);
      return answer.json();
    };

    const indexOf = async (language) => {
      const option = [...form.lang.options].find((each) => each.dataset.index && each.value == language);
      const base = new URL(option.dataset.index, location);
      if (!rules) rules = json(new URL("rules.json", script)).catch((error) => {
        rules = 0;
        throw error;
      });
      const { rules: tables, keys } = await rules;
      const stem = stemmers(tables);
      const languages = [language, ...Object.keys(tables).filter((each) => each != language)];
      return indexes[language] || (indexes[language] = {
        base, stem, language, ...openIndex((name) => json(new URL(name, base)), stem, languages, keys),
      });
    };

    const element = (name, attributes, ...children) => {
      const made = document.createElement(name);
      for (const each in attributes) if (attributes[each]) made.setAttribute(each, attributes[each]);
      made.append(...children);
      return made;
    };

    const withMarks = (text, found, from = 0, to = text.length) => {
      const parts = [from ? "… " : ""];
      for (const each of found) {
        if (each.from < from || each.to > to) continue;
        parts.push(text.slice(from, each.from), element("mark", {}, text.slice(each.from, each.to)));
        from = each.to;
      }
      return [...parts, text.slice(from, to), to < text.length ? " …" : ""];
    };

    // the summary, or the part of the text that shows more of what was asked for
    const shown = async (index, number, record, keys) => {
      const look = (text) => hits(text, keys, index.stem, record.l);
      const summary = look(record.s);
      let best = new Set(summary.map((each) => each.which)).size;
      let answer = withMarks(record.s, summary);
      for (let part = 0; part <= (record.m || 0) && (!part || !best); part++) {
        const text = part ? await index.load(number + "." + part + ".json") : record.x;
        const found = look(text);
        const { which, from, to } = excerpt(text, found);
        if (which > best) {
          best = which;
          answer = withMarks(text, found, from, to);
        }
      }
      return answer;
    };

    const result = async (index, number, keys) => {
      const name = "r" + number.toString(16);
      const record = await index.load(name + ".json");
      const foreign = { lang: record.l == index.language ? "" : record.l, dir: record.r };
      const title = withMarks(record.t, hits(record.t, keys, index.stem, record.l));
      return element("li", { lang: index.language == page ? "" : index.language },
        element("article", { class: "entry" },
          element("p", { class: "entry-date" }, element("time", { datetime: record.i }, record.d)),
          element("h2", { class: "entry-title" },
            element("a", { ...foreign, href: new URL(record.a, index.base), hreflang: foreign.lang }, ...title)),
          element("p", { ...foreign, class: "entry-summary" }, ...(await shown(index, name, record, keys))),
          record.n ? element("p", { class: "entry-label" }, record.n) : ""));
    };

    const show = async (index, { numbers, keys }, run, focus) => {
      const from = list.children.length;
      const coming = numbers.slice(from, from + AT_ONCE).map((number) => result(index, number, keys));
      coming.forEach((each) => each.catch(() => {}));
      for (const each of coming) {
        const item = await each;
        if (run != latest) return;
        list.append(item);
        if (focus) item.querySelector("a").focus();
        focus = false;
      }
      more.hidden = list.children.length >= numbers.length;
      more.onclick = () => attempt(() => show(index, { numbers, keys }, run, true));
    };

    const attempt = async (work) => {
      try {
        await work();
      } catch (error) {
        say("failed");
        console.error(error);
      }
    };

    const search = () => attempt(async () => {
      const run = ++latest;
      const query = form.q.value.trim();
      list.textContent = "";
      more.hidden = true;
      say(query && "loading");
      if (!query) return;
      const marks = ["lang", "year", "tag"].filter((name) => form[name].value).map((name) => name + ":" + form[name].value);
      const index = await indexOf(form.lang.value || page);
      const answer = await index.find(query, marks);
      if (run != latest) return;
      say(answer.about ? "about" : answer.count ? "count" : "none", { count: answer.count, words: query });
      if (answer.count && answer.unknown.length)
        status.append(" " + form.dataset.unknown.replace("{words}", answer.unknown.join(", ")));
      await show(index, answer, run);
    });

    const fromAddress = () => {
      const asked = new URLSearchParams(location.search);
      for (const name of ["q", "lang", "year", "tag"]) form[name].value = asked.get(name) || "";
      for (const name of ["lang", "year", "tag"]) if (form[name].selectedIndex < 0) form[name].value = "";
      search();
    };

    const toAddress = (event) => {
      event.preventDefault();
      const asked = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
      history.pushState(null, "", "?" + asked);
      search();
    };

    if (location.protocol == "file:") {
      say("disk");
      return;
    }
    form.hidden = false;
    form.addEventListener("submit", toAddress);
    for (const name of ["lang", "year", "tag"]) form[name].addEventListener("change", toAddress);
    window.addEventListener("popstate", fromAddress);
    fromAddress();
  };

  if (typeof document == "undefined") module.exports = core;
  else start();
}
