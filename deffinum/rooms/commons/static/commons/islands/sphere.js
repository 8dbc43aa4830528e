// A 360° photo on the inside of a sphere, seen from its centre (yaw 0: the middle of the photo).

import { Turnable } from "./turnable.js";

const WIDE = 75; // degrees of the field of view at zoom 1

export class Sphere extends Turnable {
  /** `image`: the photo, loaded with CORS. */
  constructor(three, screen, image) {
    super(three, screen);
    this.camera = new three.PerspectiveCamera(WIDE, 2, 0.1, 20);
    const texture = new three.Texture(image);
    texture.colorSpace = three.SRGBColorSpace;
    texture.needsUpdate = true;
    const inside = new three.SphereGeometry(10, 64, 40);
    inside.scale(-1, 1, 1);
    this.scene.add(new three.Mesh(inside, new three.MeshBasicMaterial({ map: texture })));
    this.show();
  }

  degreesByPixel() {
    return this.camera.fov / this.screen.clientHeight;
  }

  draw() {
    this.camera.fov = WIDE / this.view.zoom;
    this.camera.updateProjectionMatrix();
    this.camera.lookAt(...this.direction());
    this.renderer.render(this.scene, this.camera);
  }
}
