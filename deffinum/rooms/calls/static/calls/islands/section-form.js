// A section of an application, beside the autosave island (design/islands/autosave.js).
//
// - Hidden `version.<field>` inputs follow the versions given back by the autosave, so that the button "Enregistrer"
//   never takes the person's own earlier save for somebody else's.
// - A table ([data-table-row] lines whose controls bear data-column) is sent whole: its rows are written as JSON in the
//   hidden input [data-table-rows], named like the field, which the autosave then saves as one answer.
// - "Ajouter une ligne" adds an empty line without leaving the page.

function rowsOf(wrapper) {
  return [...wrapper.querySelectorAll("[data-table-row]")]
    .map((line) => Object.fromEntries([...line.querySelectorAll("[data-column]")].map((cell) => [cell.dataset.column, cell.value])))
    .filter((row) => Object.values(row).some((text) => text.trim() !== ""));
}

function tableChanged(wrapper) {
  const whole = wrapper.querySelector("[data-table-rows]");
  const text = JSON.stringify(rowsOf(wrapper));
  if (whole.value === text) return;
  whole.value = text;
  whole.dispatchEvent(new Event("change", { bubbles: true }));
}

function addRow(wrapper) {
  const lines = wrapper.querySelectorAll("[data-table-row]");
  const last = lines[lines.length - 1];
  const line = last.cloneNode(true);
  for (const cell of line.querySelectorAll("[data-column]")) {
    cell.name = cell.name.replace(/\.\d+\./, `.${lines.length}.`);
    cell.value = "";
  }
  last.after(line);
  line.querySelector("[data-column]")?.focus();
}

export function start(form) {
  form.addEventListener("autosave:saved", ({ detail }) => {
    const version = form.querySelector(`[data-version-of="${CSS.escape(detail.field)}"]`);
    if (version && detail.answer.version !== undefined) version.value = detail.answer.version;
  });
  form.addEventListener("change", (event) => {
    if (event.target.closest("[data-table-row]")) tableChanged(event.target.closest("[data-field]"));
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-add-row]");
    if (!button) return;
    event.preventDefault();
    addRow(button.closest("[data-field]"));
  });
}

for (const form of document.querySelectorAll("[data-section-form]")) start(form);
