// Saves a form field by field, and never loses a text.
//
// <form method="post" data-autosave data-autosave-url="/candidatures/…/champs/" data-confirm-leave>
//   {% csrf_token %}
//   <p class="saving" role="status" data-autosave-status></p>          optional: made at the top of the form otherwise
//   <div data-field="summary" data-version="3">
//     <label for="id_summary">…</label> <textarea name="summary" id="id_summary">…</textarea>
//   </div>
// </form>
//
// On change, on leaving the field, or 600 ms after the last key, one POST goes to data-autosave-url
// (application/x-www-form-urlencoded, header X-CSRFToken):
//   field=summary & value=… (repeated for a group of checkboxes; none when empty) & version=3 & idempotency_key=<uuid>
// A retry of the same text carries the same key. The server answers:
//   200 {"version": 4, "saved_at": "2022-05-02T10:00:00Z", "said": ""}         (said: shown instead of "Enregistré à …")
//   409 {"version": 5, "theirs": "…", "said": "…"}   somebody else wrote: both texts are shown, with two buttons
//   422 {"errors": {"summary": "…"}}                 shown beside the field; the text stays in the page
//   403, 404, 410 {"said": "…"}                      final: the text is kept in this browser
//   anything else, or no answer                      tried again after 1, 2, 4 … 60 seconds, and when the line is back
//
// Unsent texts live in localStorage under the address of the form and are put back and sent at the next visit.
// The form's own button waits (5 seconds at most) for the saves under way, then sends the form.
// Events, for other islands and for htmx (`hx-trigger="autosave:saved from:closest form"`):
//   autosave:saved {field, answer} · autosave:refused {field, answer} · autosave:conflict {field, answer}
// Attributes kept up to date: form[data-unsent="true|false"], [data-field][data-version].

const ENGLISH = document.documentElement.lang.startsWith("en");
const PAUSE = 600;
const LONGEST_WAIT = 5000;
const NB = "\u00a0";

const SAID = ENGLISH
  ? {
    saving: "Saving…",
    saved: (hour) => `Saved at ${hour}`,
    offline: (seconds) => `Not saved: no answer from the server. Your text is kept in this browser; next try in ${seconds}${NB}s.`,
    refused: "Not saved: correct the answer shown in red. Your text is still on this page.",
    final: "Not saved: this file can no longer be changed. Your text is kept in this browser.",
    conflict: "Not saved: somebody else changed this answer. Choose which text to keep.",
    restored: "Texts that had not been sent were put back from this browser.",
    title: "Two different texts",
    theirs: "Saved by somebody else",
    yours: "Your text",
    empty: "(empty)",
    keepTheirs: "Take the saved text",
    keepYours: "Keep my text",
    error: "Error:",
  }
  : {
    saving: "Enregistrement…",
    saved: (hour) => `Enregistré à ${hour}`,
    offline: (seconds) => `Non enregistré : le serveur ne répond pas. Votre texte est gardé dans ce navigateur ; nouvel essai dans ${seconds}${NB}s.`,
    refused: "Non enregistré : corrigez la réponse signalée en rouge. Votre texte est toujours dans la page.",
    final: "Non enregistré : ce dossier ne peut plus être modifié. Votre texte est gardé dans ce navigateur.",
    conflict: "Non enregistré : quelqu’un d’autre a modifié cette réponse. Choisissez le texte à garder.",
    restored: "Des textes qui n’étaient pas partis ont été remis depuis ce navigateur.",
    title: "Deux textes différents",
    theirs: "Enregistré par quelqu’un d’autre",
    yours: "Votre texte",
    empty: "(vide)",
    keepTheirs: "Prendre le texte enregistré",
    keepYours: "Garder mon texte",
    error: "Erreur :",
  };

function hourOf(iso) {
  const instant = iso ? new Date(iso) : new Date();
  const [hours, minutes] = [instant.getHours(), String(instant.getMinutes()).padStart(2, "0")];
  return ENGLISH ? `${String(hours).padStart(2, "0")}:${minutes}` : `${hours}${NB}h${NB}${minutes}`;
}

