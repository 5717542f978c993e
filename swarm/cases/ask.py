#!/usr/bin/env python3
"""Asks replicas for forecasts until it is told to stop, and counts what goes wrong.

    ask.py PORT ADDRESS...

Eight threads keep a connection each, as HTTP/1.1 does, and ask for both versions by turns. When the server ends a connection
as announced, and after a hundred requests, the next one goes to an address chosen anew; one that refuses it is
passed over, as any balancer does. An error is a request that was sent and has no whole answer of status 200, or a round
of the addresses where nobody listens. Nothing is asked twice.

At the end of its standard input it prints an object of JSON: answers, errors, addresses (of the answers), refusals, and the different
bodies of each path in the order in which they came.
"""

import http.client
import json
import random
import sys
import threading
from collections import Counter

PATHS = ("/v1/prediction/24", "/servicio/v2/prediccion/24horas/")
THREADS = 8
REQUESTS_OF_A_CONNECTION = 100

port, addresses = int(sys.argv[1]), sys.argv[2:]
lock = threading.Lock()
is_over = threading.Event()
answers, refusals = Counter(), Counter()
errors: list[str] = []
bodies: dict[str, list[str]] = {path: [] for path in PATHS}


def connect(chance: random.Random) -> tuple[str, http.client.HTTPConnection] | None:
    for address in chance.sample(addresses, len(addresses)):
        connection = http.client.HTTPConnection(address, port, timeout=10)
        try:
            connection.connect()
            return address, connection
        except ConnectionRefusedError:
            with lock:
                refusals[address] += 1
    return None


def ask(connection: http.client.HTTPConnection, address: str, path: str) -> bool:
    """Asks once; whether the connection goes on."""
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read().decode()
    if response.status != 200 or not body.endswith("}]"):
        raise http.client.HTTPException(f"{response.status} {body[:80]}")
    with lock:
        answers[address] += 1
        if body not in bodies[path]:
            bodies[path].append(body)
    return not response.will_close


def work(number: int) -> None:
    chance = random.Random(number)
    count = 0
    while not is_over.is_set():
        address = "nobody"
        try:
            chosen = connect(chance)
            if chosen is None:
                raise http.client.HTTPException("nobody listens")
            address, connection = chosen
            for _ in range(REQUESTS_OF_A_CONNECTION):
                count += 1
                if not ask(connection, address, PATHS[count % len(PATHS)]) or is_over.is_set():
                    break
            connection.close()
        except (OSError, http.client.HTTPException) as error:
            with lock:
                errors.append(f"{address}: {type(error).__name__} {error}")
            is_over.wait(0.1)


threads = [threading.Thread(target=work, args=(number,)) for number in range(THREADS)]
for thread in threads:
    thread.start()
sys.stdin.read()
is_over.set()
for thread in threads:
    thread.join()
print(
    json.dumps(
        {
            "answers": sum(answers.values()),
            "errors": errors,
            "addresses": dict(sorted(answers.items())),
            "refusals": sum(refusals.values()),
            "bodies": bodies,
        }
    )
)
