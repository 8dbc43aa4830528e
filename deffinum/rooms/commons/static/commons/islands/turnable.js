// What is turned in a page: a view with a yaw, a pitch and a zoom, by dragging, keys, and `turn` (the page's buttons).
//
// yaw: degrees, from -180 to 180; pitch: degrees, from -85 to 85; zoom: from 1 to 3. Event "view" at each change.
// A subclass draws (`draw`) and says how many degrees a pixel of dragging is (`degreesByPixel`, negative to go with the hand).

const STEP = 15; // degrees of a key
const MOST_PITCH = 85;
const KEYS = {
  ArrowLeft: [-STEP, 0, 0],
  ArrowRight: [STEP, 0, 0],
  ArrowUp: [0, STEP, 0],
  ArrowDown: [0, -STEP, 0],
  "+": [0, 0, 0.25],
  "-": [0, 0, -0.25],
};

const within = (value, low, high) => Math.min(high, Math.max(low, value));

export class Turnable extends EventTarget {
  /** `three`: the library; `screen`: the element that holds the picture and takes the keys. */
  constructor(three, screen) {
    super();
    this.three = three;
    this.screen = screen;
    this.view = { yaw: 0, pitch: 0, zoom: 1 };
    this.scene = new three.Scene();
    this.renderer = new three.WebGLRenderer({ antialias: true, alpha: true });
    this.renderer.domElement.setAttribute("aria-hidden", "true");
    screen.append(this.renderer.domElement);
    this.listen();
  }

  /** Once there is something to draw. */
  show() {
    new ResizeObserver(() => this.fit()).observe(this.screen);
    this.fit();
  }

  listen() {
    const { screen } = this;
    let held = null;
    screen.addEventListener("pointerdown", (event) => {
      held = [event.clientX, event.clientY];
      screen.setPointerCapture(event.pointerId);
    });
    screen.addEventListener("pointermove", (event) => {
      if (!held) return;
      const degrees = this.degreesByPixel();
      this.turn((held[0] - event.clientX) * degrees, (event.clientY - held[1]) * degrees);
      held = [event.clientX, event.clientY];
    });
    for (const end of ["pointerup", "pointercancel"]) screen.addEventListener(end, () => { held = null; });
    screen.addEventListener("keydown", (event) => {
      if (!KEYS[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.turn(...KEYS[event.key]);
    });
  }

  /** Turn by so many degrees, and grow by so much. */
  turn(yaw, pitch, zoom = 0) {
    this.look({ yaw: this.view.yaw + yaw, pitch: this.view.pitch + pitch, zoom: this.view.zoom + zoom });
  }

  look({ yaw, pitch, zoom = 1 }) {
    const around = ((((yaw + 180) % 360) + 360) % 360) - 180;
    this.view = { yaw: around, pitch: within(pitch, -MOST_PITCH, MOST_PITCH), zoom: within(zoom, 1, 3) };
    this.draw();
    this.dispatchEvent(new Event("view"));
  }

  fit() {
    const { clientWidth, clientHeight } = this.screen;
    if (!clientWidth || !clientHeight) return;
    this.renderer.setPixelRatio(Math.min(devicePixelRatio || 1, 2));
    this.renderer.setSize(clientWidth, clientHeight, false);
    this.camera.aspect = clientWidth / clientHeight;
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  /** Unit vector of the view: east of the front by yaw, above the horizon by pitch. */
  direction() {
    const around = this.three.MathUtils.degToRad(this.view.yaw);
    const up = this.three.MathUtils.degToRad(this.view.pitch);
    return [Math.cos(up) * Math.cos(around), Math.sin(up), Math.cos(up) * Math.sin(around)];
  }
}

/** Make the page's buttons [data-turn="yaw,pitch,zoom"] turn it. */
export function hearButtons(root, turnable) {
  for (const button of root.querySelectorAll("[data-turn]")) {
    button.addEventListener("click", () => turnable.turn(...button.dataset.turn.split(",").map(Number)));
  }
}
