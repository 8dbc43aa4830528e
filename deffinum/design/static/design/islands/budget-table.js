// A table of amounts that feels like a spreadsheet. Amounts are whole cents (BigInt): never a float.
//
// <div data-budget-table class="budget-table">
//   <p class="budget-table__rules" data-budget-rules role="status"></p>            rules broken, as the server says them
//   … <td data-field="amount-<partner>-<category>-2026" data-version="1">
//       <input class="input fr-input" inputmode="decimal" name="amount-…" data-row="<partner>" data-column="2026"
//              aria-label="Organisme d’exemple A, salaires, 2026" value="12 500">
//     </td> …
//   <td class="number" data-total-row="<partner>">…</td>  <td class="number" data-total-column="2026">…</td>
//   <td class="number" data-total-all>…</td>  <td class="number" data-shown="aid-<partner>">…</td>
// </div>
//
// Arrows up and down, Enter: the cell above or below; arrows left and right at the edge of the text: the next cell;
// Escape: the amount as it was. Pasting a block copied from a spreadsheet fills the cells from the active one.
// An input may belong to several totals: data-row and data-column take names separated by spaces.
//
// Inside a form[data-autosave], each answer of the server may carry, besides its contract:
//   "broken": [{"field": "amount-…", "said": "…"}]   rules broken now, shown on their cell and in [data-budget-rules]
//   "shown": {"aid-<partner>": "12 500 €"}           computed figures, written where data-shown names them
// Events: budget:changed {cents by total} after each recount.

const ENGLISH = document.documentElement.lang.startsWith("en");
const NARROW = "\u202f";
const NB = "\u00a0";
const TO_CORRECT = ENGLISH ? "to correct" : "à corriger";