function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${bytes.slice(0, 8)}-${bytes.slice(8, 12)}-${bytes.slice(12, 16)}-${bytes.slice(16, 20)}-${bytes.slice(20)}`;
}

function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

class Store {
  // Unsent texts of one form: {field: {values, version, key}}. A full or forbidden storage only loses the safety copy.
  constructor(name) { this.name = name; }

  all() {
    try { return JSON.parse(localStorage.getItem(this.name) ?? "{}"); } catch { return {}; }
  }

  write(change) {
    const kept = this.all();
    change(kept);
    try {
      if (Object.keys(kept).length) localStorage.setItem(this.name, JSON.stringify(kept));
      else localStorage.removeItem(this.name);
    } catch { /* private browsing, or no room left */ }
  }

  keep(field, edit) { this.write((kept) => { kept[field] = edit; }); }

  forget(field) { this.write((kept) => { delete kept[field]; }); }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.url = form.dataset.autosaveUrl;
    this.store = new Store(`autosave ${new URL(this.url, location.href).pathname}`);
    this.fields = new Map();
    this.flights = new Set();
    this.status = form.querySelector("[data-autosave-status]") ?? this.makeStatus();
    form.addEventListener("input", (event) => this.edited(event.target, PAUSE));
    form.addEventListener("change", (event) => this.edited(event.target, 0));
    form.addEventListener("focusout", (event) => this.left(event.target));
    window.addEventListener("online", () => this.retryAll());
    // On the window, so that it comes before every other listener of the form (a double click sends once).
    window.addEventListener("submit", (event) => { if (event.target === form) this.leaving(event); }, { capture: true });
    this.restore();
    this.mark();
  }

  makeStatus() {
    const status = make("p", "saving");
    status.setAttribute("role", "status");
    this.form.prepend(status);
    return status;
  }

  say(sentence, tone) {
    this.status.textContent = sentence;
    this.status.dataset.tone = tone;
  }

  mark() {
    const unsent = [...this.fields.values()].some((field) => field.edit !== null) || Object.keys(this.store.all()).length > 0;
    this.form.dataset.unsent = String(unsent);
  }

  wrapperOf(input) { return input?.closest?.("[data-field]"); }

  inputsOf(wrapper) {
    const name = wrapper.dataset.field;
    return [...wrapper.querySelectorAll("input, select, textarea")].filter((input) => input.name === name && input.type !== "file");
  }

  valuesOf(wrapper) {
    const values = [];
    for (const input of this.inputsOf(wrapper)) {
      if (input.type === "checkbox" || input.type === "radio") {
        if (input.checked) values.push(input.value);
      } else if (input instanceof HTMLSelectElement && input.multiple) {
        values.push(...[...input.selectedOptions].map((option) => option.value));
      } else values.push(input.value);
    }
    return values;
  }

  write(wrapper, values) {
    for (const input of this.inputsOf(wrapper)) {
      if (input.type === "checkbox" || input.type === "radio") input.checked = values.includes(input.value);
      else if (input instanceof HTMLSelectElement && input.multiple) {
        for (const option of input.options) option.selected = values.includes(option.value);
      } else input.value = values[0] ?? "";
    }
  }

  fieldOf(wrapper) {
    const name = wrapper.dataset.field;
    if (!this.fields.has(name)) {
      this.fields.set(name, { name, wrapper, edit: null, flying: false, held: false, timer: 0, tries: 0, retry: 0 });
    }
    const field = this.fields.get(name);
    field.wrapper = wrapper;
    return field;
  }

  edited(input, pause) {
    const wrapper = this.wrapperOf(input);
    if (!wrapper || this.inputsOf(wrapper).length === 0) return;
    const field = this.fieldOf(wrapper);
    const values = this.valuesOf(wrapper);
    if (field.edit === null || JSON.stringify(field.edit.values) !== JSON.stringify(values)) {
      field.edit = { values, version: wrapper.dataset.version ?? "0", key: newKey() };
      this.store.keep(field.name, field.edit);
      this.mark();
    } else if (pause === 0 && field.flying) return;
    if (field.held) return;
    clearTimeout(field.timer);
    field.timer = setTimeout(() => this.send(field), pause);
  }

  left(input) {
    const wrapper = this.wrapperOf(input);
    const field = wrapper && this.fields.get(wrapper.dataset.field);
    if (field?.edit && !field.flying && !field.retry && !field.held) {
      clearTimeout(field.timer);
      this.send(field);
    }
  }

  // The button waits for the saves under way: sent together, a person's own save would look like somebody else's.
  leaving(event) {
    for (const field of this.fields.values()) clearTimeout(field.timer);
    if (!this.flights.size) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    const settled = async () => { while (this.flights.size) await Promise.all(this.flights); };
    const patience = new Promise((done) => { setTimeout(done, LONGEST_WAIT); });
    Promise.race([settled(), patience]).then(() => {
      this.flights.clear();
      this.form.requestSubmit(button);
    });
  }

  send(field) {
    if (field.flying || field.edit === null) return;
    const flight = this.fly(field).finally(() => this.flights.delete(flight));
    this.flights.add(flight);
  }

  async fly(field) {
    clearTimeout(field.retry);
    field.retry = 0;
    field.flying = true;
    const edit = field.edit;
    this.say(SAID.saving, "busy");
    const body = new URLSearchParams({ field: field.name, version: edit.version, idempotency_key: edit.key });
    for (const value of edit.values) body.append("value", value);
    const token = this.form.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
    let response = null;
    let answer = {};
    try {
      response = await fetch(this.url, {
        method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": token },
      });
      answer = await response.json();
    } catch { /* no line, or an answer that is not JSON: the status decides */ }
    field.flying = false;
    this.answered(field, edit, response?.status ?? 0, answer);
  }

  answered(field, edit, status, answer) {
    const stale = field.edit !== edit;
    if (status === 409 && (answer.theirs ?? "") === edit.values.join()) {
      status = 200;
    }
    if (status === 200) this.saved(field, edit, answer, stale);
    else if (status === 409) this.conflict(field, field.edit ?? edit, answer);
    else if (status === 422) this.refused(field, answer);
    else if ([401, 403, 404, 410].includes(status)) this.say(answer.said || SAID.final, "refused");
    else this.later(field);
    this.mark();
  }

  saved(field, edit, answer, stale) {
    field.tries = 0;
    if (answer.version !== undefined) field.wrapper.dataset.version = answer.version;
    this.clearError(field.wrapper);
    if (stale) {
      field.edit.version = field.wrapper.dataset.version;
      this.store.keep(field.name, field.edit);
      this.send(field);
    } else {
      field.edit = null;
      this.store.forget(field.name);
      this.say(answer.said || SAID.saved(hourOf(answer.saved_at)), "done");
    }
    this.tell("saved", field, answer);
  }

  refused(field, answer) {
    this.say(SAID.refused, "refused");
    for (const [name, sentence] of Object.entries(answer.errors ?? {})) {
      const wrapper = this.form.querySelector(`[data-field="${CSS.escape(name)}"]`) ?? field.wrapper;
      this.showError(wrapper, sentence);
    }
    this.tell("refused", field, answer);
  }

  later(field) {
    const seconds = Math.min(60, 2 ** field.tries);
    field.tries += 1;
    this.say(SAID.offline(seconds), "kept");
    field.retry = setTimeout(() => { field.retry = 0; this.send(field); }, seconds * 1000);
  }

  retryAll() {
    for (const field of this.fields.values()) {
      if (field.retry) {
        clearTimeout(field.retry);
        field.retry = 0;
        this.send(field);
      }
    }
  }

  tell(name, field, answer) {
    this.form.dispatchEvent(new CustomEvent(`autosave:${name}`, { bubbles: true, detail: { field: field.name, answer } }));
  }

  clearError(wrapper) {
    wrapper.querySelector("[data-autosave-error]")?.remove();
    wrapper.classList.remove("field--error");
    for (const input of this.inputsOf(wrapper)) {
      input.removeAttribute("aria-invalid");
      const ids = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && !id.endsWith("_autosave"));
      if (ids.length) input.setAttribute("aria-describedby", ids.join(" "));
      else input.removeAttribute("aria-describedby");
    }
  }

  showError(wrapper, sentence) {
    this.clearError(wrapper);
    const [input] = this.inputsOf(wrapper);
    const line = make("p", "field__error");
    line.dataset.autosaveError = "";
    line.id = `${input?.id || wrapper.dataset.field}_autosave`;
    line.append(make("span", "visually-hidden", `${SAID.error} `), sentence);
    if (!input) {
      wrapper.append(line);
      return;
    }
    (input.closest(".affix, .choices, .date-parts") ?? input).before(line);
    if (!wrapper.matches("td")) wrapper.classList.add("field--error");
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", `${input.getAttribute("aria-describedby") ?? ""} ${line.id}`.trim());
  }

  conflict(field, edit, answer) {
    this.say(answer.said || SAID.conflict, "kept");
    field.wrapper.querySelector(".conflict")?.remove();
    field.held = true;
    const panel = make("div", "conflict");
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", SAID.title);
    panel.append(make("p", "conflict__title", SAID.title));
    const texts = make("div", "conflict__texts");
    const settle = () => {
      panel.remove();
      field.held = false;
      field.wrapper.dataset.version = answer.version;
      this.inputsOf(field.wrapper)[0]?.focus();
    };
    texts.append(
      this.conflictSide(SAID.theirs, answer.theirs ?? "", SAID.keepTheirs, "button button--secondary fr-btn fr-btn--secondary", () => {
        settle();
        this.write(field.wrapper, [answer.theirs ?? ""]);
        field.edit = null;
        this.store.forget(field.name);
        this.say(SAID.saved(hourOf(answer.saved_at)), "done");
        this.mark();
      }),
      this.conflictSide(SAID.yours, edit.values.join(", "), SAID.keepYours, "button fr-btn", () => {
        settle();
        field.edit = { values: this.valuesOf(field.wrapper), version: String(answer.version), key: newKey() };
        this.store.keep(field.name, field.edit);
        this.send(field);
      }),
    );
    panel.append(texts);
    field.wrapper.append(panel);
    this.tell("conflict", field, answer);
  }

  conflictSide(title, text, label, classes, choose) {
    const side = make("div", "conflict__side");
    const button = make("button", classes, label);
    button.type = "button";
    button.addEventListener("click", choose);
    side.append(make("p", "conflict__label", title), make("p", "conflict__text", text || SAID.empty), button);
    return side;
  }

  restore() {
    let found = 0;
    for (const [name, edit] of Object.entries(this.store.all())) {
      const wrapper = this.form.querySelector(`[data-field="${CSS.escape(name)}"]`);
      if (!wrapper) continue;
      if (JSON.stringify(this.valuesOf(wrapper)) === JSON.stringify(edit.values)) {
        this.store.forget(name);
        continue;
      }
      this.write(wrapper, edit.values);
      const field = this.fieldOf(wrapper);
      field.edit = edit;
      found += 1;
      this.send(field);
    }
    if (found) this.say(SAID.restored, "kept");
  }
}

export function start(form) {
  return new Autosave(form);
}
