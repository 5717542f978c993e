"""Writes hours.csv: hourly temperatures of two invented places for eight weeks, with gaps.

The second place ends two days before the first.
"""

import datetime
import math
import pathlib
import random

HOURS = 56 * 24


def main():
    draw = random.Random(2024)
    level = {"Bogota": 14.0, "Leticia": 26.0}
    swing = {"Bogota": 5.0, "Leticia": 3.5}
    weather = {name: 0.0 for name in level}
    rows = []
    for hour in range(HOURS):
        time = datetime.datetime(2024, 1, 1) + datetime.timedelta(hours=hour)
        cells = [time.strftime("%Y-%m-%d %H:%M")]
        for name in level:
            weather[name] = 0.95 * weather[name] + draw.gauss(0, 0.45)
            day = math.cos(2 * math.pi * (time.hour - 14) / 24)
            value = level[name] + swing[name] * day + weather[name]
            ended = name == "Leticia" and hour >= HOURS - 48
            cells.append("" if ended or draw.random() < 0.01 else f"{value:.1f}")
        rows.append(",".join(cells))
    text = "time,Bogota,Leticia\n" + "".join(row + "\n" for row in rows)
    pathlib.Path(__file__).with_name("hours.csv").write_text(text)


if __name__ == "__main__":
    main()
