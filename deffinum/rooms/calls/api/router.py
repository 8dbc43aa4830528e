"""The one router that the files of this folder fill, and that `config` mounts under the room's name."""

from ninja import Router

router = Router()
