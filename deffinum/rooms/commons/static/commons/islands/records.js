// What a player in the browser leaves in the record store: statements in their order, and the place to resume at.
//
// A page holds <script id="player" type="application/json"> with {open, store, file, activity: {id, definition}, profile}
// and, for a learner, <form data-play method="post"> with its CSRF token and <p data-records role="status"></p>.
//
//   const records = await Records.open();            never fails: without a store, or without a learner, nothing is kept
//   records.tell(verb, { object, result, context })  queued in this browser first, then sent in order
//   records.place                                    what `records.keep(place)` kept last, from the store or this browser
//
// The queue lies in localStorage under the registration, which is one learner's: it outlives a closed tab, a store that is
// away and a token that is over, and is sent at the next opening of the same registration. Ids are drawn once, so that
// what was received twice is stored once. On `pagehide` everything leaves with fetch's keepalive.

export const ENGLISH = document.documentElement.lang.startsWith("en");
const VERSION = { "X-Experience-API-Version": "1.0.3" };
const BATCH = 40;
const LARGEST_FAREWELL = 60_000; // bytes: browsers let 64 KiB leave with keepalive
const LONGEST_WAIT = 60_000;
const KEEP_EACH = 3_000;
const FINAL = new Set([400, 403, 409, 413]);

const SAID = ENGLISH
  ? {
    kept: "Your records are saved.",
    away: (count) => `The record store does not answer: ${count} record${count > 1 ? "s are" : " is"} kept in this browser and will be sent.`,
    refused: "The record store refused a record; the others are saved.",
    none: "Nothing is recorded: you are not enrolled as a learner of this organisation.",
  }
  : {
    kept: "Vos traces sont enregistrées.",
    away: (count) => `L’entrepôt de traces ne répond pas : ${count} trace${count > 1 ? "s sont gardées" : " est gardée"} dans ce navigateur et ${count > 1 ? "partiront" : "partira"} plus tard.`,
    refused: "L’entrepôt a refusé une trace ; les autres sont enregistrées.",
    none: "Rien n’est enregistré : vous n’êtes pas inscrit comme apprenant de cet organisme.",
  };

export const told = () => JSON.parse(document.getElementById("player").textContent);

/** Seconds as an ISO 8601 duration, to the hundredth. */
export const duration = (seconds) => `PT${Math.max(0, seconds).toFixed(2)}S`;

