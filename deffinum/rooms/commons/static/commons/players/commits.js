// Sends what a content keeps to its own host, in order. Never a synchronous request: it would freeze the page that closes.
//
// const commits = new Commits(); commits.send(item, values, { isEnd, sequencing, isClosing });
//
// Each player counts its commits; the server keeps the newest whatever the order in which they arrive. What could not be
// sent goes again with the next commit, or after a pause: it holds the whole data, so the last one is enough. What the
// server refuses is not sent again; what it fails on, a few times only.

const PAUSE = 5000;
const MOST_IN_A_BEACON = 60000; // characters: browsers refuse 64 kB and more while a page closes
const OUTLIVES_THE_PAGE = 16000; // and count together all that may outlive it

const MOST_REFUSALS = 5; // of one commit: what the server cannot take, it never will
const FOR_LATER = 503; // the server asks to come back

export class Commits {
  constructor(onTrouble) {
    this.order = 0;
    this.unsent = new Map(); // item id → what to send again
    this.onTrouble = onTrouble;
    setInterval(() => this.retry(), PAUSE);
  }

  send(item, values, { isEnd = false, sequencing = "", isClosing = false } = {}) {
    if (!item.commit) return;
    this.order += 1;
    const body = { order: this.order, values, isEnd, sequencing };
    if (isClosing) this.beacon(item.commit, body);
    else this.post(item, body);
  }

  beacon(address, body) {
    let text = JSON.stringify(body);
    if (text.length > MOST_IN_A_BEACON) text = JSON.stringify({ ...body, sequencing: "" });
    navigator.sendBeacon(address, new Blob([text], { type: "application/json" }));
  }

  async post(item, body) {
    const refusals = this.unsent.get(item.id)?.body === body ? this.unsent.get(item.id).refusals : 0;
    this.unsent.set(item.id, { item, body, refusals });
    try {
      const text = JSON.stringify(body);
      const answer = await fetch(item.commit, {
        method: "POST",
        body: text,
        headers: { "Content-Type": "application/json" },
        keepalive: text.length < OUTLIVES_THE_PAGE,
        credentials: "omit",
      });
      const isForLater = answer.status === FOR_LATER || (answer.status >= 500 && refusals + 1 < MOST_REFUSALS);
      const unsent = this.unsent.get(item.id);
      if (unsent?.body === body) {
        if (isForLater) unsent.refusals += answer.status === FOR_LATER ? 0 : 1;
        else this.unsent.delete(item.id);
      }
      if (isForLater) this.onTrouble("offline");
      else this.onTrouble(answer.ok ? "" : "closed");
    } catch {
      this.onTrouble("offline");
    }
  }

  retry() {
    for (const { item, body } of [...this.unsent.values()]) this.post(item, body);
  }
}
