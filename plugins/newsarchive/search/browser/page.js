// What a reader sees: the form, how many briefings there are, and the results, on the page that page.py makes.
const read = async (url) => {
  // a line that is cut may keep silent for ever: after a minute a reader is told, and may try again
  const answer = await fetch(url, { signal: AbortSignal.timeout?.(60000) });
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
};

// in a copy for a disk, disk.js stands before this
const disk = globalThis.fromDisk;

const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const each in attributes) if (attributes[each]) made.setAttribute(each, attributes[each]);
  made.append(...children);
  return made;
};

// a text, or a part of it, in which hits are marked; a block of it ends with a line
const withMarks = (text, found, from = 0, to = text.length) => {
  const words = (from, to) => text.slice(from, to).replace(/\n/g, " · ");
  const parts = [from ? "… " : ""];
  for (const each of found) {
    if (each.from < from || each.to > to) continue;
    parts.push(words(from, each.from), element("mark", {}, words(each.from, each.to)));
    from = each.to;
  }
  return [...parts, words(from, to), to < text.length ? " …" : ""];
};

// The part of an address that leads to some words of a text which answer a query, up to a sign, where the page may have the
// number of a note. Browsers send it to nobody.
const toWords = ({ text, hit }) =>
  hit ? ":~:text=" + encodeURIComponent(text.slice(hit[0]).match(/^[\p{L}\p{N}\p{M}\p{DI}]+( [\p{L}\p{N}\p{M}\p{DI}]+){0,4}/u)[0]) : "";

