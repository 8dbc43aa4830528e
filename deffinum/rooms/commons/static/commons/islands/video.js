// A video that resumes where it was left and tells of itself by the xAPI video profile (https://w3id.org/xapi/video, 1.0.3).
//
// <video data-video controls src="…"></video> in a [data-video-player], with buttons [data-do="toggle|back|ahead|start"].
// Statements: initialized, played, paused, seeked, completed (once a registration, when the threshold is reached),
// terminated; interacted, when captions are shown, hidden or in another language. `played-segments` and `progress` count
// every opening of the registration. The profile has no word for chapters: going to one is `seeked`, like any other move.
//
// [data-start="12.500"] under the player, each with a [data-clock]: a text of the video, whose instant becomes a button.
// <select data-captions>: the language of the captions, '' for none; the browser's own menu of them stays in agreement.

import { ENGLISH, VERBS, duration, follow } from "./records.js";

const PROFILE = "https://w3id.org/xapi/video";
const EXTENSION = `${PROFILE}/extensions/`;
const THRESHOLD = 0.95;
const STEP = 10; // seconds of the buttons
const NEAR_END = 2; // seconds: who comes back to the end begins again

const PROFILED = Object.fromEntries(
  Object.entries({ played: "a lu", paused: "a mis en pause", seeked: "s’est déplacé dans" })
    .map(([name, french]) => [name, { id: `${PROFILE}/verbs/${name}`, display: { fr: french, en: name } }]),
);
const SAID = ENGLISH
  ? { resumed: (time) => `Resumed at ${time}.`, play: "Play", pause: "Pause", go: (time) => `Go to ${time}` }
  : { resumed: (time) => `Reprise à ${time}.`, play: "Lire", pause: "Mettre en pause", go: (time) => `Aller à ${time}` };
const INTERACTED = { id: "http://adlnet.gov/expapi/verbs/interacted", display: { fr: "a réglé", en: "interacted with" } };

const rounded = (seconds) => Math.round(seconds * 1000) / 1000;

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Segments [from, to] in order, those that touch made one. */
export function merged(segments) {
  const found = [];
  for (const [from, to] of [...segments].sort((one, other) => one[0] - other[0])) {
    const last = found.at(-1);
    if (last && from <= last[1] + 0.01) last[1] = Math.max(last[1], to);
    else if (to > from) found.push([from, to]);
  }
  return found;
}

export function progressOf(segments, length) {
  const seen = merged(segments).reduce((sum, [from, to]) => sum + to - from, 0);
  return length > 0 ? Math.min(1, rounded(seen / length)) : 0;
}

