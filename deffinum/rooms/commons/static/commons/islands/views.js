// What is told of a resource that is looked at from several sides, by the platform's own xAPI profile (`profile` in the
// page's data; served there as JSON-LD): initialized, looked at (once a view and registration), completed, terminated.

import { VERBS, duration, follow } from "./records.js";

const SEEN_AFTER = 1_000; // milliseconds

/** `views`: [{ id, name: {fr, en} }]; `facing()`: the id of the one in front; `player`: has `view`, `look`, "view" events. */
export class ViewsTale {
  constructor(player, views, facing) {
    this.player = player;
    this.views = views;
    this.facing = facing;
    this.seen = new Set();
    this.completed = false;
    player.addEventListener("view", () => this.turned());
  }

  async start(profile) {
    this.profile = profile;
    await follow({
      profile,
      sessionKey: `${profile}/extensions/session`,
      begin: (records) => this.begin(records),
      end: (records) => this.end(records),
    });
  }

  begin(records) {
    this.records = records;
    this.openedAt = performance.now();
    const place = records.place;
    const known = new Set(this.views.map((each) => each.id));
    this.seen = new Set((place?.seen ?? []).filter((each) => known.has(each)));
    this.completed = place?.completed ?? false;
    records.tell(VERBS.initialized);
    this.player.look(place?.view ?? this.player.view);
  }

  /** The view moved: what is in front is looked at once it stays. */
  turned() {
    clearTimeout(this.timer);
    if (!this.records) return;
    this.keep();
    this.timer = setTimeout(() => this.looked(), SEEN_AFTER);
  }

  looked() {
    const id = this.facing();
    this.keep({ now: true });
    if (this.seen.has(id) || document.visibilityState !== "visible") return;
    this.seen.add(id);
    const { activity } = this.records.player;
    const { name } = this.views.find((each) => each.id === id);
    const verb = { id: `${this.profile}/verbes/a-regarde`, display: { fr: "a regardé", en: "looked at" } };
    const result = this.reached();
    result.extensions[`${this.profile}/extensions/vue`] = this.player.view;
    this.records.tell(verb, {
      object: { id: `${activity.id}#${id}`, definition: { type: `${this.profile}/types/vue`, name } },
      result,
      context: { contextActivities: { parent: [{ objectType: "Activity", ...activity }] } },
    });
    if (this.seen.size === this.views.length && !this.completed) {
      this.completed = true;
      this.records.tell(VERBS.completed, { result: { ...this.reached(), completion: true, duration: this.spent() } });
    }
    this.keep({ now: true });
    this.player.dispatchEvent(new Event("seen"));
  }

  end(records) {
    clearTimeout(this.timer);
    records.tell(VERBS.terminated, { result: { ...this.reached(), duration: this.spent() } });
    this.keep({ now: true });
  }

  reached() {
    return { extensions: { [`${this.profile}/extensions/part-vue`]: this.seen.size / this.views.length } };
  }

  spent() {
    return duration((performance.now() - this.openedAt) / 1000);
  }

  keep(words) {
    this.records.keep({ view: this.player.view, seen: [...this.seen].sort(), completed: this.completed }, words);
  }
}