const start = () => {
  const [form, filters, chosen, status, hints, list, more] = ["search", "filters", "chosen", "status", "hints", "results", "more"]
    .map((name) => document.getElementById("p_" + name));
  const title = document.title;
  const page = document.documentElement.lang;
  const script = document.currentScript.src;
  const load = remember(disk?.read || read);
  // A further script. Browsers remember that one was lost: another "#" makes it another script, which they ask for again.
  let tries = 0;
  const bring = remember(disk?.bring || ((name) => import(new URL(name + "#" + ++tries, script))));
  // where each language's index is; an address may name another
  const bases = new Map([...filters.querySelectorAll("[data-index]")].map(({ dataset }) => [dataset.value, dataset.index]));
  const opened = remember(async (language) => {
    const base = new URL(bases.get(language), location);
    const read = (name) => load(new URL(name, base).href);
    // asked for at once, though the rules come first: a failure shows where it is waited for
    read("index.json").catch(() => {});
    const data = await load(new URL("rules.json", script).href);
    const languages = [language, ...Object.keys(data.rules).filter((each) => each != language)];
    return { base, language, ...openIndex(read, bring, stemmers(data.rules), languages, data.keys) };
  });
  let latest = 0;

  const word = (name, values) => form.dataset[name].replace(/\{(\w+)\}/g, (all, each) => values[each]);

  // said once: a live region is read out whenever it is written to
  const say = (text) => {
    if (status.textContent != text) status.textContent = text;
  };

  const attempt = async (run, work) => {
    try {
      await work();
    } catch (error) {
      if (run == latest) {
        say(word("failed"));
        list.hidden ||= !list.firstChild;
      }
      console.error(error);
    }
  };

  const result = (index, { record, title, shown, why }) => {
    const foreign = { lang: record.l == index.language ? "" : record.l, dir: record.r };
    const address = new URL(record.a, index.base);
    address.hash = toWords(shown);
    const labels = [record.n, why && why[1][0] && word(why[0], { words: why[1].join(", ") })].filter((each) => each);
    return element("li", { lang: index.language == page ? "" : index.language },
      element("article", { class: "entry" },
        element("p", { class: "entry-date" }, record.k || element("time", { datetime: record.i }, record.d)),
        element("h2", { class: "entry-title" },
          element("a", { ...foreign, href: address, hreflang: foreign.lang }, ...withMarks(record.t, title))),
        element("p", { ...foreign, class: "entry-summary" },
          ...withMarks(shown.text, shown.found, shown.from, shown.to)),
        ...(labels.length ? [element("p", { class: "entry-label" }, labels.join(" · "))] : [])));
  };

  // what is said of an answer: what was found, what was read, guessed or left out, and what did not arrive
  const summary = ({ text, words, about, numbers: { length }, count, errors, apart }, query, instead) => {
    const said = [word(about ? "about" : count ? "count" : length ? "pages" : "none", { count, words: query })];
    const typed = (of) => words.filter(of).map((each) => each.typed).join(", ");
    const guessed = typed(({ found, guessed }) => guessed && found.length);
    const unknown = typed(({ found, error }) => !found.length && !error);
    if (text != query) said.push(word("read", { words: text }));
    if (guessed) said.push(word(instead ? "guessed" : "unknown", { words: guessed, instead }));
    if (length && unknown) said.push(word("unknown", { words: unknown }));
    if (errors.length) said.push(word("missing"));
    else if (apart) said.push(word("apart"));
    return said.join(" ");
  };

  // The next results below those that are there, as they come; the first of them may get the focus. Then all is said: also
  // by which words of the texts those that were guessed are. Only then the button asks for more.
  const show = async (index, answer, query, run, from, focus) => {
    const instead = new Set();
    more.onclick = "";
    const guessed = answer.words.some((each) => each.guessed && each.found.length);
    for await (const each of index.results(answer, from)) {
      if (run != latest) return;
      if (each.error) {
        answer.errors.push(each.error);
        console.error(each.error);
        continue;
      }
      // no result so far has side by side what stands in quotation marks
      answer.apart = answer.apart != false && answer.room == Infinity && each.missing && each.missing == answer.phrases.length;
      list.append(result(index, each));
      list.hidden = false;
      if (focus) list.lastChild.querySelector("a").focus();
      else if (!guessed) say(summary(answer, query));
      focus = false;
      for (const { which, typed } of [...each.title, ...each.shown.found])
        if (answer.words[which].guessed) instead.add(typed.toLocaleLowerCase(each.record.l));
    }
    from += AT_ONCE;
    more.hidden = from >= answer.numbers.length;
    more.onclick = () => attempt(run, () => show(index, answer, query, run, from, true));
    say(summary(answer, query, [...instead].slice(0, 3).join(", ")));
  };

  // what the address asks for: words, filters, or by an empty "q" all briefings
  let asked = new URLSearchParams();
  const indexOf = (asked) => opened(bases.has(asked.get("lang")) ? asked.get("lang") : page);

  // the filters of an address, as marks of the index
  const marksOf = (asked) => [...filters.querySelectorAll("[data-facet]")].map(({ dataset }) => dataset.facet)
    .filter((key) => asked.get(key)).map((key) => key + ":" + asked.get(key));

  // Their script is loaded where there is something to show: filters that are open, or were chosen now or before. It shows
  // what is asked for once it has arrived.
  const showFacets = async (tests) => {
    if (filters.open || chosen.firstChild || marksOf(asked).length)
      await (await bring("facets.js")).show({ filters, chosen, bases, element, word, indexOf, marksOf, form }, asked, tests);
  };

  const search = () => {
    const run = ++latest;
    const query = form.q.value.trim();
    const marks = marksOf(asked), wanted = query || marks.length || asked.has("q") || "";
    // a link that led here goes away with what it stood in
    if (hints.contains(document.activeElement)) form.q.focus();
    list.textContent = hints.textContent = "";
    list.hidden = !wanted;
    more.hidden = true;
    document.title = query ? query + " – " + title : title;
    attempt(run, showFacets);
    // the page in another language answers the same query
    for (const link of document.querySelectorAll(".languages a")) link.hash = asked;
    say(wanted && word("loading"));
    if (wanted) attempt(run, async () => {
      const index = await indexOf(asked);
      const answer = await index.find(query, marks);
      if (run != latest) return;
      if (marks.length) showFacets(answer.tests);
      if (!answer.numbers.length) {
        list.hidden = true;
        say(summary(answer, query));
        const other = await (await bring("suggest.js")).others({ bring, element, word, indexOf }, index, answer, query);
        if (run == latest) hints.append(...other);
        return;
      }
      await show(index, answer, query, run, 0);
    });
  };

  // The query stands behind "#", which a browser sends to nobody: no server's log has it. A "#" without "=" leads to a
  // part of this page, and then the address has the query again.
  const fromAddress = () => {
    if (location.hash && !location.hash.includes("=")) {
      if (asked != "") setTimeout(() => history.replaceState(null, "", "#" + asked));
      return;
    }
    asked = new URLSearchParams(location.hash.slice(1));
    // an address may hold more than the field lets a reader type
    form.q.value = (asked.get("q") || "").slice(0, form.q.maxLength);
    search();
  };

  const toAddress = (event) => {
    event.preventDefault();
    asked = new URLSearchParams(asked);
    asked.set("q", form.q.value);
    if ("#" + asked != location.hash) history.pushState(null, "", "#" + asked);
    search();
  };

  form.hidden = false;
  if (location.protocol == "file:" && !disk) {
    form.remove();
    say(word("disk"));
    return;
  }
  // earlier addresses had the query behind "?": a reload or a copied address would send it once more
  if (location.search)
    history.replaceState(null, "", location.pathname + (location.hash.includes("=") ? location.hash : "#" + location.search.slice(1)));
  // the link of every page leads to the field, which was hidden until now; back from a search is this page without one
  if (location.hash == "#" + form.q.id) {
    form.q.focus();
    history.replaceState(null, "", location.pathname);
  }
  filters.ontoggle = () => attempt(latest, showFacets);
  form.addEventListener("submit", toAddress);
  window.addEventListener("popstate", fromAddress);
  fromAddress();
};

if (typeof document == "undefined") module.exports = { fold, tokensOf, stemmers, decode, nameOf, remember, openIndex };
else start();
