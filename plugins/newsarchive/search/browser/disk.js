// A copy that is opened from a disk: a browser lets its pages read no files, but load scripts. So each file of the index is
// a script, which calls archive() with its data, and what the site loads where it is needed is here already.
const further = {};

globalThis.archive = (data) => {
  document.currentScript.answer = data;
};

globalThis.fromDisk = {
  read: (url) => new Promise((found, failed) => {
    const script = document.createElement("script");
    script.src = url.replace(/json$/, "js");
    script.onload = () => found(script.answer);
    script.onerror = () => failed(new Error(url));
    document.head.append(script);
  }),
  bring: async (name) => further[name],
};
