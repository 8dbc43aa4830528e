// A double click on a form sends it once. Applied to every form with method="post" (see enhance.js).
//
// Nothing is disabled before the browser has read the form, so that the button's own name and value still travel.
// The page coming back from the history is ready to be sent again.

export function start(form) {
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented) return;
    sent = true;
    setTimeout(() => {
      for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
        button.setAttribute("aria-disabled", "true");
      }
    });
  });
  const ready = () => {
    sent = false;
    for (const button of form.querySelectorAll("button[aria-disabled=true]")) button.removeAttribute("aria-disabled");
  };
  window.addEventListener("pageshow", ready);
  form.addEventListener("htmx:afterRequest", ready);
}
