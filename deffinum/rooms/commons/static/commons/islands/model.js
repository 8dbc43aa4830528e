// A 3D object (glTF): one goes round it by mouse, finger, keys or buttons; the side in front is said in words.
//
// <section data-model-player data-library="…/three.module.min.js" data-loader="…/GLTFLoader.js"> is laid out as a 360° photo's
// (panorama.js); [data-animate] starts and stops the object's own movement, still at first when the person wants less of it.

import { ENGLISH, told } from "./records.js";
import { Turnable, hearButtons } from "./turnable.js";
import { ViewsTale } from "./views.js";

const SIDES = [
  { id: "cote-avant", name: { fr: "De face", en: "Front" } },
  { id: "cote-droit", name: { fr: "Côté droit", en: "Right side" } },
  { id: "cote-arriere", name: { fr: "De dos", en: "Back" } },
  { id: "cote-gauche", name: { fr: "Côté gauche", en: "Left side" } },
  { id: "cote-haut", name: { fr: "De dessus", en: "From above" } },
  { id: "cote-bas", name: { fr: "De dessous", en: "From below" } },
];
const STEEP = 50; // degrees from which one looks from above or below
const WIDE = 40; // degrees of the field of view
const SAID = ENGLISH
  ? { seen: (count) => `${count} of 6 sides seen`, failed: "This browser cannot show the object. You can download it.", start: "Start the movement", stop: "Stop the movement" }
  : { seen: (count) => `${count} côté${count > 1 ? "s" : ""} vu${count > 1 ? "s" : ""} sur 6`, failed: "Ce navigateur ne peut pas montrer l’objet. Vous pouvez le télécharger.", start: "Lancer le mouvement", stop: "Arrêter le mouvement" };

function facing({ yaw, pitch }) {
  if (pitch > STEEP) return SIDES[4];
  if (pitch < -STEEP) return SIDES[5];
  return SIDES[Math.round((yaw + 360) / 90) % 4];
}

class Model extends Turnable {
  /** `found`: what the loader read. */
  constructor(three, screen, found) {
    super(three, screen);
    const box = new three.Box3().setFromObject(found.scene);
    const middle = box.getCenter(new three.Vector3());
    this.radius = box.getSize(new three.Vector3()).length() / 2 || 1;
    found.scene.position.sub(middle);
    this.scene.add(found.scene, new three.HemisphereLight(0xffffff, 0x8d8d8d, 2.2));
    const sun = new three.DirectionalLight(0xffffff, 1.8);
    sun.position.set(1, 2, 3);
    this.scene.add(sun);
    this.camera = new three.PerspectiveCamera(WIDE, 2, this.radius / 100, this.radius * 20);
    this.mixer = found.animations.length > 0 ? new three.AnimationMixer(found.scene) : null;
    for (const each of found.animations) this.mixer.clipAction(each).play();
    this.show();
  }

  degreesByPixel() {
    return 180 / this.screen.clientHeight;
  }

  draw() {
    const away = (this.radius * 1.15) / Math.sin(this.three.MathUtils.degToRad(WIDE / 2)) / this.view.zoom;
    const narrow = Math.min(1, this.camera.aspect);
    const [east, up, north] = this.direction();
    this.camera.position.set(north, up, east).multiplyScalar(away / narrow); // yaw 0 is +Z, where glTF looks
    this.camera.lookAt(0, 0, 0);
    this.renderer.render(this.scene, this.camera);
  }

  /** Move, or stop. */
  animate(moves) {
    this.renderer.setAnimationLoop(moves ? (now) => this.step(now) : null);
    this.before = null;
  }

  step(now) {
    this.mixer.update(this.before === null ? 0 : (now - this.before) / 1000);
    this.before = now;
    this.draw();
  }
}

function offerMovement(button, model) {
  if (!model.mixer) return;
  let moves = !matchMedia("(prefers-reduced-motion: reduce)").matches;
  const set = () => {
    model.animate(moves);
    button.textContent = moves ? SAID.stop : SAID.start;
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    moves = !moves;
    set();
  });
  set();
}

async function start(root) {
  const said = root.querySelector("[data-said]");
  let model;
  try {
    const [three, { GLTFLoader }] = await Promise.all([import(root.dataset.library), import(root.dataset.loader)]);
    const found = await new GLTFLoader().loadAsync(told().file);
    root.querySelector("[data-controls]").hidden = false;
    model = new Model(three, root.querySelector("[data-screen]"), found);
  } catch {
    root.querySelector("[data-controls]").hidden = true;
    root.querySelector("[data-failed]").textContent = SAID.failed;
    return;
  }
  const tale = new ViewsTale(model, SIDES, () => facing(model.view).id);
  const say = () => {
    const sentence = `${facing(model.view).name[ENGLISH ? "en" : "fr"]} · ${SAID.seen(tale.seen.size)}`;
    if (said.textContent !== sentence) said.textContent = sentence;
  };
  model.addEventListener("view", say);
  model.addEventListener("seen", say);
  hearButtons(root, model);
  offerMovement(root.querySelector("[data-animate]"), model);
  await tale.start(told().profile);
}

for (const root of document.querySelectorAll("[data-model-player]")) start(root);
