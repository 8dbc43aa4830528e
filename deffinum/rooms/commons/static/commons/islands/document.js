// A PDF document, page by page, drawn by PDF.js, with the text of each page below its picture.
//
// <section data-document-player data-library="…/pdf.min.mjs" data-worker="…/pdf.worker.min.mjs"> holds a canvas, buttons
// [data-do="previous|next|larger|smaller"], a number field [data-page], [data-count], and [data-text] for the page's text.
//
// No profile was published for reading a PDF. Statements are of the vocabularies that come closest: ADL's verbs initialized,
// experienced, completed and terminated; AcrossX (https://w3id.org/xapi/acrossx) for the page as an activity and the
// number of pages; cmi5's extension for the progress. A page was seen once it stayed a second; it is told once a
// registration. The document is completed when every page was seen.

import { ENGLISH, VERBS, duration, follow, told } from "./records.js";

const ACROSSX = "https://w3id.org/xapi/acrossx";
const PROGRESS = "https://w3id.org/xapi/cmi5/result/extensions/progress";
const SEEN_AFTER = 1_000; // milliseconds
const SIZES = [0.75, 1, 1.25, 1.5, 2, 3];

const SAID = ENGLISH
  ? {
    page: (number, count) => `Page ${number} of ${count}`,
    name: (number) => ({ en: `Page ${number}`, fr: `Page ${number}` }),
    noText: "This page has no text that a screen reader could read: it is a picture.",
    failed: "This document cannot be shown here. You can download it.",
  }
  : {
    page: (number, count) => `Page ${number} sur ${count}`,
    name: (number) => ({ fr: `Page ${number}`, en: `Page ${number}` }),
    noText: "Cette page n’a pas de texte qu’un lecteur d’écran puisse lire : c’est une image.",
    failed: "Ce document ne peut pas être affiché ici. Vous pouvez le télécharger.",
  };

class DocumentTale {
  constructor(root, opened) {
    this.root = root;
    this.document = opened;
    this.count = opened.numPages;
    this.canvas = root.querySelector("canvas");
    this.number = 1;
    this.size = 1;
    this.seen = new Set();
    this.completed = false;
    this.field = root.querySelector("[data-page]");
    this.field.max = this.count;
    root.querySelector("[data-count]").textContent = this.count;
    this.field.addEventListener("change", () => this.go(Number(this.field.value)));
    for (const button of root.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.act(button.dataset.do));
    }
    root.addEventListener("keydown", (event) => {
      const step = { PageDown: 1, PageUp: -1 }[event.key];
      if (!step || event.target === this.field) return;
      event.preventDefault();
      this.go(this.number + step);
    });
    addEventListener("resize", () => this.draw());
  }

  begin(records) {
    this.records = records;
    this.openedAt = performance.now();
    const place = records.place;
    this.seen = new Set(place?.seen ?? []);
    this.completed = place?.completed ?? false;
    const { id, definition } = records.player.activity;
    const extensions = { [`${ACROSSX}/extensions/total-pages`]: this.count };
    records.tell(VERBS.initialized, { object: { id, definition: { ...definition, extensions } } });
    this.go(place?.page ?? this.number);
  }

  act(what) {
    if (what === "previous") this.go(this.number - 1);
    if (what === "next") this.go(this.number + 1);
    const place = SIZES.indexOf(this.size);
    if (what === "larger") this.size = SIZES[Math.min(place + 1, SIZES.length - 1)];
    if (what === "smaller") this.size = SIZES[Math.max(place - 1, 0)];
    if (what === "larger" || what === "smaller") this.draw();
  }

  async go(number) {
    this.number = Math.min(this.count, Math.max(1, Math.round(number) || 1));
    this.field.value = this.number;
    for (const [what, end] of [["previous", 1], ["next", this.count]]) {
      this.root.querySelector(`[data-do="${what}"]`).setAttribute("aria-disabled", String(this.number === end));
    }
    clearTimeout(this.timer);
    const drawn = await this.draw();
    if (drawn !== this.number) return;
    this.keep();
    this.timer = setTimeout(() => this.look(), SEEN_AFTER);
  }

  /** Draw the page; answers its number. A drawing under way is given up. */
  async draw() {
    const number = this.number;
    this.task?.cancel();
    const page = await this.document.getPage(number);
    if (number !== this.number) return null;
    const wide = this.canvas.parentElement.clientWidth;
    const scale = (wide / page.getViewport({ scale: 1 }).width) * this.size;
    const viewport = page.getViewport({ scale: scale * (globalThis.devicePixelRatio || 1) });
    [this.canvas.width, this.canvas.height] = [Math.floor(viewport.width), Math.floor(viewport.height)];
    this.canvas.style.inlineSize = `${Math.floor(wide * this.size)}px`;
    this.canvas.setAttribute("aria-label", SAID.page(number, this.count));
    this.task = page.render({ canvas: this.canvas, viewport });
    try {
      await this.task.promise;
    } catch {
      return null; // another page was asked for meanwhile
    }
    await this.write(page);
    return number;
  }

  /** The text of the page, line by line. */
  async write(page) {
    const { items } = await page.getTextContent();
    const lines = items.map((each) => each.str + (each.hasEOL ? "\n" : "")).join("").split("\n");
    const place = this.root.querySelector("[data-text]");
    const said = lines.map((each) => each.trim()).filter(Boolean);
    place.replaceChildren(...(said.length > 0 ? said : [SAID.noText]).map((line) => {
      const paragraph = document.createElement("p");
      paragraph.textContent = line;
      return paragraph;
    }));
  }

  /** The page stayed: say so once, and that the document is completed when none is left. */
  look() {
    if (this.seen.has(this.number) || document.visibilityState !== "visible") return;
    this.seen.add(this.number);
    const { id, definition } = this.records.player.activity;
    this.records.tell(VERBS.experienced, {
      object: {
        id: `${id}#page=${this.number}`,
        definition: { type: `${ACROSSX}/activities/page`, name: SAID.name(this.number) },
      },
      result: this.reached(),
      context: { contextActivities: { parent: [{ objectType: "Activity", id, definition }] } },
    });
    if (this.seen.size === this.count && !this.completed) {
      this.completed = true;
      this.records.tell(VERBS.completed, { result: { ...this.reached(), completion: true, duration: this.spent() } });
    }
    this.keep({ now: true });
  }

  end(records) {
    clearTimeout(this.timer);
    records.tell(VERBS.terminated, { result: { ...this.reached(), duration: this.spent() } });
    this.keep({ now: true });
  }

  reached() {
    return { extensions: { [PROGRESS]: Math.round((100 * this.seen.size) / this.count) } };
  }

  spent() {
    return duration((performance.now() - this.openedAt) / 1000);
  }

  keep(words) {
    const seen = [...this.seen].sort((one, other) => one - other);
    this.records.keep({ page: this.number, seen, completed: this.completed }, words);
  }
}

async function start(root) {
  let opened;
  try {
    const library = await import(root.dataset.library);
    library.GlobalWorkerOptions.workerSrc = root.dataset.worker;
    opened = await library.getDocument({ url: told().file, withCredentials: false, useWasm: false }).promise;
  } catch {
    root.querySelector("[data-failed]").textContent = SAID.failed;
    return;
  }
  root.querySelector("[data-controls]").removeAttribute("hidden");
  const tale = new DocumentTale(root, opened);
  await follow({
    profile: ACROSSX,
    begin: (records) => tale.begin(records),
    end: (records) => tale.end(records),
  });
}

for (const root of document.querySelectorAll("[data-document-player]")) start(root);
