// Loads each island only where the page asks for it. Every page works without any of them.
//
// A page asks with an attribute; nothing else is needed:
//   [data-countdown]      countdown.js        keeps a deadline alive, adds the reader's own zone
//   [data-autosave]       autosave.js         saves field by field
//   [data-budget-table]   budget-table.js     spreadsheet feel for amounts
//   [data-table-keys]     table-keys.js       moves in a list with the keyboard, chooses several lines
//   form[method=post]     submit-once.js      a double click sends once
//   [data-confirm-leave]  confirm-leave.js    asks before leaving with unsent edits
//   [data-counter-for]    counter.js          characters left in a long text
//   [hx-get], [hx-post]…  htmx itself (its address stands in data-htmx on this script)
//   [data-error-summary]  focused here, so that the errors are heard first

const ISLANDS = [
  ["[data-countdown]", () => import("./countdown.js")],
  ["[data-autosave]", () => import("./autosave.js")],
  ["[data-budget-table]", () => import("./budget-table.js")],
  ["[data-table-keys]", () => import("./table-keys.js")],
  ["main form[method=post]", () => import("./submit-once.js")],
  ["[data-confirm-leave]", () => import("./confirm-leave.js")],
  ["[data-counter-for]", () => import("./counter.js")],
];

const started = new WeakMap();

export async function enhance(root) {
  for (const [selector, load] of ISLANDS) {
    const found = [...root.querySelectorAll(selector)];
    if (root instanceof Element && root.matches(selector)) found.push(root);
    if (found.length === 0) continue;
    const island = await load();
    for (const element of found) {
      const done = started.get(element) ?? new Set();
      if (done.has(selector)) continue;
      done.add(selector);
      started.set(element, done);
      island.start(element);
    }
  }
}

const HTMX = ["get", "post", "put", "patch", "delete", "boost", "trigger"].map((word) => `[hx-${word}]`).join();

if (document.querySelector(HTMX)) {
  const script = document.createElement("script");
  script.src = document.querySelector("script[data-htmx]").dataset.htmx;
  document.head.append(script);
}

document.querySelector("[data-error-summary]")?.focus();
enhance(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) enhance(event.detail.elt);
});
