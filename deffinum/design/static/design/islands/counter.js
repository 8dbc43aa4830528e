// Says how many characters are left in a long text.
//
// <p class="counter" data-counter-for="id_summary" data-counter-maximum="1500">1 500 caractères au plus</p>
//
// The sentence is read out only when typing pauses (one second), and never stops anyone from typing.

const ENGLISH = document.documentElement.lang.startsWith("en");

function sentence(rest) {
  const number = new Intl.NumberFormat(ENGLISH ? "en-GB" : "fr-FR").format(Math.abs(rest));
  const many = Math.abs(rest) > 1 ? "s" : "";
  if (ENGLISH) return rest >= 0 ? `${number} character${many} left` : `${number} character${many} too many`;
  return rest >= 0 ? `Il reste ${number} caractère${many}` : `${number} caractère${many} de trop`;
}

export function start(note) {
  const input = document.getElementById(note.dataset.counterFor);
  if (!input) return;
  const spoken = document.createElement("span");
  spoken.className = "visually-hidden";
  spoken.setAttribute("role", "status");
  note.after(spoken);
  let pause = 0;
  const say = () => {
    const rest = Number(note.dataset.counterMaximum) - [...input.value].length;
    note.textContent = sentence(rest);
    note.classList.toggle("counter--over", rest < 0);
    clearTimeout(pause);
    pause = setTimeout(() => { spoken.textContent = sentence(rest); }, 1000);
  };
  input.addEventListener("input", say);
  if (input.value) note.textContent = sentence(Number(note.dataset.counterMaximum) - [...input.value].length);
}
