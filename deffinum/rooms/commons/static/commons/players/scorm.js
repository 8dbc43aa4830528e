// Plays a SCORM package on its own host: the API that the content looks for is here, with everything preloaded.
//
// The platform's page, above, asks for an item ({ do: "go", item }, "next", "previous"); it is told where the learner is
// and what is open ({ current, items, next, previous, trouble }). Nothing else passes between them.

import { Commits } from "./commits.js";
import { isOpen } from "./prerequisites.js";

const settings = JSON.parse(document.getElementById("settings").textContent);
const frame = document.getElementById("content");
const items = new Map(settings.items.map((each) => [each.id, each]));
const launched = settings.items.filter((each) => each.href);
const is2004 = settings.version === "2004";
const AFTER_A_CHANGE = 700; // milliseconds: what a content sets is sent together

let engine = null;
let current = null;
let trouble = "";
let pending = 0;
let isClosing = false; // the tab goes
let isLeaving = false; // the learner goes to another item
const commits = new Commits((found) => {
  trouble = found;
  tell();
});

// Values that the content may keep: texts, by their full name.
function flat(values) {
  const texts = Object.entries(values).filter(([, value]) => typeof value === "string" || typeof value === "number");
  return Object.fromEntries(texts.map(([name, value]) => [name, String(value)]));
}

function statusIn(values) {
  if (!is2004) return values["cmi.core.lesson_status"] || "incomplete";
  const success = values["cmi.success_status"];
  return success === "passed" || success === "failed" ? success : values["cmi.completion_status"] || "incomplete";
}

// A content that ends because its page goes did not end by the learner's will: unless it says how, it is suspended.
function keep(item, values, isEnd) {
  const told = flat(values);
  const exit = is2004 ? "cmi.exit" : "cmi.core.exit";
  if (item.isSco && isEnd && (isClosing || isLeaving) && !told[exit]) told[exit] = "suspend";
  item.values = { ...item.values, ...told };
  item.status = statusIn(told);
  const sequencing = !isClosing && isEnd ? engine.state() : "";
  commits.send(item, told, { isEnd, sequencing, isClosing });
  tell();
}

// What scorm-again calls when the content commits: sent in the background, answered at once.
const sender = {
  processHttpRequest(_address, values, isEnd) {
    if (current) keep(current, values, isEnd);
    return { result: "true", errorCode: 0 };
  },
  updateSettings() {},
};
const options = {
  lmsCommitUrl: "/lecteur/commit/",
  dataCommitFormat: "flattened",
  sendFullCommit: true,
  logLevel: 5,
  httpService: sender,
};

function follow(api, set, commit) {
  api.on(set, () => {
    if (!pending) pending = setTimeout(() => { pending = 0; if (api.isInitialized()) api[commit](""); }, AFTER_A_CHANGE);
  });
}

function show(item) {
  current = item;
  clearTimeout(pending);
  pending = 0;
  document.getElementById("wait").hidden = true;
  document.getElementById("end").hidden = true;
  document.getElementById("closed").hidden = true;
  frame.hidden = false;
  frame.src = settings.base + item.href;
  tell();
}

// Take the content away, and wait until it has said its last words.
function leave() {
  return new Promise((resolve) => {
    isLeaving = true;
    const gone = () => {
      isLeaving = false;
      resolve();
    };
    frame.addEventListener("load", gone, { once: true });
    frame.src = "about:blank";
  });
}

function showEnd(id) {
  frame.hidden = true;
  frame.src = "about:blank";
  document.getElementById(id).hidden = false;
}

// SCORM 1.2: a fresh API for each item; any item is open, but for its prerequisites.
async function engine12() {
  const { Scorm12API } = await import("./scorm12.js");
  const open = (item) => isOpen(item.prerequisites, (id) => items.get(id)?.status ?? "");
  const beside = (step) => launched[launched.indexOf(current) + step];
  const go = async (item) => {
    if (!item || !open(item) || isLeaving) return;
    if (current) await leave();
    if (current?.isSco && window.API?.isInitialized()) window.API.LMSCommit("");
    if (item.isSco) {
      const api = new Scorm12API(options);
      api.loadFromFlattenedJSON(item.values, "");
      follow(api, "LMSSetValue", "LMSCommit");
      api.on("LMSFinish", () => { if (!isClosing && !isLeaving) setTimeout(() => showEnd("end")); });
      window.API = api;
    } else {
      delete window.API;
    }
    show(item);
    if (!item.isSco) keep(item, { "cmi.core.lesson_status": "completed" }, true);
  };
  return {
    start: () => go(items.get(settings.current) ?? launched[0]),
    go: (id) => go(items.get(id)),
    next: () => go(beside(1)),
    previous: () => go(beside(-1)),
    isOpen: open,
    hasNext: () => Boolean(beside(1)),
    hasPrevious: () => Boolean(beside(-1)),
    state: () => "",
    api: () => window.API,
  };
}

