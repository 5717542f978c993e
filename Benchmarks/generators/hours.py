"""Write hourly series by which programs that forecast are measured: temperature and humidity of 36 cities, or 400 short series.

    hours.py --kind cities --output cities.csv                          # datetime, 36 × humidity, 36 × temperature
    hours.py --kind cities --humidity humidity.csv --output cities.csv  # with the real humidity
    hours.py --kind pair --output pair.csv                              # datetime, temperature and humidity of the first city
    hours.py --kind whole --output whole.csv                            # the same, gaps filled by lines
    hours.py --kind panel --series 400 --output panel.csv               # series, datetime, value: 1,344 hours each

A temperature, in kelvin, has the cycles of the year and of the day, two harmonics each, a daily one that is wider in some months and on some
days, weather that is an autoregression with roots 0.985 and 0.55, and two decimals. A humidity runs against it and has none. Two
in a hundred values are missing: single ones, and runs of 2 to 60. The real humidity is the file of 36 cities that
`kaggle.com/selfishgene/historical-hourly-weather-data` has (ODbL), plain or in a zip archive; there, 0.3 to 4 % are missing.
"""

import argparse
import csv
import datetime
import io
import math
import random
import zipfile
from pathlib import Path

BEGIN = datetime.datetime(2012, 10, 1, 12)
STEPS = 45_252
CITIES = 36
PANEL_STEPS = 1344
YEAR = 8766.0
ROOTS = (0.985, 0.55)

# A series without a value in some hours.
Series = list[float | None]


def temperature(seed: int, steps: int) -> list[float]:
    """The temperature of a city."""
    draw = random.Random(seed)
    mean, yearly, daily = draw.uniform(280, 296), draw.uniform(4, 12), draw.uniform(2, 6)
    values = []
    before, last, amplitude = 0.0, 0.0, 1.0
    for step in range(steps):
        if step % 24 == 0:
            amplitude = draw.uniform(0.5, 1.5)
        year, day = 2 * math.pi * step / YEAR, 2 * math.pi * step / 24
        before, last = last, (ROOTS[0] + ROOTS[1]) * last - ROOTS[0] * ROOTS[1] * before + draw.gauss(0, 0.45)
        width = daily * amplitude * (1 + 0.3 * math.cos(year))
        season = yearly * math.cos(year) + 0.2 * yearly * math.sin(2 * year)
        hours = width * (math.cos(day - 0.8) + 0.25 * math.cos(2 * day))
        values.append(round(mean + season + hours + last, 2))
    return values


def humidity(seed: int, steps: int) -> list[float]:
    """The humidity of a city."""
    warmth = temperature(seed, steps)
    mean = sum(warmth) / steps
    return [float(min(100, max(5, round(65 - 2.5 * (value - mean))))) for value in warmth]


def with_gaps(values: list[float], seed: int) -> Series:
    """The same with values missing; neither the first nor the last is."""
    draw = random.Random(seed)
    found: Series = list(values)
    missing = 0
    while missing < 0.02 * len(values):
        length = draw.choice([1, 1, 1, 1, draw.randint(2, 60)])
        first = draw.randrange(1, len(values) - length - 1)
        found[first : first + length] = [None] * length
        missing += length
    return found


def filled(values: Series) -> list[float]:
    """The same with lines over gaps, and the nearest value at the ends."""
    known = [step for step, value in enumerate(values) if value is not None]
    found = [0.0] * len(values)
    for step in range(known[0]):
        found[step] = values[known[0]] or 0.0
    for step in range(known[-1], len(values)):
        found[step] = values[known[-1]] or 0.0
    for first, last in zip(known, known[1:], strict=False):
        low, high = values[first] or 0.0, values[last] or 0.0
        for step in range(first, last):
            found[step] = low + (high - low) * (step - first) / (last - first)
    return found


def real_humidity(path: Path) -> dict[str, Series]:
    """The humidity of the file of cities."""
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as archive:
            text = archive.read(archive.namelist()[0]).decode("utf-8")
    else:
        text = path.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(text)))
    cities = [name for name in rows[0] if name != "datetime"]
    return {city: [float(row[city]) if row[city] else None for row in rows] for city in cities}


def cities(path: Path | None) -> dict[str, Series]:
    """All series of cities: humidities, then temperatures."""
    if path:
        damp = real_humidity(path)
    else:
        damp = {f"City {number:02d}": with_gaps(humidity(number, STEPS), 1000 + number) for number in range(CITIES)}
    steps = len(next(iter(damp.values())))
    warm = {city: with_gaps(temperature(number, steps), 2000 + number) for number, city in enumerate(damp)}
    return {f"{city} humidity": values for city, values in damp.items()} | {
        f"{city} temperature": values for city, values in warm.items()
    }


def pair(path: Path | None) -> dict[str, Series]:
    """Temperature and humidity of a city: of San Francisco, if there is one."""
    every = cities(path)
    city = "San Francisco" if "San Francisco humidity" in every else "City 00"
    return {name: every[f"{city} {name}"] for name in ("temperature", "humidity")}


def times(steps: int) -> list[str]:
    """The hours."""
    return [(BEGIN + datetime.timedelta(hours=step)).isoformat(sep=" ") for step in range(steps)]


def write_wide(series: dict[str, Series], output: Path) -> None:
    """Write a column for each series."""
    with output.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["datetime", *series])
        # Missing values are empty fields.
        for time, *values in zip(times(len(next(iter(series.values())))), *series.values(), strict=True):
            writer.writerow([time, *values])


def write_panel(count: int, output: Path) -> None:
    """Write many short series below each other."""
    hours = times(PANEL_STEPS)
    with output.open("w", encoding="utf-8") as file:
        file.write("series,datetime,value\n")
        for number in range(count):
            values = temperature(5000 + number, PANEL_STEPS)
            file.writelines(f"S{number:03d},{time},{value}\n" for time, value in zip(hours, values, strict=True))


def main() -> None:
    """Write a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kind", choices=["cities", "pair", "whole", "whole-cities", "panel"], required=True)
    parser.add_argument("--humidity", type=Path, help="the file of real humidities")
    parser.add_argument("--series", type=int, default=400)
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.kind == "panel":
        return write_panel(arguments.series, arguments.output)
    series = cities(arguments.humidity) if "cities" in arguments.kind else pair(arguments.humidity)
    if "whole" in arguments.kind:
        series = {name: list(filled(values)) for name, values in series.items()}
    return write_wide(series, arguments.output)


if __name__ == "__main__":
    main()
