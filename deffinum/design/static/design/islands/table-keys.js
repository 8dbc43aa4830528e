// Moves in a list without the mouse, and chooses several lines at once.
//
// <table data-table-keys> … <tr> <td><input type="checkbox" name="chosen" value="…"></td> <th><a href="…">…</a></th> … </tr>
//   <thead> … <input type="checkbox" data-choose-all aria-label="Choisir toutes les lignes"> …
//
// With the focus on a line's link: arrows up and down go to the next line's link, Home and End to the first and the
// last; "x" ticks the line. data-choose-all ticks them all; [data-chosen-count] in the same form says how many.

export function start(table) {
  const links = () => [...table.querySelectorAll("tbody tr")].map((row) => row.querySelector("a[href]")).filter(Boolean);
  const boxes = () => [...table.querySelectorAll("tbody input[type=checkbox]")];
  const all = table.querySelector("[data-choose-all]");
  const said = table.closest("form")?.querySelector("[data-chosen-count]");
  const count = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    if (said) said.textContent = String(chosen);
    if (all) {
      all.checked = chosen > 0 && chosen === boxes().length;
      all.indeterminate = chosen > 0 && !all.checked;
    }
    for (const box of boxes()) box.closest("tr").toggleAttribute("data-chosen", box.checked);
  };
  table.addEventListener("keydown", (event) => {
    const list = links();
    const rank = list.indexOf(event.target);
    if (rank < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    const goal = { ArrowDown: rank + 1, ArrowUp: rank - 1, Home: 0, End: list.length - 1 }[event.key];
    if (goal !== undefined) {
      event.preventDefault();
      list[Math.max(0, Math.min(goal, list.length - 1))].focus();
    } else if (event.key === "x") {
      const box = event.target.closest("tr").querySelector("input[type=checkbox]");
      if (box) { box.checked = !box.checked; count(); }
    }
  });
  table.addEventListener("change", (event) => {
    if (event.target === all) for (const box of boxes()) box.checked = all.checked;
    count();
  });
  count();
}
