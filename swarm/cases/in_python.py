"""What the Python package does in a Swarm: in_python.py STACK COLUMN FILE FOLDER WORD OF A SLOW JOB...

Leaves the result of a job in FOLDER/out, and makes FOLDER/slow when the slow job begins, which is interrupted when there is
FOLDER/interrupt. Ends with an error if something isn't as it should be.
"""
import json
import os
import pathlib
import signal
import sys
import threading
import time

import caudal

stack, column, file, folder, *slow = sys.argv[1:]
folder = pathlib.Path(folder)
result = caudal.describe(file, column=column, as_dict=True, swarm=True)
(folder / 'out').write_text(json.dumps(result))
counts = caudal.frequency(file, column='Departamento', top=1, as_dict=True, swarm=stack)
assert counts['run']['ranks'] == 3, counts
piped = caudal.describe('-', stdin='x\n1\n2\n', column='x', as_dict=True, swarm=True)
assert piped['columns'][0]['mean'] == 1.5, piped
for path, name, code, row in [(file, 'Municipio', 65, 2), (file, 'Nothing', 64, None), ('/mnt/shared/none.csv', 'x', 66, None)]:
    try:
        caudal.describe(path, column=name, as_dict=True, swarm=True)
    except caudal.CaudalError as error:
        assert (error.exit_code, error.row) == (code, row), error
        print(error)
    else:
        sys.exit(f'no error: {path} {name}')


def interrupt():
    while not (folder / 'interrupt').exists():
        time.sleep(0.1)
    os.kill(os.getpid(), signal.SIGINT)


# A shell that starts it in the background has it ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Thread(target=interrupt, daemon=True).start()
(folder / 'slow').touch()
try:
    caudal.run(*slow, swarm=True)
except KeyboardInterrupt:
    print('interrupted')
else:
    sys.exit('the slow job has ended by itself')
