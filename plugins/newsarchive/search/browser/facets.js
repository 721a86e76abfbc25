// The filters of the search page. Each has its list of values in a place of its own, which page.py fills with links to the
// pages of the site. Once it is opened, they lead to searches instead, and say how many briefings each would leave.
const FILTERS = ["lang", "year", "tag", "person", "place"];
const MOST_LISTED = 30;

// the filters of an address, as marks of the index
const marksOf = (asked) => FILTERS.filter((key) => asked.get(key)).map((key) => key + ":" + asked.get(key));

// the address of a search with another value of one filter, or without it
const withFilter = (asked, key, value) => {
  const other = new URLSearchParams(asked);
  if (value) other.set(key, value);
  else other.delete(key);
  if (!other.has("q")) other.set("q", "");
  return "#" + other;
};

// Given how values are counted, returns what shows the filters of a search: those chosen, each with a link that drops it,
// and the values of those that are open.
const openFacets = (place, chosen, count) => {
  const lists = [...place.querySelectorAll("[data-facet]")];
  const names = new Map();
  for (const list of lists)
    for (const link of list.querySelectorAll("[data-value]")) names.set(list.dataset.facet + ":" + link.dataset.value, link.textContent);

  const fill = async (list, asked) => {
    const key = list.dataset.facet, own = asked.get(key);
    const values = (await count(key, asked)).filter(({ value, count }) => count || value == own);
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

  return (asked, tests = []) => {
    const named = new Map(tests.map(({ mark, name }) => [mark, name]));
    chosen.replaceChildren(...marksOf(asked).map((mark) => {
      const [key, value] = mark.split(":");
      const list = lists.find((each) => each.dataset.facet == key);
      const title = list.querySelector("summary").textContent.trim();
      return element("a", { href: withFilter(asked, key) }, title + ": " + (named.get(mark) || names.get(mark) || value) + " ×");
    }));
    for (const list of lists) {
      list.asked = asked;
      list.ontoggle = () => list.open && fill(list, asked);
      if (list.open) fill(list, asked);
    }
  };
};
