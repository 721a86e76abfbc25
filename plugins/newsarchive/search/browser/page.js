// What a reader sees: the form, how many briefings there are, and the results, on the page that page.py makes.
const AT_ONCE = 10;
const FILTERS = ["lang", "year", "tag"];
// a line that is cut may keep silent for ever: then a reader is told, and may try again
const PATIENCE = 60000;

const json = async (url) => {
  const answer = await fetch(url, window.AbortSignal && AbortSignal.timeout ? { signal: AbortSignal.timeout(PATIENCE) } : {});
  if (!answer.ok) throw new Error(answer.status);
  return answer.json();
};

const element = (name, attributes, ...children) => {
  const made = document.createElement(name);
  for (const each in attributes) if (attributes[each]) made.setAttribute(each, attributes[each]);
  made.append(...children);
  return made;
};

// a text, or a part of it, in which hits are marked
const withMarks = (text, found, from = 0, to = text.length) => {
  const parts = [from ? "… " : ""];
  for (const each of found) {
    if (each.from < from || each.to > to) continue;
    parts.push(text.slice(from, each.from), element("mark", {}, text.slice(each.from, each.to)));
    from = each.to;
  }
  return [...parts, text.slice(from, to), to < text.length ? " …" : ""];
};

const start = () => {
  const form = document.getElementById("p_search");
  const status = document.getElementById("p_status");
  const list = document.getElementById("p_results");
  const more = document.getElementById("p_more");
  const page = document.documentElement.lang;
  const script = document.currentScript.src;
  const load = remember(json);
  const opened = remember(async (language) => {
    const option = [...form.lang.options].find((each) => each.dataset.index && each.value == language);
    const base = new URL(option.dataset.index, location);
    const read = (name) => load(new URL(name, base).href);
    // asked for at once, though the rules come first: a failure shows where it is waited for
    read("index.json").catch(() => {});
    const { rules, keys } = await load(new URL("rules.json", script).href);
    const languages = [language, ...Object.keys(rules).filter((each) => each != language)];
    return { base, language, ...openIndex(read, stemmers(rules), languages, keys) };
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
      if (run == latest) say(word("failed"));
      console.error(error);
    }
  };

  const result = async (index, number, keys) => {
    const { record, title, shown } = await index.present(number, keys);
    const foreign = { lang: record.l == index.language ? "" : record.l, dir: record.r };
    return element("li", { lang: index.language == page ? "" : index.language },
      element("article", { class: "entry" },
        element("p", { class: "entry-date" }, element("time", { datetime: record.i }, record.d)),
        element("h2", { class: "entry-title" },
          element("a", { ...foreign, href: new URL(record.a, index.base), hreflang: foreign.lang },
            ...withMarks(record.t, title))),
        element("p", { ...foreign, class: "entry-summary" },
          ...withMarks(shown.text, shown.found, shown.from, shown.to)),
        record.n ? element("p", { class: "entry-label" }, record.n) : ""));
  };

  // the next results below those that are there, as they come; the first of them may get the focus
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
  };

  const summary = ({ about, count, unknown }, query) => {
    const found = word(about ? "about" : count ? "count" : "none", { count, words: query });
    return count && unknown.length ? found + " " + word("unknown", { words: unknown.join(", ") }) : found;
  };

  const search = () => {
    const run = ++latest;
    const query = form.q.value.trim();
    list.textContent = "";
    more.hidden = true;
    say(query && word("loading"));
    if (query) attempt(run, async () => {
      const marks = FILTERS.filter((name) => form[name].value).map((name) => name + ":" + form[name].value);
      const index = await opened(form.lang.value || page);
      const answer = await index.find(query, marks);
      if (run != latest) return;
      say(summary(answer, query));
      more.onclick = () => attempt(run, async () => {
        await show(index, answer, run, true);
        say(summary(answer, query));
      });
      await show(index, answer, run);
    });
  };

  // The query stands behind "#", which a browser sends to nobody: no server's log has it. A "#" without "=" leads to a
  // part of this page.
  const fromAddress = () => {
    if (location.hash && !location.hash.includes("=")) return;
    const asked = new URLSearchParams(location.hash.slice(1));
    // an address may hold more than the field lets a reader type
    form.q.value = (asked.get("q") || "").slice(0, form.q.maxLength);
    for (const name of FILTERS) {
      form[name].value = asked.get(name) || "";
      if (form[name].selectedIndex < 0) form[name].value = "";
    }
    search();
  };

  const toAddress = (event) => {
    event.preventDefault();
    const asked = "#" + new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    if (asked != (location.hash || "#")) history.pushState(null, "", asked);
    search();
  };

  if (location.protocol == "file:") {
    form.remove();
    say(word("disk"));
    return;
  }
  // earlier addresses had the query behind "?": a reload or a copied address would send it once more
  if (location.search)
    history.replaceState(null, "", location.pathname + (location.hash.includes("=") ? location.hash : "#" + location.search.slice(1)));
  form.hidden = false;
  // the link of every page leads to the field, which was hidden until now
  if (location.hash == "#" + form.q.id) form.q.focus();
  form.addEventListener("submit", toAddress);
  for (const name of FILTERS) form[name].addEventListener("change", toAddress);
  window.addEventListener("popstate", fromAddress);
  fromAddress();
};

if (typeof document == "undefined") module.exports = { fold, wordsOf, stemmers, decode, nameOf, remember, openIndex };
else start();
