"""What the programs that watch pages share: jobs whose rows come from a pipe, and questions to servers."""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

PATIENCE = 60


def until(look, what):
    """Looks until there is something to be seen, and returns it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        seen = look()
        if seen:
            return seen
        time.sleep(0.05)
    sys.exit(f'watch: {what}: not seen in {PATIENCE} s')


def address_in(log):
    """The address of a page, as soon as it stands in a log."""
    def find():
        log.seek(0)
        lines = [line for line in log.read().decode().splitlines() if line.startswith('caudal: status: ')]
        return lines and lines[0].split(' ')[2]
    return until(find, 'the address')


class Job:
    """A job whose rows come from a pipe."""

    def __init__(self, program, folder, options, ranks=0, name='rows.csv', status='0', command='describe',
                 environment={}):
        self.pipe = folder / name
        os.mkfifo(self.pipe)
        words = [program, command, str(self.pipe), '--status', status, *options]
        variables = os.environ | {'NO_PROXY': '*'} | environment
        if ranks:
            self.session = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
            variables |= {'OMPI_ALLOW_RUN_AS_ROOT': '1', 'OMPI_ALLOW_RUN_AS_ROOT_CONFIRM': '1',
                          'OMPI_MCA_mpi_yield_when_idle': '1', 'OMPI_MCA_orte_tmpdir_base': self.session.name}
            words = ['mpirun', '--oversubscribe', '--bind-to', 'none', '-n', str(ranks), *words]
        self.log = open(folder / (name.replace('/', '') + '.log'), 'w+b')
        self.output = open(folder / (name.replace('/', '') + '.out'), 'w+b')
        self.process = subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=self.output, stderr=self.log, env=variables)
        # Without anybody who reads, opening would wait: the job opens its end when it has begun.
        self.rows = until(self.open, 'the pipe')

    def open(self):
        self.check()
        try:
            return os.fdopen(os.open(self.pipe, os.O_WRONLY | os.O_NONBLOCK), 'wb', buffering=0)
        except OSError:
            return None

    def check(self):
        if self.process.poll() is not None:
            sys.exit(f'watch: the job has ended: {self.errors()}')

    def errors(self):
        self.log.seek(0)
        return self.log.read().decode()

    def url(self):
        return address_in(self.log)

    def feed(self, data):
        os.set_blocking(self.rows.fileno(), True)
        while data:
            data = data[self.rows.write(data):]

    def end(self):
        self.rows.close()
        code = self.process.wait(PATIENCE)
        self.output.seek(0)
        return {'code': code, 'output': self.output.read().decode(), 'errors': self.errors()}


def ask(url, path='', host=None, token=True, headers={}, method='GET'):
    """The status of an answer, and its text."""
    base, query = url.split('?')
    request = urllib.request.Request(
        base + path + ('?' + query if token else ''), headers=headers | ({'Host': host} if host else {}),
        method=method)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def status(url):
    return json.loads(ask(url, 'status.json')[1])


def listen(url):
    """A connection to which events come."""
    base, query = url.split('?')
    host, port = base.split('/')[2].split(':')
    connection = socket.create_connection((host, int(port)), timeout=PATIENCE)
    connection.sendall(f'GET /events?{query} HTTP/1.1\r\nHost: {host}\r\n\r\n'.encode())
    # Whoever asks at the last moment may get no answer.
    connection.recv(1, socket.MSG_PEEK)
    return connection


def events(connection):
    """All events to the end of a connection."""
    data = b''
    while part := connection.recv(1 << 16):
        data += part
    return [json.loads(line[6:]) for line in data.decode().splitlines() if line.startswith('data: ')]


def rows(count, first=0):
    return ''.join(f'{(first + index) % 1000},{index % 7}\n' for index in range(count)).encode()
