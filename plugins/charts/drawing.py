"""What a drawing is made of, and the line of years that every drawing stands on.

Across, a drawing has `UNITS` for the whole width, whatever that is on a reader's screen, and is stretched to it;
down, it has `HEIGHT` pixels. Letters must not be stretched, so labels stand beside the drawing, at a share of the
width. Where the page runs from right to left, so does time.
"""

from __future__ import annotations

from dataclasses import dataclass

UNITS = 1000
HEIGHT = 60
HEADROOM = 16
"""Pixels above the drawing, for what is written over its highest mark."""
NARROWEST = 320
"""Pixels: the narrowest width on which labels still stand apart."""

_LABEL_BELOW = HEADROOM + HEIGHT + 16
_YEAR_PIXELS = 36  # four digits, and some air
_STEPS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Label:
    """A few letters, centred at `x`, a share of the width such as `12.5%`; `y` is their base line in pixels."""

    text: str
    x: str
    y: int


@dataclass(frozen=True)
class Mark:
    """A path (SVG's `d`) of a `kind`, which is its class in the stylesheet."""

    kind: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """Marks and labels. `width` is the drawing's greatest, as SVG takes it: pixels, or all there is."""

    width: str
    marks: tuple[Mark, ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class YearLine:
    """The years from the first to the last, each as wide as the next; `mirrored` has the latest at the left."""

    first: int
    last: int
    mirrored: bool

    @property
    def count(self) -> int:
        """How many years there are."""
        return self.last - self.first + 1

    @property
    def step(self) -> int:
        """Every how many years one is named, so that names stand apart on the narrowest screen."""
        room = NARROWEST // _YEAR_PIXELS
        return next((step for step in _STEPS if self.count <= step * room), _STEPS[-1])

    def place(self, year: float) -> float:
        """Return the share of the width at which a moment stands, in years: 2023.5 is the middle of 2023."""
        share = (year - self.first) / self.count
        return 1 - share if self.mirrored else share

    def named(self) -> tuple[int, ...]:
        """Return the years that are named: those that the step divides."""
        return tuple(year for year in range(self.first, self.last + 1) if year % self.step == 0)

    def labels(self, *, beginnings: bool = False) -> tuple[Label, ...]:
        """Return the names under the line, each under its year's middle or, for single ones, its beginning."""
        offset = 0.0 if beginnings and self.step > 1 else 0.5
        return tuple(Label(str(year), percent(self.place(year + offset)), _LABEL_BELOW) for year in self.named())


def percent(share: float) -> str:
    """Write a share of the width as SVG takes it."""
    return f"{round(100 * share, 1):g}%"


def units(share: float) -> int:
    """Turn a share of the width into the drawing's units."""
    return round(UNITS * share)
