"""What draws documents (PDF.js, Apache-2.0) and three dimensions (three.js, MIT) in pages: files of npm packages.

Absent before `npm ci`: the pages of such resources then give the file itself. The loaders of three.js name the library
as a bundler knows it ("three"), which no browser finds without an inline map; their copies in .run name its file.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from django.conf import settings

AS_THEY_ARE = {
    "viewers/pdf/pdf.min.mjs": "pdfjs-dist/build/pdf.min.mjs",
    "viewers/pdf/pdf.worker.min.mjs": "pdfjs-dist/build/pdf.worker.min.mjs",
    "viewers/three/three.module.min.js": "three/build/three.module.min.js",
    "viewers/three/three.core.min.js": "three/build/three.core.min.js",
}
WITHOUT_BUNDLER = {
    "viewers/three/loaders/GLTFLoader.js": "three/examples/jsm/loaders/GLTFLoader.js",
    "viewers/three/utils/BufferGeometryUtils.js": "three/examples/jsm/utils/BufferGeometryUtils.js",
    "viewers/three/utils/SkeletonUtils.js": "three/examples/jsm/utils/SkeletonUtils.js",
}
_BARE = re.compile(r"from 'three';")


def viewer_files() -> dict[str, Path]:
    """Address under STATIC_URL → file on disk."""
    packages = Path(settings.BASE_DIR) / "node_modules"
    files = {address: packages / path for address, path in AS_THEY_ARE.items()}
    copies = Path(settings.BASE_DIR) / ".run"
    return files | {address: _copy(packages / path, copies / address) for address, path in WITHOUT_BUNDLER.items()}


def _copy(source: Path, copy: Path) -> Path:
    """The copy, written again when the package is newer; replaced in one step, as several processes may write it."""
    if source.is_file() and not (copy.is_file() and copy.stat().st_mtime >= source.stat().st_mtime):
        copy.parent.mkdir(parents=True, exist_ok=True)
        aside = copy.with_name(f"{copy.name}.{os.getpid()}.aside")
        aside.write_text(_BARE.sub("from '../three.module.min.js';", source.read_text()))
        aside.replace(copy)
    return copy