function drawn() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export class Records {
  constructor() {
    this.player = told();
    this.form = document.querySelector("form[data-play]");
    this.status = document.querySelector("[data-records]");
    this.play = null;
    this.place = null;
    this.session = drawn();
    this.wait = 1_000;
    this.sending = null; // the promise of the sending under way
    this.lastKept = 0;
    this.memory = new Map();
  }

  static async open({ afresh = false } = {}) {
    const records = new Records();
    await records.opened(afresh);
    return records;
  }

  /** Begin another session: the page came back from the browser's memory. */
  again() {
    this.session = drawn();
  }

  async opened(afresh) {
    if (!this.form || !(await this.ask(afresh))) return;
    const kept = this.play.resumed ? await this.stored() : null;
    const here = this.read("place", null);
    this.place = (kept?.at ?? 0) >= (here?.at ?? 0) ? kept : here;
    addEventListener("online", () => this.send());
    this.send();
  }

  /** Ask for a token; false when there is none to have. */
  async ask(afresh) {
    const body = new FormData(this.form);
    if (afresh) body.set("afresh", "1");
    else if (this.play) body.set("registration", this.play.registration);
    try {
      const answer = await fetch(this.player.open, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status === 200) {
        this.play = await answer.json();
        return true;
      }
      const why = answer.status === 204 ? SAID.none : (await answer.json()).said;
      this.say(why);
    } catch {
      this.say(SAID.away(0));
    }
    return false;
  }

  /** Queue a statement about the resource (or `object`, a part of it) and send it when its turn comes. */
  tell(verb, { object, result, context } = {}) {
    if (!this.play) return;
    const { extensions, contextActivities, ...others } = context ?? {};
    const statement = {
      id: drawn(),
      actor: this.play.actor,
      verb,
      object: { objectType: "Activity", ...(object ?? this.player.activity) },
      context: {
        registration: this.play.registration,
        language: document.documentElement.lang,
        contextActivities: { category: [{ objectType: "Activity", id: this.profile }], ...contextActivities },
        extensions: { ...(this.sessionKey ? { [this.sessionKey]: this.session } : {}), ...extensions },
        ...others,
      },
      timestamp: new Date().toISOString(),
    };
    if (result) statement.result = result;
    this.write("queue", [...this.queue(), statement]);
    this.send();
  }

  /** Send what waits, in order; one sending at a time, tries again after 1, 2, 4 … 60 seconds. */
  send() {
    if (this.play) this.sending ??= this.sendAll().finally(() => { this.sending = null; });
    return this.sending;
  }

  async sendAll() {
    clearTimeout(this.timer);
    try {
      while (this.queue().length > 0) {
        const batch = this.queue().slice(0, BATCH);
        const status = await this.post(batch);
        if (FINAL.has(status)) await this.oneByOne(batch);
        else if (status < 200 || status > 299) throw new Error(String(status));
        else this.drop(batch);
      }
      this.wait = 1_000;
      this.say(this.refused ? SAID.refused : SAID.kept);
    } catch (problem) {
      if (problem.message === "401") await this.ask(false);
      this.say(SAID.away(this.queue().length));
      this.timer = setTimeout(() => this.send(), this.wait);
      this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
    }
  }

  /** One refused statement never keeps the others. */
  async oneByOne(batch) {
    for (const each of batch) {
      const status = await this.post([each]);
      if (!FINAL.has(status) && (status < 200 || status > 299)) throw new Error(String(status));
      if (FINAL.has(status)) this.refused = true;
      this.drop([each]);
    }
  }

  async post(statements, more = {}) {
    const headers = { ...this.authorised(), "Content-Type": "application/json" };
    const words = { method: "POST", headers, body: JSON.stringify(statements), credentials: "omit", ...more };
    const answer = await fetch(`${this.player.store}statements`, words);
    return answer.status;
  }

  /** Keep the place, in this browser at once and in the store every few seconds (`now`: at once too). */
  keep(place, { now = false } = {}) {
    if (!this.play) return;
    this.place = { ...place, at: Date.now() };
    this.write("place", this.place);
    if (!now && Date.now() - this.lastKept < KEEP_EACH) return;
    this.lastKept = Date.now();
    const headers = { ...this.authorised(), "Content-Type": "application/json" };
    const body = JSON.stringify(this.place);
    fetch(this.stateAddress(), { method: "PUT", headers, body, credentials: "omit", keepalive: true }).catch(() => {});
  }

  async stored() {
    try {
      const answer = await fetch(this.stateAddress(), { headers: this.authorised(), credentials: "omit" });
      return answer.status === 200 ? await answer.json() : null;
    } catch {
      return null;
    }
  }

  /** What `terminated` calls last: everything that waits leaves, even as the page goes. */
  farewell() {
    const waiting = this.queue();
    while (waiting.length > 0 && JSON.stringify(waiting).length > LARGEST_FAREWELL) waiting.pop();
    if (this.play && waiting.length > 0) this.post(waiting, { keepalive: true }).catch(() => {});
  }

  stateAddress() {
    const { registration, actor } = this.play;
    const activityId = this.player.activity.id;
    const query = new URLSearchParams({ stateId: "resume", activityId, registration, agent: JSON.stringify(actor) });
    return `${this.player.store}activities/state?${query}`;
  }

  authorised() {
    return { ...VERSION, Authorization: `Basic ${this.play.token}` };
  }

  queue() {
    return this.read("queue", []);
  }

  drop(sent) {
    const gone = new Set(sent.map((each) => each.id));
    this.write("queue", this.queue().filter((each) => !gone.has(each.id)));
  }

  read(name, otherwise) {
    const key = this.key(name);
    try {
      return JSON.parse(localStorage.getItem(key) ?? this.memory.get(key) ?? "null") ?? otherwise;
    } catch {
      return JSON.parse(this.memory.get(key) ?? "null") ?? otherwise; // the browser forbids localStorage
    }
  }

  write(name, value) {
    const [key, text] = [this.key(name), JSON.stringify(value)];
    try {
      localStorage.setItem(key, text);
      this.memory.delete(key);
    } catch {
      this.memory.set(key, text); // full or forbidden: for the time of the page
    }
  }

  key(name) {
    return `records:${name}:${this.play.registration}`;
  }

  say(sentence) {
    if (this.status && this.status.textContent !== sentence) this.status.textContent = sentence;
  }
}

/** What runs a player's records: `begin(records)` at each opening, `end(records)` as the page goes. */
export async function follow({ profile, sessionKey, begin, end }) {
  const records = await Records.open();
  records.profile = profile;
  records.sessionKey = sessionKey;
  let here = true;
  begin(records);
  addEventListener("pagehide", () => {
    if (!here) return;
    here = false;
    end(records);
    records.farewell();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted || here) return;
    here = true;
    records.again();
    begin(records);
  });
  document.querySelector("[data-afresh]")?.addEventListener("click", async () => {
    await records.send();
    if (records.queue().length > 0) return; // the store is away: nothing of this attempt is left behind
    here = false;
    end(records);
    await records.send();
    if (await records.ask(true)) location.reload();
  });
  return records;
}

const ADL = "http://adlnet.gov/expapi/verbs/";
export const VERBS = {
  initialized: { id: `${ADL}initialized`, display: { fr: "a ouvert", en: "initialized" } },
  experienced: { id: `${ADL}experienced`, display: { fr: "a vu", en: "experienced" } },
  completed: { id: `${ADL}completed`, display: { fr: "a terminé", en: "completed" } },
  terminated: { id: `${ADL}terminated`, display: { fr: "a quitté", en: "terminated" } },
};
