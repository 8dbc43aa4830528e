// Asks before leaving a page whose edits have not been sent.
//
// <form method="post" data-confirm-leave>…</form>
//
// With data-autosave on the same form, only edits that could not be saved count (data-unsent, set by autosave.js).
// Sending the form never asks. The question is the browser's own: pages cannot word it.

export function start(form) {
  let edited = false;
  form.addEventListener("input", () => { edited = true; });
  form.addEventListener("submit", () => { edited = false; form.dataset.leaving = "true"; });
  window.addEventListener("beforeunload", (event) => {
    if (!form.isConnected || form.dataset.leaving === "true") return;
    const unsent = form.hasAttribute("data-autosave") ? form.dataset.unsent === "true" : edited;
    if (unsent) event.preventDefault();
  });
}
