"""What a job of Caudal exchanges, step by step, and what that costs: the model that predicts 1,000 ranks.

The steps are those of `describe` in Sources/Caudal, in order, for a file that every rank can open, a column with few distinct
values, and no errors. Each is a collective of so many bytes; a collective is a number of rounds, in each of which every rank
sends a message at most. Time is

    latency · rounds + bytes on the critical path / bandwidth

with the algorithms that Open MPI uses for short messages (recursive doubling, binomial trees, dissemination), after
R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of collective communication operations in MPICH" (2005),
<https://doi.org/10.1177/1094342005051521>.
"""

from collections.abc import Callable
from dataclasses import dataclass

SUBTREES = 96  # that a merge tree has room for
TREE_HEADER = 24
HOST_NAME = 8


@dataclass(frozen=True)
class Cost:
    """What a step costs: messages and bytes sent by a rank on the average, rounds and bytes on the critical path."""

    messages: float
    bytes: float
    rounds: float
    path: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            self.messages + other.messages, self.bytes + other.bytes, self.rounds + other.rounds, self.path + other.path
        )


def rounds(ranks: int) -> int:
    """⌈log₂ ranks⌉."""
    return (ranks - 1).bit_length()


def allreduce(ranks: int, size: float) -> Cost:
    """Recursive doubling. Those ranks beyond a power of two hand their part on first and get the result last."""
    steps = ranks.bit_length() - 1
    extra = ranks - (1 << steps)
    messages = ((1 << steps) * steps + 2 * extra) / ranks
    path = steps + (2 if extra else 0)
    return Cost(messages, messages * size, path, path * size)


def allgather(ranks: int, size: float) -> Cost:
    """Bruck's algorithm or recursive doubling: what is sent doubles in each round."""
    return Cost(rounds(ranks), (ranks - 1) * size, rounds(ranks), (ranks - 1) * size)


def broadcast(ranks: int, size: float) -> Cost:
    """A binomial tree."""
    share = (ranks - 1) / ranks
    return Cost(share, share * size, rounds(ranks), rounds(ranks) * size)


def gather_by_tree(ranks: int, size: float) -> Cost:
    """Pairwise merging towards rank 0, each message at most `size`."""
    return broadcast(ranks, size)


def alltoall(ranks: int, size: float) -> Cost:
    """A message from every rank to every other; among more than twelve ranks Bruck's algorithm, which forwards."""
    if ranks <= 12:
        return varying_alltoall(ranks, size)
    sent = rounds(ranks) * ranks / 2 * size
    return Cost(rounds(ranks), sent, rounds(ranks), sent)


def varying_alltoall(ranks: int, size: float) -> Cost:
    """A message from every rank to every other."""
    return Cost(ranks - 1, (ranks - 1) * size, ranks - 1, (ranks - 1) * size)


def barrier(ranks: int, _size: float = 0) -> Cost:
    """Recursive doubling without contents."""
    return allreduce(ranks, 0)


@dataclass(frozen=True)
class Step:
    """A collective of the job."""

    phase: str
    name: str
    collective: Callable[[int, float], Cost]
    size: float
    times: int = 1

    def cost(self, ranks: int) -> Cost:
        """What it costs."""
        one = self.collective(ranks, self.size)
        return Cost(one.messages * self.times, one.bytes * self.times, one.rounds * self.times, one.path * self.times)


def tree(partial: int) -> int:
    """The bytes of a merge tree whose subtrees have so many bytes each."""
    return TREE_HEADER + SUBTREES * partial


def steps(columns: int, name_bytes: int, distinct: int, window: int = 500) -> list[Step]:
    """All collectives of a job.

    `columns` and `name_bytes` are those of the header, `distinct` is the number of distinct values, which every rank is taken
    to see all of. All ranks are taken to be on one host, which matters for one small step only.
    """
    table = 16 * (distinct + 1)
    return [
        Step("open", "agree: output can be written", allreduce, 8),
        Step("open", "host names: lengths", allgather, 8),
        Step("open", "host names", allgather, HOST_NAME),
        Step("open", "ranks of each host: split, by Open MPI", allgather, 16),
        Step("open", "ranks of each host: communicator's number, by Open MPI", allreduce, 8),
        Step("open", "processors of neighbours", allgather, 128),
        Step("open", "agree: what is at the path", allreduce, 8),
        Step("open", "what is at the path", broadcast, 1),
        Step("open", "who sees it", allgather, 8),
        Step("open", "agree: file opened", allreduce, 8),
        Step("open", "file's size and time", allgather, 16),
        Step("open", "agree: same file; layout read", allreduce, 8, 2),
        Step("open", "layout: start, column, dialect", broadcast, 24),
        Step("open", "layout: numbers of names and bytes", broadcast, 8, 2),
        Step("open", "layout: lengths of names", broadcast, 8 * columns),
        Step("open", "layout: names", broadcast, name_bytes),
        Step("scan", "agree: slice scanned", allreduce, 8),
        Step("scan", "ends of slices", allgather, 24),
        Step("scan", "agree: file unchanged; rows", allreduce, 8, 2),
        Step("moments", "summaries", allreduce, tree(40)),
        Step("moments", "powers", allreduce, tree(48)),
        Step("rolling", "numbers of values", allgather, 8),
        Step("rolling", "halo: lengths", alltoall, 8),
        Step("rolling", "halo: agree on lengths", allreduce, 8),
        Step("rolling", "halo: values, all but one part empty", varying_alltoall, 0),
        Step("rolling", "halo: values", lambda ranks, size: Cost(0, size * (ranks > 1), 0, size * (ranks > 1)), 8 * window),
        Step("rolling", "sums of squares", allreduce, tree(16)),
        Step("order", "agree: few distinct values", allreduce, 8),
        Step("order", "frequencies, to rank 0", gather_by_tree, table),
        Step("order", "frequencies: fit, number", broadcast, 8, 2),
        Step("order", "frequencies, to all", broadcast, table),
        Step("end", "agree: written", allreduce, 8),
        Step("end", "barrier", barrier, 0),
    ]


def total(job: list[Step], ranks: int) -> Cost:
    """What a whole job exchanges."""
    if ranks == 1:
        return Cost(0, 0, 0, 0)
    return sum((step.cost(ranks) for step in job), Cost(0, 0, 0, 0))


@dataclass(frozen=True)
class Network:
    """A network by its two numbers."""

    name: str
    latency: float
    bandwidth: float

    def seconds(self, cost: Cost) -> float:
        """The time of what is on the critical path."""
        return cost.rounds * self.latency + cost.path / self.bandwidth


@dataclass(frozen=True)
class FileSystem:
    """Where the file is: what one host can read of it, and what all hosts together can."""

    name: str
    per_host: float
    together: float

    def bandwidth(self, hosts: int) -> float:
        """What so many hosts read together."""
        return min(hosts * self.per_host, self.together)


@dataclass(frozen=True)
class Rank:
    """What one rank of one thread does in a second."""

    scanned_bytes: float
    values: float


def computing_seconds(rank: Rank, ranks: int, size: float, values: float) -> tuple[float, float]:
    """The time of the scan, the file being in memory, and of what is done with the values afterwards."""
    return size / rank.scanned_bytes / ranks, values / rank.values / ranks
