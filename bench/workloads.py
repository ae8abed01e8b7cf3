"""What is measured: each workload is a class, each budget a line of one table.

An addon adds rows by adding a module with `Workload` subclasses to `MODULES`.
"""

from dataclasses import dataclass
from importlib import import_module

STOCK, SUITE = "stock", "suite"
MODULES = ("bench.workloads_core", "bench.workloads_print")


@dataclass(frozen=True)
class Budget:
    """The most, or the least, that candidate time / baseline time may come to.

    A speed-up of 50 is ``Budget(1 / 50)``: the candidate takes at most a fiftieth of the time.
    """

    limit: float

    def met(self, ratio):
        """Whether the median ratio keeps the budget."""
        return ratio <= self.limit


# workload name -> budget; a workload without a line is reported, not judged
BUDGETS = {
    "contacts_page": Budget(1.2),
    "deals_page": Budget(1.2),
    "pdf_one": Budget(1 / 2),
    "pdf_many": Budget(1 / 8),
}


class Workload:
    """One row of the report: the same work on two sides.

    ``sides`` names for the baseline and the candidate the database they run in; where the work
    differs, `baseline` and `candidate` are overridden, else `run`.
    """

    name = None
    title = None
    unit = None
    sides = (STOCK, SUITE)
    labels = ("stock Odoo", "with the suite")
    # whose eyes: the login the environment is opened for; None is the superuser
    login = None

    def prepare(self, env):
        """Do once per side what is not to be measured."""

    def run(self, env):
        """Do the work once in an open transaction, which is rolled back afterwards.

        :return: how many units of work were done
        :rtype: int
        """
        raise NotImplementedError

    def baseline(self, env):
        """The work of the first side."""
        return self.run(env)

    def candidate(self, env):
        """The work of the second side."""
        return self.run(env)


def registry():
    """All workloads by name, in the order of their definition."""
    for module in MODULES:
        import_module(module)
    return {cls.name: cls for cls in _leaves(Workload)}


def _leaves(cls):
    for child in cls.__subclasses__():
        if child.name:
            yield child
        yield from _leaves(child)
