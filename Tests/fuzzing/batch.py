"""Many small jobs in one process, or in the ranks of one: what Tests/CommandBatch answers."""

import collections
import os
import select
import shutil
import struct
import subprocess
import tempfile

RANKS = {
    "OMPI_ALLOW_RUN_AS_ROOT": "1",
    "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
    "OMPI_MCA_mpi_yield_when_idle": "1",
    "CAUDAL_HISTORY": "none",
}

# What is on its way fits into a pipe, so that nobody waits for another who waits, too.
MOST_BYTES_UNDER_WAY = 30_000


class Died(Exception):
    """A process that ended, or that says nothing any more, while it had something to do."""


class Answer:
    """What a command line has come to."""

    def __init__(self, code, output, errors):
        self.code, self.output, self.errors = code, output, errors.decode(errors="replace")


class Batch:
    """A process that is asked, or several ranks. Started when it is asked first, and again when it has died."""

    def __init__(self, program, ranks=1):
        self.program, self.ranks = program, ranks
        self.process = None
        self.asked = collections.deque()
        self.under_way = 0

    def start(self):
        self.folder = tempfile.mkdtemp()
        for rank in range(self.ranks):
            os.mkfifo(os.path.join(self.folder, f"requests.{rank}"))
        os.mkfifo(os.path.join(self.folder, "answers"))
        # Both ends, so that nobody waits for the other to open it.
        self.requests = [
            os.open(os.path.join(self.folder, f"requests.{rank}"), os.O_RDWR) for rank in range(self.ranks)
        ]
        self.answers = os.open(os.path.join(self.folder, "answers"), os.O_RDWR)
        command = [self.program, self.folder]
        if self.ranks > 1:
            command = ["mpirun", "--oversubscribe", "-n", str(self.ranks), *command]
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=open(os.path.join(self.folder, "said"), "wb"),
            stderr=subprocess.STDOUT,
            env={**os.environ, **RANKS},
        )
        self.ended = os.pidfd_open(self.process.pid)

    def has_room(self):
        return self.under_way < MOST_BYTES_UNDER_WAY

    def ask(self, words, folder, standard_input, ticket):
        """Asks what a command line comes to in a folder. The ticket comes back with the answer."""
        if self.process is None:
            self.start()
        request = b"".join(word.encode() + b"\0" for word in [folder, standard_input, *words])
        message = struct.pack("<I", len(request)) + request
        for pipe in self.requests:
            os.write(pipe, message)
        self.asked.append((ticket, len(message)))
        self.under_way += len(message)

    def read(self, count, seconds):
        data = b""
        while len(data) < count:
            waiting = select.select([self.answers, self.ended], [], [], seconds)[0]
            if self.answers in waiting:
                data += os.read(self.answers, count - len(data))
            elif waiting:
                raise Died(f"ended with {self.process.wait()}: {self.last_words()}")
            else:
                raise Died(f"no answer for {seconds} s: {self.last_words()}")
        return data

    def answer(self, seconds=120):
        """The oldest ticket whose answer hasn't come yet, and the answer: an error if it never comes."""
        ticket, length = self.asked.popleft()
        self.under_way -= length
        try:
            code, outputs, errors = struct.unpack("<III", self.read(12, seconds))
            return ticket, Answer(code, self.read(outputs, seconds), self.read(errors, seconds))
        except Died as died:
            self.stop(at_once=True)
            return ticket, died

    def last_words(self):
        texts = []
        for name in ("errors", "said"):
            path = os.path.join(self.folder, name)
            if os.path.exists(path):
                with open(path, "rb") as file:
                    texts.append(file.read()[:1000].decode(errors="replace"))
        return " ".join(texts)

    def stop(self, at_once=False):
        """Ends the process; what it hadn't answered is asked again by whoever wants to know."""
        if self.process is None:
            return
        if at_once:
            self.process.kill()
        else:
            for pipe in self.requests:
                os.write(pipe, struct.pack("<I", 0))
        code = self.process.wait(120)
        words = self.last_words()
        for descriptor in [*self.requests, self.answers, self.ended]:
            os.close(descriptor)
        shutil.rmtree(self.folder, ignore_errors=True)
        self.process = None
        if not at_once and code != 0:
            raise Died(f"at its end: {code}: {words}")

    def unanswered(self):
        """The tickets of all that was asked and not answered, which is forgotten."""
        tickets = [ticket for ticket, _ in self.asked]
        self.asked.clear()
        self.under_way = 0
        return tickets
