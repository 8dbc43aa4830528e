// Plays an H5P content on its own host: h5p-standalone builds it, this page keeps where it stands and sends what it says.
//
// H5P calls setUserData every few seconds, after an end, and when the page goes: what it is told there is the state. Its
// xAPI events are sent as they are; the server writes of them what it knows. Both leave together, in order, and again
// until they are taken: an event has a rank, so that nothing is written twice.

const settings = JSON.parse(document.getElementById("settings").textContent);
const SOON = 300; // milliseconds: an answer and its score are sent together
const PAUSE = 5000; // before what could not be sent goes again
const MOST_EVENTS = 50; // of one sending, see web/content/h5p_events.py
const MOST_WAITING = 2000; // events that wait here: a content that floods loses its newest
const MOST_IN_A_BEACON = 60000; // bytes: browsers refuse 64 kB and more while a page closes
const OUTLIVES_THE_PAGE = 16000; // and count together all that may outlive it
const LATER = new Set([408, 429, 502, 503, 504]);
const MOST_REFUSALS = 5;

const state = { ...settings.state };
let kept = JSON.stringify(state); // as the server has it
let events = [];
let rank = 0;
let order = 0;
let waiting = 0;
let isSending = false;
let refusals = 0;
let trouble = "";

const bytesOf = (text) => new TextEncoder().encode(text).length;

function tell(found = trouble) {
  trouble = found;
  if (window.parent === window) return;
  const message = { kind: "deffinum-player", current: "", items: {}, next: false, previous: false, trouble };
  window.parent.postMessage(message, settings.platform);
}

function soon(delay = SOON) {
  if (settings.commit && !waiting) waiting = setTimeout(send, delay);
}

// What leaves now: all that waits, as far as one sending goes. `text` of the state, to know later what was taken.
function outgoing() {
  const text = JSON.stringify(state);
  const some = events.slice(0, MOST_EVENTS);
  if (text === kept && !some.length) return null;
  order += 1;
  return { text, some, body: { order, state: text === kept ? null : state, events: some } };
}

async function send() {
  waiting = 0;
  if (isSending) return;
  ask();
  const going = outgoing();
  if (!going) return;
  isSending = true;
  let isTaken = false;
  let isGone = false;
  try {
    const text = JSON.stringify(going.body);
    const answer = await fetch(settings.commit, {
      method: "POST",
      body: text,
      headers: { "Content-Type": "application/json" },
      keepalive: bytesOf(text) < OUTLIVES_THE_PAGE,
      credentials: "omit",
    });
    refusals = answer.ok ? 0 : refusals + (LATER.has(answer.status) ? 0 : 1);
    isTaken = answer.ok;
    isGone = !answer.ok && !LATER.has(answer.status) && (answer.status < 500 || refusals >= MOST_REFUSALS);
    tell(isTaken ? "" : isGone ? "closed" : "offline");
  } catch {
    tell("offline");
  }
  isSending = false;
  if (isTaken || isGone) {
    kept = going.text;
    events = events.filter((each) => !going.some.includes(each));
  }
  if (events.length || JSON.stringify(state) !== kept) soon(isTaken || isGone ? SOON : PAUSE);
}

// Does it leave with the page? Not when it is too long, nor when the browser has too much on its way already.
function beacon(body) {
  const text = JSON.stringify(body);
  if (bytesOf(text) > MOST_IN_A_BEACON) return false;
  return navigator.sendBeacon(settings.commit, new Blob([text], { type: "application/json" }));
}

// The page closes: what the server does not have yet leaves with it. What is on its way may arrive twice: by its rank
// and order it counts once.
function leave() {
  ask();
  const going = settings.commit ? outgoing() : null;
  if (!going) return;
  const { body } = going;
  if (beacon(body)) return;
  if (body.state === null || !beacon({ ...body, events: [] })) beacon({ ...body, state: null });
  soon(); // what did not fit, if the page was only hidden
}

function keep(name, part, value) {
  const key = `${part || 0}/${name}`;
  if (value === undefined || value === null) delete state[key];
  else state[key] = JSON.stringify(value);
  if (JSON.stringify(state) !== kept) soon();
}

// Ask each content where it stands, as H5P does.
function ask() {
  for (const instance of window.H5P?.instances ?? []) {
    if (typeof instance.getCurrentState !== "function") continue;
    const found = instance.getCurrentState();
    if (found !== undefined) keep("state", 0, found);
  }
}

// What was kept, as H5P takes it: by part, then by name.
function preloaded() {
  const found = {};
  for (const [key, text] of Object.entries(settings.state)) {
    const [part, name] = key.split("/", 2);
    (found[part] ??= {})[name] = text;
  }
  return found;
}

function listen(H5P) {
  const { setUserData, deleteUserData } = H5P;
  H5P.setUserData = (id, name, value, options = {}) => {
    setUserData(id, name, value, { ...options, errorCallback: undefined });
    keep(name, options.subContentId, value);
  };
  H5P.deleteUserData = (id, name, part) => {
    deleteUserData(id, name, part);
    keep(name, part, null);
  };
  H5P.externalDispatcher.on("xAPI", (event) => {
    rank += 1;
    if (settings.commit && events.length < MOST_WAITING) {
      events.push({ rank, said: JSON.parse(JSON.stringify(event.data.statement)) });
    }
    soon();
  });
}

// Where a browser lets a framed page store nothing, the very name of its storage throws, and H5P stops there: it is
// given one that lasts as long as the page.
function storage() {
  const held = new Map();
  return {
    getItem: (name) => held.get(String(name)) ?? null,
    setItem: (name, value) => { held.set(String(name), String(value)); },
    removeItem: (name) => { held.delete(String(name)); },
    clear: () => held.clear(),
    key: (place) => [...held.keys()][place] ?? null,
    get length() { return held.size; },
  };
}

for (const name of ["localStorage", "sessionStorage"]) {
  try {
    window[name].getItem("");
  } catch {
    Object.defineProperty(window, name, { value: storage() });
  }
}

await new window.H5PStandalone.H5P(document.getElementById("content"), {
  id: "deffinum",
  title: settings.title,
  metadata: { title: settings.title, license: "U" },
  h5pJsonPath: window.location.origin + settings.base,
  frameJs: `${window.location.origin}/lecteur/fichiers/h5p/frame.bundle.js`,
  frameCss: `${window.location.origin}/lecteur/fichiers/h5p/styles/h5p.css`,
  embedType: "div",
  preventH5PInit: false, // h5p-standalone: false leaves the start to us, once we listen
  saveFreq: settings.saveEvery,
  contentUserData: preloaded(),
  xAPIObjectIRI: settings.activity,
  translations: { H5P: settings.words },
});
listen(window.H5P);
document.getElementById("wait").hidden = true;
window.H5P.init(document.body);
tell();

window.addEventListener("pagehide", leave);
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") leave(); });
window.addEventListener("message", (event) => {
  const isAsked = event.origin === settings.platform && event.source === window.parent;
  if (isAsked && event.data?.kind === "deffinum-page" && event.data.do === "tell") tell();
});