export class VideoTale {
  constructor(root) {
    this.root = root;
    this.video = root.querySelector("video");
    this.segments = [];
    this.from = null; // where the segment being played began
    this.time = 0; // the last instant shown, before any seeking
    this.sought = null; // where the seeking under way began
    this.silent = false; // the player itself moves
    this.completed = false;
    this.openedAt = performance.now();
    for (const button of root.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.act(button.dataset.do));
    }
    this.toggle = root.querySelector('[data-do="toggle"]');
    this.select = root.querySelector("[data-captions]");
    this.shown = this.captions();
    for (const cue of root.querySelectorAll("[data-start]")) this.lead(cue);
  }

  begin(records) {
    this.records = records;
    this.openedAt = performance.now();
    const place = records.place;
    this.segments = place?.segments ?? [];
    this.completed = place?.completed ?? false;
    if (place?.time > 0 && place.time < this.video.duration - NEAR_END && this.video.currentTime < 0.5) {
      this.silent = true;
      this.video.currentTime = place.time;
      this.time = place.time;
      this.announce(SAID.resumed(clock(place.time)));
    }
    this.tell(VERBS.initialized, null, {
      volume: rounded(this.video.muted ? 0 : this.video.volume),
      speed: `${this.video.playbackRate}x`,
      "full-screen": document.fullscreenElement !== null,
      "screen-size": `${screen.width}x${screen.height}`,
      "video-playback-size": `${this.video.clientWidth}x${this.video.clientHeight}`,
      ...this.saidOfCaptions(),
    });
    if (!this.listening) this.listen();
  }

  listen() {
    this.listening = true;
    const heard = {
      play: () => this.played(),
      pause: () => this.paused(),
      seeking: () => { this.sought ??= this.time; },
      seeked: () => this.seeked(),
      timeupdate: () => this.moved(),
      ended: () => this.check(),
    };
    for (const [name, act] of Object.entries(heard)) this.video.addEventListener(name, act);
    this.video.textTracks.addEventListener("change", () => this.captioned());
    this.select?.addEventListener("change", () => this.show(this.select.value));
  }

  /** The instant of a text becomes a button that leads there, for the mouse and the keyboard. */
  lead(cue) {
    const clock = cue.querySelector("[data-clock]");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "file-player__clock";
    button.textContent = clock.textContent;
    button.setAttribute("aria-label", SAID.go(clock.textContent));
    button.addEventListener("click", () => { this.video.currentTime = Number(cue.dataset.start); });
    clock.replaceWith(button);
  }

  /** The language of the captions that are shown; "" when none are. */
  captions() {
    return [...this.video.textTracks].find((each) => each.kind === "captions" && each.mode === "showing")?.language ?? "";
  }

  show(language) {
    for (const each of this.video.textTracks) {
      if (each.kind === "captions") each.mode = each.language === language ? "showing" : "disabled";
    }
  }

  captioned() {
    const shown = this.captions();
    if (this.select) this.select.value = shown;
    if (shown === this.shown) return;
    this.shown = shown;
    this.tell(INTERACTED, { time: rounded(this.video.currentTime) }, this.saidOfCaptions());
  }

  /** Its concepts say `cc-subtitle-enabled`, its templates `cc-enabled`: the profile 1.0.3 names the same fact twice. */
  saidOfCaptions() {
    const language = this.captions();
    const isShown = language !== "";
    return {
      "cc-enabled": isShown,
      "cc-subtitle-enabled": isShown,
      ...(isShown ? { "cc-subtitle-lang": language } : {}),
    };
  }

  played() {
    this.from = this.video.currentTime;
    this.time = this.from;
    this.label();
    this.tell(PROFILED.played, { time: rounded(this.from) });
  }

  paused() {
    this.label();
    if (this.from === null) return;
    if (this.sought === null) this.time = this.video.currentTime;
    this.close(this.time);
    this.tell(PROFILED.paused, this.reached());
    this.check();
    this.keep({ now: true });
  }

  seeked() {
    const from = this.sought ?? this.time;
    this.sought = null;
    const to = this.video.currentTime;
    this.time = to;
    if (this.silent) {
      this.silent = false;
      return;
    }
    if (this.from !== null) {
      this.close(from);
      this.from = to;
    }
    this.tell(PROFILED.seeked, { "time-from": rounded(from), "time-to": rounded(to) });
    this.keep({ now: true });
  }

  moved() {
    if (this.sought !== null || this.video.seeking) return;
    this.time = this.video.currentTime;
    this.check();
    if (this.from !== null) this.keep();
  }

  /** Say that the video was completed, once a registration. */
  check() {
    if (this.completed || this.progress() < THRESHOLD) return;
    this.completed = true;
    this.tell(VERBS.completed, this.reached(), {}, { completion: true, duration: this.spent() });
    this.keep({ now: true });
  }

  end(records) {
    if (!this.video.paused) {
      this.close(this.time);
      this.tell(PROFILED.paused, this.reached());
      this.check();
    }
    this.tell(VERBS.terminated, this.reached(), {}, { duration: this.spent() });
    this.keep({ now: true });
    this.from = null;
    this.video.pause();
    this.records = records;
  }

  act(what) {
    const video = this.video;
    if (what === "toggle") video.paused ? video.play() : video.pause();
    if (what === "back") video.currentTime = Math.max(0, video.currentTime - STEP);
    if (what === "ahead") video.currentTime = Math.min(video.duration, video.currentTime + STEP);
    if (what === "start") video.currentTime = 0;
  }

  close(at) {
    if (this.from !== null && at > this.from) this.segments = merged([...this.segments, [this.from, at]]);
    this.from = null;
  }

  playedSegments() {
    return merged(this.from === null ? this.segments : [...this.segments, [this.from, this.time]]);
  }

  progress() {
    return progressOf(this.playedSegments(), this.video.duration);
  }

  reached() {
    const written = this.playedSegments().map(([from, to]) => `${rounded(from)}[.]${rounded(to)}`).join("[,]");
    return { time: rounded(this.time), progress: this.progress(), "played-segments": written };
  }

  spent() {
    return duration((performance.now() - this.openedAt) / 1000);
  }

  tell(verb, result, context = {}, more = {}) {
    const isSaid = ([, value]) => typeof value !== "number" || Number.isFinite(value); // a file may not say its length
    const named = (values) =>
      Object.fromEntries(Object.entries(values).filter(isSaid).map(([name, value]) => [EXTENSION + name, value]));
    this.records.tell(verb, {
      result: result ? { ...more, extensions: named(result) } : undefined,
      context: { extensions: named({ length: rounded(this.video.duration), "completion-threshold": THRESHOLD, ...context }) },
    });
  }

  keep(words) {
    this.records.keep({ time: rounded(this.time), segments: this.playedSegments(), completed: this.completed }, words);
  }

  label() {
    if (this.toggle) this.toggle.textContent = this.video.paused ? SAID.play : SAID.pause;
  }

  announce(sentence) {
    const place = this.root.querySelector("[data-said]");
    if (place) place.textContent = sentence;
  }
}

export async function start(root) {
  const tale = new VideoTale(root);
  if (tale.video.readyState < HTMLMediaElement.HAVE_METADATA) {
    await new Promise((done) => tale.video.addEventListener("loadedmetadata", done, { once: true }));
  }
  root.querySelector("[data-controls]")?.removeAttribute("hidden");
  await follow({
    profile: PROFILE,
    sessionKey: `${EXTENSION}session-id`,
    begin: (records) => tale.begin(records),
    end: (records) => tale.end(records),
  });
}

for (const root of document.querySelectorAll("[data-video-player]")) start(root);