export function parseCents(text) {
  const compact = text.replace(/[\s\u00a0\u202f']/g, "").replace(/(€|EUR)$/, "");
  if (compact === "") return 0n;
  const match = /^(-?)(\d{1,15})(?:[.,](\d{1,2}))?$/.exec(compact);
  if (!match) return null;
  const cents = BigInt(match[2]) * 100n + BigInt((match[3] ?? "0").padEnd(2, "0"));
  return match[1] ? -cents : cents;
}

export function writeCents(cents, unit = true) {
  const size = cents < 0n ? -cents : cents;
  const sign = cents < 0n ? "-" : "";
  const rest = String(size % 100n).padStart(2, "0");
  const whole = String(size / 100n).replace(/\B(?=(\d{3})+$)/g, ENGLISH ? "," : NARROW);
  const decimals = rest === "00" ? "" : (ENGLISH ? "." : ",") + rest;
  if (!unit) return `${sign}${ENGLISH ? whole.replaceAll(",", "") : whole}${decimals}`;
  return ENGLISH ? `${sign}€${whole}${decimals}` : `${sign}${whole}${decimals}${NB}€`;
}

const namesOf = (text) => (text ?? "").split(" ").filter(Boolean);

class BudgetTable {
  constructor(root) {
    this.root = root;
    this.rules = root.querySelector("[data-budget-rules]");
    root.addEventListener("keydown", (event) => this.key(event));
    root.addEventListener("paste", (event) => this.paste(event));
    root.addEventListener("input", () => this.recount());
    root.addEventListener("focusin", (event) => this.entered(event.target));
    root.addEventListener("focusout", (event) => this.written(event.target));
    const form = root.closest("form[data-autosave]") ?? root;
    form.addEventListener("autosave:saved", (event) => this.answered(event.detail.answer));
    this.recount();
  }

  cells() { return [...this.root.querySelectorAll("td input:not([type=hidden])")]; }

  grid() {
    return [...this.root.querySelectorAll("tr")]
      .map((row) => [...row.querySelectorAll("td input:not([type=hidden])")])
      .filter((row) => row.length);
  }

  place(input) {
    const grid = this.grid();
    const row = grid.findIndex((line) => line.includes(input));
    return { grid, row, column: row < 0 ? -1 : grid[row].indexOf(input) };
  }

  entered(input) {
    if (!this.cells().includes(input)) return;
    input.dataset.before = input.value;
    input.select();
  }

  written(input) {
    if (!this.cells().includes(input)) return;
    const cents = parseCents(input.value);
    if (cents !== null && input.value.trim() !== "") input.value = writeCents(cents, false);
  }

  key(event) {
    const input = event.target;
    if (!this.cells().includes(input) || event.altKey || event.ctrlKey || event.metaKey) return;
    const whole = input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const moves = {
      ArrowUp: [-1, 0], ArrowDown: [1, 0], Enter: [event.shiftKey ? -1 : 1, 0],
      ArrowLeft: whole || input.selectionEnd === 0 ? [0, -1] : null,
      ArrowRight: whole || input.selectionStart === input.value.length ? [0, 1] : null,
    };
    if (event.key === "Escape" && input.dataset.before !== undefined) {
      input.value = input.dataset.before;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.select();
    }
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const { grid, row, column } = this.place(input);
    grid[row + move[0]]?.[column + move[1]]?.focus();
  }

  paste(event) {
    const input = event.target;
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!this.cells().includes(input) || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    const { grid, row, column } = this.place(input);
    text.replace(/\r/g, "").replace(/\n+$/, "").split("\n").forEach((line, down) => {
      line.split("\t").forEach((value, right) => {
        const cell = grid[row + down]?.[column + right];
        if (!cell || cell.readOnly || cell.disabled) return;
        const cents = parseCents(value);
        cell.value = cents === null || value.trim() === "" ? value.trim() : writeCents(cents, false);
        cell.dispatchEvent(new Event("input", { bubbles: true }));
        cell.dispatchEvent(new Event("change", { bubbles: true }));
      });
    });
  }

  recount() {
    const totals = new Map();
    const add = (name, cents) => {
      const before = totals.has(name) ? totals.get(name) : 0n;
      totals.set(name, before === null || cents === null ? null : before + cents);
    };
    for (const input of this.cells()) {
      const cents = parseCents(input.value);
      if (cents === null) input.setAttribute("aria-invalid", "true");
      else if (!input.closest("td")?.classList.contains("is-broken")) input.removeAttribute("aria-invalid");
      add("all", cents);
      for (const name of namesOf(input.dataset.row)) add(`row ${name}`, cents);
      for (const name of namesOf(input.dataset.column)) add(`column ${name}`, cents);
    }
    const write = (element, name) => {
      const cents = totals.has(name) ? totals.get(name) : 0n;
      element.textContent = cents === null ? TO_CORRECT : writeCents(cents);
    };
    for (const element of this.root.querySelectorAll("[data-total-row]")) write(element, `row ${element.dataset.totalRow}`);
    for (const element of this.root.querySelectorAll("[data-total-column]")) write(element, `column ${element.dataset.totalColumn}`);
    for (const element of this.root.querySelectorAll("[data-total-all]")) write(element, "all");
    this.root.dispatchEvent(new CustomEvent("budget:changed", { bubbles: true, detail: { totals } }));
  }

  answered(answer) {
    for (const [name, text] of Object.entries(answer.shown ?? {})) {
      for (const element of this.root.querySelectorAll(`[data-shown="${CSS.escape(name)}"]`)) element.textContent = text;
    }
    if (!answer.broken) return;
    for (const cell of this.root.querySelectorAll("td.is-broken")) {
      cell.classList.remove("is-broken");
      cell.querySelector("input")?.removeAttribute("aria-invalid");
    }
    this.rules?.replaceChildren();
    for (const { field, said } of answer.broken) {
      const cell = this.root.querySelector(`td[data-field="${CSS.escape(field)}"]`);
      cell?.classList.add("is-broken");
      cell?.querySelector("input")?.setAttribute("aria-invalid", "true");
      const line = document.createElement("span");
      line.className = "budget-table__rule";
      line.textContent = said;
      this.rules?.append(line);
    }
  }
}

export function start(root) {
  return new BudgetTable(root);
}
