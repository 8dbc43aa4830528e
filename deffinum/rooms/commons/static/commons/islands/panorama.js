// A 360° photo: turned by mouse, finger, keys or buttons; said in words; resumed at the direction left.
//
// <section data-panorama-player data-library="…/three.module.min.js"> holds [data-screen], a container with the focus for
// the keys, buttons [data-turn="yaw,pitch,zoom"], [data-said] for the direction in words, and [data-failed].
// Without WebGL, or without the library, the flat photo stays.

import { ENGLISH, told } from "./records.js";
import { Sphere } from "./sphere.js";
import { hearButtons } from "./turnable.js";
import { ViewsTale } from "./views.js";

const NAMES = [
  { fr: "Devant", en: "Ahead" },
  { fr: "Devant à droite", en: "Ahead to the right" },
  { fr: "À droite", en: "Right" },
  { fr: "Derrière à droite", en: "Behind to the right" },
  { fr: "Derrière", en: "Behind" },
  { fr: "Derrière à gauche", en: "Behind to the left" },
  { fr: "À gauche", en: "Left" },
  { fr: "Devant à gauche", en: "Ahead to the left" },
];
const VIEWS = NAMES.map((name, place) => ({ id: `vue-${place * 45}`, name }));
const SAID = ENGLISH
  ? { seen: (count) => `${count} of 8 directions seen`, failed: "This browser cannot show the photo in 360°: here it is flat." }
  : { seen: (count) => `${count} direction${count > 1 ? "s" : ""} vue${count > 1 ? "s" : ""} sur 8`, failed: "Ce navigateur ne peut pas montrer la photo à 360° : la voici à plat." };

const facing = (view) => VIEWS[Math.round((view.yaw + 360) / 45) % 8];

async function loaded(address) {
  const image = new Image();
  image.crossOrigin = "anonymous";
  image.src = address;
  await image.decode();
  return image;
}

async function start(root) {
  const said = root.querySelector("[data-said]");
  let sphere;
  try {
    const [three, image] = await Promise.all([import(root.dataset.library), loaded(told().file)]);
    sphere = new Sphere(three, root.querySelector("[data-screen]"), image);
  } catch {
    root.querySelector("[data-failed]").textContent = SAID.failed;
    return;
  }
  root.querySelector("[data-flat]").hidden = true;
  root.querySelector("[data-controls]").hidden = false;
  const tale = new ViewsTale(sphere, VIEWS, () => facing(sphere.view).id);
  const say = () => {
    const name = facing(sphere.view).name[ENGLISH ? "en" : "fr"];
    const sentence = `${name} · ${SAID.seen(tale.seen.size)}`;
    if (said.textContent !== sentence) said.textContent = sentence;
  };
  sphere.addEventListener("view", say);
  sphere.addEventListener("seen", say);
  hearButtons(root, sphere);
  await tale.start(told().profile);
}

for (const root of document.querySelectorAll("[data-panorama-player]")) start(root);
