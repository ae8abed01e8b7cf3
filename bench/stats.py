"""Figures of a measurement: medians, quartiles, ratios."""

from dataclasses import asdict, dataclass
from statistics import median, quantiles


@dataclass(frozen=True)
class Spread:
    """A median with its quartiles."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values):
        """Summarise at least two values."""
        low, _, high = quantiles(values, n=4, method="inclusive")
        return cls(median(values), low, high)


def compare(baseline, candidate):
    """Summarise paired rounds.

    The ratio of each round is taken within the round, so that what slows the machine down for
    a while slows both sides.

    :param baseline: seconds per unit, one for each round
    :param candidate: the same of the other side
    :rtype: dict
    """
    ratios = [theirs / ours for ours, theirs in zip(baseline, candidate, strict=True)]
    return {
        "baseline": asdict(Spread.of(baseline)),
        "candidate": asdict(Spread.of(candidate)),
        "ratio": asdict(Spread.of(ratios)),
        "rounds": len(ratios),
    }
