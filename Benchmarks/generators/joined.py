"""Write two tables that are joined: readings in the order of time, and others in the order of stations.

    joined.py --rows 12000000 --output left.csv                # station,datetime,temperature
    joined.py --rows 12000000 --side right --output right.csv  # station,datetime,humidity

Every station has a row in each hour of both, so each row matches one. With `--minutes 20` the hours of a table begin so much later.
"""

import argparse
import datetime
from pathlib import Path

STATIONS = [f"{21_000_000 + 37 * number:010d}" for number in range(500)]
BEGIN = datetime.datetime(2015, 1, 1)


def main() -> None:
    """Write a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, required=True)
    parser.add_argument("--side", choices=["left", "right"], default="left")
    parser.add_argument("--minutes", type=int, default=0)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    begin = BEGIN + datetime.timedelta(minutes=arguments.minutes)
    hours = [(begin + datetime.timedelta(hours=hour)).strftime("%Y-%m-%d %H:%M:%S") for hour in range(arguments.rows // len(STATIONS))]
    with arguments.output.open("w", encoding="utf-8") as file:
        if arguments.side == "left":
            file.write("station,datetime,temperature\n")
            for hour, time in enumerate(hours):
                file.writelines(f"{name},{time},{(hour * 7919 + number * 104729) % 1000 / 10}\n" for number, name in enumerate(STATIONS))
        else:
            file.write("station,datetime,humidity\n")
            for number, name in enumerate(STATIONS):
                file.writelines(f"{name},{time},{(hour * 104729 + number * 7919) % 1000 / 10}\n" for hour, time in enumerate(hours))


if __name__ == "__main__":
    main()
