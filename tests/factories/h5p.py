"""A small H5P package of our own, library and content: a gesture in three steps, ticked one by one, that is resumed."""

from __future__ import annotations

import copy
import json
from typing import Any
from zipfile import ZIP_DEFLATED

from tests.factories.packages import archive

SCRIPT = """
var Deffinum = window.Deffinum || {};
Deffinum.Geste = function (params, contentId, extras) {
  var self = this;
  var done = (extras && extras.previousState && extras.previousState.done) || [];
  self.attach = function ($container) {
    self.setActivityStarted();
    params.steps.forEach(function (step, place) {
      var label = document.createElement("label"), box = document.createElement("input");
      box.type = "checkbox";
      box.checked = done.indexOf(place) >= 0;
      box.addEventListener("change", function () {
        done = done.filter(function (each) { return each !== place; }).concat(box.checked ? [place] : []);
        self.triggerXAPI("interacted");
        if (done.length === params.steps.length) self.triggerXAPICompleted(done.length, params.steps.length, true);
      });
      label.append(box, step);
      $container[0].append(label);
    });
  };
  self.getCurrentState = function () { return { done: done }; };
};
"""
ABOUT: dict[str, Any] = {
    "title": "Poser une échelle (exemple)",
    "language": "fr",
    "mainLibrary": "Deffinum.Geste",
    "embedTypes": ["div"],
    "license": "CC0",
    "preloadedDependencies": [{"machineName": "Deffinum.Geste", "majorVersion": 1, "minorVersion": 2}],
}
LIBRARY: dict[str, Any] = {
    "title": "Geste (exemple)",
    "machineName": "Deffinum.Geste",
    "majorVersion": 1,
    "minorVersion": 2,
    "patchVersion": 0,
    "runnable": 1,
    "preloadedJs": [{"path": "geste.js"}],
    "preloadedCss": [{"path": "styles/geste.css"}],
}
CONTENT: dict[str, Any] = {"steps": ["Choisir un sol plan", "Incliner", "Attacher"]}
FOLDER = "Deffinum.Geste-1.2"


def parts() -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """h5p.json, library.json and content.json, to be changed at will."""
    return copy.deepcopy(ABOUT), copy.deepcopy(LIBRARY), copy.deepcopy(CONTENT)


def h5p_package(
    about: Any = None,
    library: Any = None,
    content: Any = None,
    *,
    files: dict[str, str | bytes | None] | None = None,
    compression: int = ZIP_DEFLATED,
) -> bytes:
    """The package; `files` adds others, replaces them, or with None takes them away."""
    told: dict[str, str | bytes | None] = {
        "h5p.json": json.dumps(ABOUT if about is None else about),
        "content/content.json": json.dumps(CONTENT if content is None else content),
        f"{FOLDER}/library.json": json.dumps(LIBRARY if library is None else library),
        f"{FOLDER}/geste.js": SCRIPT,
        f"{FOLDER}/styles/geste.css": "label { display: block; }",
        **(files or {}),
    }
    return archive({name: text for name, text in told.items() if text is not None}, compression=compression)


def second_library(name: str, *needs: str) -> dict[str, str | bytes | None]:
    """Another library, 'Deffinum.Autre-1.0', that needs others."""
    machine_name, _dash, numbers = name.rpartition("-")
    described = {
        **LIBRARY,
        "machineName": machine_name,
        "majorVersion": int(numbers[0]),
        "minorVersion": int(numbers[2]),
        "runnable": 0,
        "preloadedJs": [],
        "preloadedCss": [],
        "preloadedDependencies": [dependency(each) for each in needs],
    }
    return {f"{name}/library.json": json.dumps(described)}


def dependency(name: str) -> dict[str, Any]:
    """'Deffinum.Autre-1.0' as a description asks for it."""
    machine_name, _dash, numbers = name.rpartition("-")
    return {"machineName": machine_name, "majorVersion": int(numbers[0]), "minorVersion": int(numbers[2])}
