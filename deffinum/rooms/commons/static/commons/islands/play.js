// The table of contents of what is played: it asks the player for an item, and shows where the learner is.
//
// <div data-player="http://…content host">  buttons [data-do=next|previous], [data-item=identifier], an iframe  </div>
//
// The player lives on the content's own host, which nobody vouches for: what it says is only shown, as text, and only
// for items that this page already knows.

const ENGLISH = document.documentElement.lang.startsWith("en");
const STATUSES = ENGLISH
  ? { passed: "passed", failed: "failed", completed: "completed", incomplete: "in progress", browsed: "seen" }
  : { passed: "réussi", failed: "non réussi", completed: "terminé", incomplete: "en cours", browsed: "vu" };
const TROUBLES = ENGLISH
  ? { offline: "The connection is cut: your progress will be sent when it is back. Keep this page open.",
      closed: "This page has been open too long: reload it to go on." }
  : { offline: "La connexion est coupée : votre avancement partira à son retour. Gardez cette page ouverte.",
      closed: "Cette page est ouverte depuis trop longtemps : rechargez-la pour continuer." };
const LEAST_BETWEEN = 50; // milliseconds: a content that floods this page is heard now and then

const play = document.querySelector("[data-player]");
const origin = play.dataset.player;
const frame = play.querySelector("iframe");
const said = document.querySelector("[data-said]");
let latest = null;
let waiting = 0;

const ask = (words) => frame.contentWindow.postMessage({ kind: "deffinum-page", ...words }, origin);

function show() {
  waiting = 0;
  const told = latest;
  for (const button of play.querySelectorAll("[data-item]")) {
    const item = Object.hasOwn(told.items, button.dataset.item) ? told.items[button.dataset.item] : null;
    const isCurrent = button.dataset.item === told.current;
    button.disabled = !(isCurrent || item?.isOpen === true);
    if (isCurrent) button.setAttribute("aria-current", "step");
    else button.removeAttribute("aria-current");
    const status = Object.hasOwn(STATUSES, item?.status) ? STATUSES[item.status] : "";
    button.querySelector(".contents__status").textContent = status ? ` – ${status}` : "";
  }
  for (const button of play.querySelectorAll("[data-do]")) button.disabled = told[button.dataset.do] !== true;
  const trouble = Object.hasOwn(TROUBLES, told.trouble) ? TROUBLES[told.trouble] : "";
  if (said.textContent !== trouble) said.textContent = trouble;
}

window.addEventListener("message", (event) => {
  if (event.origin !== origin || event.source !== frame.contentWindow) return;
  const told = event.data;
  if (told?.kind !== "deffinum-player" || typeof told.items !== "object" || told.items === null) return;
  latest = told;
  if (!waiting) waiting = setTimeout(show, LEAST_BETWEEN);
});

play.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.item) ask({ do: "go", item: button.dataset.item });
  else if (button?.dataset.do) ask({ do: button.dataset.do });
});

frame.addEventListener("load", () => ask({ do: "tell" }));
