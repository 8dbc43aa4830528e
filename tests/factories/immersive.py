"""A 360° photo that the browser draws, and a 3D object written by hand."""

from __future__ import annotations

import base64
import json
import struct

from playwright.sync_api import Page

_DRAW = """() => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [1024, 512];
  const pen = canvas.getContext("2d");
  for (let place = 0; place < 8; place += 1) {
    pen.fillStyle = `hsl(${place * 45} 60% 50%)`;
    pen.fillRect(place * 128, 0, 128, 512);
  }
  return canvas.toDataURL("image/jpeg", 0.8).split(",")[1];
}"""


def small_panorama(page: Page) -> bytes:
    """Twice as wide as high: eight stripes of colour; `page`: any page of a browser, to draw it."""
    return base64.b64decode(page.evaluate(_DRAW))


def small_object() -> bytes:
    """A triangle, as glTF with its buffer inside, which turns about itself."""
    corners = struct.pack("<9f", 0, 0, 0, 1, 0, 0, 0, 1, 0)
    movement = struct.pack("<2f", 0, 1) + struct.pack("<8f", 0, 0, 0, 1, 0, 1, 0, 0)
    content = corners + movement
    told = {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0, "name": "Triangle"}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 0}}]}],
        "animations": [
            {
                "samplers": [{"input": 1, "output": 2}],
                "channels": [{"sampler": 0, "target": {"node": 0, "path": "rotation"}}],
            }
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5126, "count": 3, "type": "VEC3", "min": [0, 0, 0], "max": [1, 1, 0]},
            {"bufferView": 1, "componentType": 5126, "count": 2, "type": "SCALAR", "min": [0], "max": [1]},
            {"bufferView": 2, "componentType": 5126, "count": 2, "type": "VEC4"},
        ],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": 36},
            {"buffer": 0, "byteOffset": 36, "byteLength": 8},
            {"buffer": 0, "byteOffset": 44, "byteLength": 32},
        ],
        "buffers": [
            {
                "byteLength": len(content),
                "uri": f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}",
            }
        ],
    }
    return json.dumps(told).encode()
