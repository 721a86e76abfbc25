// The filters of the search page. Each has its list of values in a place of its own, which page.py fills with links to the
// pages of the site. Once this script is there, they lead to searches instead, and once the list is opened, they say how many
// briefings each would leave. It is loaded when the filters are opened, or when the address has one.
const MOST_LISTED = 30;

// the address of a search with another value of one filter, or without it
const withFilter = (asked, key, value) => {
  const other = new URLSearchParams(asked);
  if (value) other.set(key, value);
  else other.delete(key);
  if (!other.has("q")) other.set("q", "");
  return "#" + other;
};

// What a mark's list says: which briefings have the mark, and the name of its term; none may have it.
const marked = async ({ entry, pieces, weigh }, mark, listed = "") => {
  const known = entry(mark, listed, 1);
  const weights = weigh(await pieces([known], true));
  return { mark, name: known.keys[1], has: (number) => weights.has(number) };
};

// what the lists of some marks say
export const having = (index, marks) => Promise.all(marks.map(async (mark) => marked(index, mark, await index.value(mark))));

// how many of an answer's briefings each value of a filter would leave, if it were chosen in place of the filter's own
export const counts = async (index, key, { all, tests }) => {
  const [from, to] = [key + ":", key + ";"];
  const words = await index.between(from, to, Infinity);
  const marks = Object.keys(words).filter((word) => word.startsWith(from));
  const others = tests.filter(({ mark }) => !mark.startsWith(from));
  const left = all.filter((number) => others.every(({ has }) => has(number)));
  const found = await Promise.all(marks.map((mark) => marked(index, mark, words[mark])));
  return found.map(({ mark, name, has }) => ({ value: mark.slice(from.length), name, count: left.filter(has).length }));
};

// the values of a filter, each with the number of briefings that it would leave; each language has an index of its own
const valuesOf = async ({ bases, indexOf, marksOf }, key, asked) => {
  const query = asked.get("q") || "";
  if (key != "lang") {
    const index = await indexOf(asked);
    return counts(index, key, await index.find(query, marksOf(asked), true));
  }
  return Promise.all([...bases.keys()].map(async (value) => {
    const other = new URLSearchParams(asked);
    other.set(key, value);
    return { value, count: (await (await indexOf(other)).find(query, marksOf(other))).count };
  }));
};

// the names of values that the page or an answer had, by their marks; a value is the last part of its page's address, or stands
// beside it
const names = new Map();
const valueOf = ({ dataset, href }) => dataset.value || href.match(/([^/]+)[/](index.html)?$/)[1];

const fill = async (page, list, asked) => {
  const { element } = page, key = list.dataset.facet, own = asked.get(key);
  const values = (await valuesOf(page, key, asked)).filter(({ value, count }) => count || value == own);
  if (list.asked != asked) return;
  const by = key == "year" ? (each) => +each.value : (each) => each.count;
  const focused = list.contains(document.activeElement) && document.activeElement.dataset.value;
  list.querySelector("ul").replaceChildren(...values.sort((one, other) => by(other) - by(one)).slice(0, MOST_LISTED)
    .map(({ value, name = names.get(key + ":" + value), count }) =>
      element("li", {},
        element("a", { href: withFilter(asked, key, value == own ? "" : value), "data-value": value, "aria-current": value == own && "true" }, name || value),
        " ", element("span", { class: "count" }, count))));
  if (focused) [...list.querySelectorAll("a[data-value]")].find((each) => each.dataset.value == focused)?.focus();
};

// Shows the filters of a search: those chosen, each with a link that drops it, and the values of those that are open. A list
// that is opened is shown by the page, which tells if it does not arrive. If the link that had the focus is gone, the next has it,
// or else the field.
export const show = (page, asked, tests = []) => {
  const lists = [...page.filters.querySelectorAll("[data-facet]")];
  if (!names.size)
    for (const list of lists)
      for (const link of list.querySelectorAll("a")) {
        link.dataset.value = valueOf(link);
        names.set(list.dataset.facet + ":" + link.dataset.value, link.textContent);
        link.nextElementSibling.textContent = "…";
      }
  const named = new Map(tests.map(({ mark, name }) => [mark, name]));
  for (const [mark, name] of named) if (name && !names.has(mark)) names.set(mark, name);
  const focused = [...page.chosen.children].indexOf(document.activeElement);
  page.chosen.replaceChildren(...page.marksOf(asked).map((mark) => {
    const [key, value] = mark.split(":");
    const title = lists.find((each) => each.dataset.facet == key).querySelector("summary").textContent.trim();
    const words = title + ": " + (named.get(mark) || names.get(mark) || value);
    return page.element("a", { href: withFilter(asked, key), "aria-label": page.word("drop", { words }) }, words + " ×");
  }));
  if (focused >= 0) (page.chosen.children[focused] || page.chosen.lastChild || page.form.q).focus();
  return Promise.all(lists.map((list) => {
    list.asked = asked;
    // a list's counts may take their time, and no tap before they arrive should throw the search away
    for (const link of list.querySelectorAll("a")) link.href = withFilter(asked, list.dataset.facet, link.dataset.value);
    list.ontoggle = () => list.open && page.filters.ontoggle();
    return list.open && fill(page, list, asked);
  }));
};
