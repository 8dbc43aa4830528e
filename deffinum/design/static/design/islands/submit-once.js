// A double click on a form sends it once. Applied to every form with method="post" (see enhance.js).
//
// Nothing is disabled before the browser has read the form, so that the button's own name and value still travel.
// After half a second without an answer, a sentence says that the sending goes on. A page that comes back from the
// history, or an htmx answer, makes the form ready again.

const ENGLISH = document.documentElement.lang.startsWith("en");

export function start(form) {
  let sent = false;
  let wait = 0;
  const said = document.createElement("p");
  said.className = "saving";
  said.setAttribute("role", "status");
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    if (event.defaultPrevented) return;
    sent = true;
    form.append(said);
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
        button.setAttribute("aria-disabled", "true");
      }
    });
    wait = setTimeout(() => { said.textContent = ENGLISH ? "Sending…" : "Envoi en cours…"; }, 500);
  }, { capture: true });
  const ready = () => {
    sent = false;
    clearTimeout(wait);
    said.textContent = "";
    for (const button of form.querySelectorAll("button[aria-disabled=true]")) button.removeAttribute("aria-disabled");
  };
  window.addEventListener("pageshow", ready);
  form.addEventListener("htmx:afterRequest", ready);
}
