// Keeps a deadline alive. The server has already written everything; this only follows the time that passes.
//
// <div data-countdown="2022-05-02T10:00:00Z" data-seconds-left="354600" data-zone="Europe/Paris">
//   <p data-countdown-left>Il reste 4 jours 2 heures</p>
//   <p data-countdown-here hidden></p>            receives the deadline on the reader's clock, when it differs
// </div>
//
// What is left is counted from the server's `data-seconds-left`, so that a wrong clock on the device changes nothing.
// Screen readers are not interrupted: the text is not a live region.

const ENGLISH = document.documentElement.lang.startsWith("en");
const NB = "\u00a0";
const UNITS = ENGLISH
  ? [["day", "days"], ["hour", "hours"], ["minute", "minutes"], ["second", "seconds"]]
  : [["jour", "jours"], ["heure", "heures"], ["minute", "minutes"], ["seconde", "secondes"]];

function remaining(seconds) {
  const amounts = [Math.floor(seconds / 86400), Math.floor((seconds % 86400) / 3600), Math.floor((seconds % 3600) / 60)];
  if (seconds < 600) amounts.push(seconds % 60);
  const parts = amounts.map((amount, rank) => [amount, UNITS[rank][amount === 1 ? 0 : 1]]).filter(([amount]) => amount > 0);
  return parts.slice(0, 2).map(([amount, unit]) => `${amount}${NB}${unit}`).join(" ");
}

function sayHere(element, deadline) {
  const here = element.querySelector("[data-countdown-here]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const wall = (timeZone) => new Intl.DateTimeFormat("fr", { timeZone, dateStyle: "short", timeStyle: "short" }).format(deadline);
  if (!here || !zone || wall(zone) === wall(element.dataset.zone)) return;
  const day = new Intl.DateTimeFormat(ENGLISH ? "en-GB" : "fr-FR", { dateStyle: "long" }).format(deadline);
  const minutes = String(deadline.getMinutes()).padStart(2, "0");
  here.textContent = ENGLISH
    ? `On your clock: ${day} at ${String(deadline.getHours()).padStart(2, "0")}:${minutes}`
    : `À votre heure : ${day} à ${deadline.getHours()}${NB}h${NB}${minutes}`;
  here.hidden = false;
}

export function start(element) {
  const left = element.querySelector("[data-countdown-left]");
  const end = performance.now() + Number(element.dataset.secondsLeft) * 1000;
  sayHere(element, new Date(element.dataset.countdown));
  if (Number(element.dataset.secondsLeft) <= 0) return;
  const follow = () => {
    if (!element.isConnected) return;
    const seconds = Math.floor((end - performance.now()) / 1000);
    if (seconds <= 0) {
      left.textContent = ENGLISH ? "The deadline has passed" : "L’heure limite est passée";
      element.classList.remove("countdown--near");
      element.classList.add("countdown--over");
      return;
    }
    left.textContent = ENGLISH ? `${remaining(seconds)} left` : `Il reste ${remaining(seconds)}`;
    setTimeout(follow, seconds < 600 ? 1000 : 15000);
  };
  follow();
}