// SCORM 2004: scorm-again runs the sequencing; an item opens when its rules deliver it.
async function engine2004() {
  const { Scorm2004API } = await import("./scorm2004.js");
  const api = new Scorm2004API({
    ...options,
    sequencing: { activityTree: settings.tree, collections: settings.collections },
  });
  window.API_1484_11 = api;
  follow(api, "SetValue", "Commit");
  const deliver = (id) => {
    const item = items.get(id);
    if (!item?.href) return;
    api.reset(undefined, { preserveListeners: true });
    if (Object.keys(item.values).length) api.loadFromFlattenedJSON(item.values, "");
    show(item);
    commits.send(item, {}, { sequencing: api.serializeSequencingState() });
  };
  let wanted = "";
  let isMoving = false;
  api.on("ActivityDelivery", (id) => { wanted = id; });
  api.on("Terminate", () => { if (!isMoving && !isClosing) setTimeout(settle); });
  const settle = () => {
    const id = wanted;
    wanted = "";
    if (id) deliver(id);
    else showEnd(api.getSequencingService()?.getSequencingState().isActive === false ? "closed" : "end");
    tell();
  };
  const process = () => api.getSequencingService()?.getOverallSequencingProcess?.();
  const ask = async (request, id) => {
    if (isMoving) return;
    isMoving = true;
    await leave();
    if (api.isInitialized()) {
      api.SetValue("cmi.exit", "suspend"); // the content did not end by itself
      api.Terminate("");
    }
    wanted = "";
    api.processNavigationRequest(request, id);
    isMoving = false;
    settle();
  };
  return {
    start() {
      if (settings.sequencing && api.deserializeSequencingState(settings.sequencing)) {
        const id = api.getSequencingService()?.getSequencingState().currentActivity?.id;
        if (items.get(id)?.href) return deliver(id);
      }
      isMoving = true;
      api.processNavigationRequest("start") || api.processNavigationRequest("choice", launched[0].id);
      isMoving = false;
      return settle();
    },
    go: (id) => ask("choice", id),
    next: () => ask("continue"),
    previous: () => ask("previous"),
    isOpen: (item) => process()?.predictChoiceEnabled?.(item.id) ?? true,
    hasNext: () => api.previewNavigationRequest("continue").outcome === "allowed",
    hasPrevious: () => api.previewNavigationRequest("previous").outcome === "allowed",
    state: () => api.serializeSequencingState(),
    api: () => api,
  };
}

engine = await (is2004 ? engine2004() : engine12());

function tell() {
  if (!engine || window.parent === window) return;
  const open = Object.fromEntries(launched.map((each) => [each.id, { isOpen: engine.isOpen(each), status: each.status }]));
  const message = {
    kind: "deffinum-player",
    current: current?.id ?? "",
    items: open,
    next: engine.hasNext(),
    previous: engine.hasPrevious(),
    trouble,
  };
  window.parent.postMessage(message, settings.platform);
}

window.addEventListener("message", (event) => {
  if (event.origin !== settings.platform || event.source !== window.parent) return;
  const asked = event.data;
  if (asked?.kind !== "deffinum-page") return;
  if (asked.do === "go" && items.get(String(asked.item))?.href) engine.go(String(asked.item));
  else if (asked.do === "next" && engine.hasNext()) engine.next();
  else if (asked.do === "previous" && engine.hasPrevious()) engine.previous();
  else if (asked.do === "tell") tell();
});

// A tab that closes: what was set since the last commit leaves with it.
window.addEventListener("pagehide", () => {
  isClosing = true;
  const api = engine.api();
  if (current?.isSco && api?.isInitialized() && pending) api[is2004 ? "Commit" : "LMSCommit"]("");
});

engine.start();
