"""Draws only what a change touches: a row of a terminal that changes draws nothing of the bars around it."""

from __future__ import annotations

from collections.abc import Iterable

from textual._compositor import Compositor
from textual.geometry import Region
from textual.strip import Strip

__all__ = ["NearCompositor"]


class NearCompositor(Compositor):
    """Textual's compositor draws every widget whose container reaches into a change.

    For one row that is a fifth of all that its frame costs.
    """

    def _get_renders(self, crop: Region | None = None) -> Iterable[tuple[Region, Region, list[Strip]]]:
        visible = self.visible_widgets
        if crop is None:
            return list(super()._get_renders(crop))
        overlaps = crop.overlaps
        self._visible_widgets = {
            widget: (region, clip)
            for widget, (region, clip) in visible.items()
            if overlaps(region) and overlaps(clip)
        }
        try:
            return list(super()._get_renders(crop))
        finally:
            self._visible_widgets = visible
