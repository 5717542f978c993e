"""Dates in many forms, on the clocks of several zones, and their parts, as Python has them: `dates_expected.json`.

From the top of the repository:

    python3 Tests/Fixtures/make_all.py
"""

import random
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from fixture_files import FIXTURES, write_json

SEED = 20230326
ENGLISH = "January February March April May June July August September October November December".split()
SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
ZONES = ["America/Bogota", "Europe/Madrid", "Asia/Kolkata", "America/St_Johns", "Australia/Lord_Howe", "UTC"]
EPOCH = datetime(1970, 1, 1)


def iso_week(moment: datetime) -> str:
    """`2023-W05-3`."""
    year, week, weekday = moment.isocalendar()
    return f"{year:04}-W{week:02}-{weekday}"


def half(moment: datetime, words: tuple[str, str]) -> str:
    """The hour on the clock of 12, minutes, seconds and the half of the day."""
    return f"{moment.hour % 12 or 12:02}:{moment:%M:%S}{words[moment.hour >= 12]}"


def named(text: str, moment: datetime, names: list[str], length: int | None = None) -> str:
    """A text in which `@` stands for the name of the month."""
    return moment.strftime(text).replace("@", names[moment.month - 1][:length])


# A name, the unit to which moments are cut, and the text of a moment.
FORMS = [
    ("MM/DD/YYYY", "s", lambda m: m.strftime("%m/%d/%Y ") + half(m, (" AM", " PM"))),
    ("MM/DD/YYYY", "d", lambda m: f"{m.month}/{m.day}/{m.year % 100:02}"),
    ("DD/MM/YYYY", "s", lambda m: m.strftime("%d/%m/%Y ") + half(m, ("\u00a0a.\u00a0m.", "\u00a0p.\u00a0m."))),
    ("DD/MM/YYYY", "s", lambda m: m.strftime("%d/%m/%Y ") + half(m, (" a. m.", " p. m."))),
    ("DD/MM/YYYY", "d", lambda m: m.strftime("%d.%m.%Y")),
    ("DD/MM/YYYY", "min", lambda m: m.strftime("%d.%m.%y %H:%M")),
    ("YYYY-MM-DD", "us", lambda m: m.strftime("%Y-%m-%dT%H:%M:%S.%f")),
    ("YYYY-MM-DD", "us", lambda m: m.strftime("%Y-%m-%d %H:%M:%S,%f")),
    ("YYYYMMDD[hhmm]", "d", lambda m: m.strftime("%Y%m%d")),
    ("YYYYMMDD[hhmm]", "h", lambda m: m.strftime("%Y%m%d%H")),
    ("YYYYMMDD[hhmm]", "min", lambda m: m.strftime("%Y%m%d%H%M")),
    ("YYYYMMDD[hhmm]", "s", lambda m: m.strftime("%Y%m%d%H%M%S")),
    ("YYYYMMDD[hhmm]", "min", lambda m: m.strftime("%Y%m%dT%H%M")),
    ("YYYY-DDD", "d", lambda m: m.strftime("%Y-%j")),
    ("YYYY-DDD", "d", lambda m: m.strftime("%Y%j")),
    ("YYYY-DDD", "s", lambda m: m.strftime("%Y-%jT%H:%M:%S")),
    ("YYYY-Www-D", "d", iso_week),
    ("YYYY-Www-D", "d", lambda m: iso_week(m).replace("-", "")),
    ("YYYY-Www-D", "w", lambda m: iso_week(m)[:8]),
    ("YYYY-MM", "m", lambda m: m.strftime("%Y-%m")),
    ("MM/YYYY", "m", lambda m: m.strftime("%m/%Y")),
    ("DD month YYYY", "d", lambda m: named("%d-@-%Y", m, ENGLISH, 3)),
    ("DD month YYYY", "min", lambda m: named("%d-@-%y %H:%M", m, ENGLISH, 3).upper()),
    ("DD month YYYY", "d", lambda m: f"{m.day} {SPANISH[m.month - 1]} {m.year}"),
    ("DD month YYYY", "d", lambda m: f"{m.day} de {SPANISH[m.month - 1]} de {m.year}"),
    ("DD month YYYY", "d", lambda m: named("%d/@./%Y", m, SPANISH, 3)),
    ("DD month YYYY", "d", lambda m: named("%d%b%Y", m, ENGLISH)),
    ("month DD, YYYY", "d", lambda m: named(f"@ {m.day}, %Y", m, ENGLISH, 3)),
    ("month DD, YYYY", "min", lambda m: named(f"@ {m.day}, %Y %H:%M", m, ENGLISH)),
    ("YYYY month DD", "d", lambda m: named("%Y-@-%d", m, ENGLISH, 3)),
    ("epoch seconds", "s", lambda m: str((m - EPOCH) // timedelta(seconds=1))),
    ("epoch milliseconds", "ms", lambda m: str((m - EPOCH) // timedelta(milliseconds=1))),
]

PATTERNS = [
    ("%d/%m/%Y %H:%M", "min"), ("%Y%m%d%H%M%S", "s"), ("%y%m%d", "d"), ("%H:%M %d-%b-%Y", "min"),
    ("%A, %d %B %Y %I:%M:%S %p", "s"), ("%G-W%V-%u", "d"), ("%j/%Y", "d"), ("%Y-%m-%d %H.%M.%S.%f", "us"),
    ("%F %T", "s"), ("%D", "d"), ("día %d del %m de %Y%%", "d"), ("%m.%Y", "m"),
]  # fmt: skip


def cut(moment: datetime, unit: str) -> datetime:
    """A moment as exactly as a form has it."""
    if unit == "w":
        moment -= timedelta(days=moment.weekday())
    parts = {"us": 7, "ms": 7, "s": 6, "min": 5, "h": 4, "d": 3, "w": 3, "m": 2}[unit]
    values = list(moment.timetuple()[:6]) + [moment.microsecond // 1000 * 1000 if unit == "ms" else moment.microsecond]
    return datetime(*(value if index < parts else low for index, (value, low) in enumerate(zip(values, (1, 1, 1, 0, 0, 0, 0)))))


def text(moment: datetime) -> str:
    """A moment as the program's tests show it."""
    return str(moment.replace(tzinfo=None))


def random_moments(rng: random.Random, first: int, last: int, count: int) -> list[datetime]:
    """Moments, the ends of years and of February among them."""
    moments = [datetime(year, month, day, 23, 59, 59, 999_999) for year in (first, last, 2000, 2020) for month, day in ((1, 1), (2, 28), (12, 31))]
    span = datetime(last, 12, 31) - datetime(first, 1, 1)
    return moments + [datetime(first, 1, 1) + span * rng.random() for _ in range(count)]


def forms(rng: random.Random) -> list[dict]:
    """Columns of texts, the form that they have, and what they mean."""
    columns = []
    for name, unit, write in FORMS:
        first = 2002 if "epoch" in name else 1971
        moments = [cut(moment, unit) for moment in random_moments(rng, first, 2068, 40)]
        columns.append({"name": name, "texts": [write(m) for m in moments], "meanings": [text(m) for m in moments]})
    return columns


def patterns(rng: random.Random) -> list[dict]:
    """The same by patterns, which Python reads itself."""
    columns = []
    for pattern, unit in PATTERNS:
        texts = [cut(m, unit).strftime(pattern) for m in random_moments(rng, 1971, 2068, 30)]
        meanings = [text(datetime.strptime(t, pattern.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S").replace("%D", "%m/%d/%y"))) for t in texts]
        columns.append({"name": pattern, "texts": texts, "meanings": meanings})
    return columns


def transitions(zone: ZoneInfo, year: int) -> list[datetime]:
    """The hours of a year in which the offset changes."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(8761)]
    offsets = [moment.astimezone(zone).utcoffset() for moment in hours]
    return [hour for hour, before, after in zip(hours, offsets, offsets[1:]) if before != after]


def zone_moments(rng: random.Random, zone: ZoneInfo) -> list[datetime]:
    """Moments of all kinds in UTC, those around changes of the offset foremost."""
    moments = [datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(1_700_000_000)) for _ in range(30)]
    for year in (1975, 1981, 1993, 2011, 2023):
        for hour in transitions(zone, year):
            moments += [hour + timedelta(minutes=minute) for minute in range(-90, 151, 15)]
    return moments


def zones(rng: random.Random) -> list[dict]:
    """What zones' clocks show at some moments, and the moments at which they show that."""
    result = []
    for name in ZONES:
        zone = ZoneInfo(name)
        moments = zone_moments(rng, zone)
        shown = [moment.astimezone(zone) for moment in moments]
        # Clocks that show a time twice mean the first; a time that they never show is told by going there and back.
        clocks = sorted({text(clock + timedelta(minutes=shift)) for clock in shown for shift in (0, 30)})
        meant = []
        for clock in clocks:
            local = datetime.fromisoformat(clock).replace(tzinfo=zone)
            instant = local.astimezone(UTC)
            exists = instant.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None)
            meant.append(int(instant.timestamp()) if exists else None)
        result.append({
            "name": name, "seconds": [int(m.timestamp()) for m in moments], "clocks": [text(c) for c in shown],
            "naive": clocks, "meant": meant,
        })  # fmt: skip
    return result


def parts(moment: datetime) -> dict[str, str]:
    """The keys of a moment."""
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    quarter_hour = midnight + (moment - midnight) // timedelta(minutes=15) * timedelta(minutes=15)
    seven_hours = midnight + (moment - midnight) // timedelta(hours=7) * timedelta(hours=7)
    monday = midnight - timedelta(days=moment.weekday())
    return {
        "year": f"{moment.year:04}", "quarter": str((moment.month + 2) // 3), "month": f"{moment.month:02}",
        "week": f"{moment.isocalendar().week:02}", "day": f"{moment.day:02}", "dayofyear": f"{moment.timetuple().tm_yday:03}",
        "weekday": str(moment.isoweekday()), "season": ["DJF", "MAM", "JJA", "SON"][moment.month % 12 // 3],
        "hour": f"{moment.hour:02}", "minute": f"{moment.minute:02}", "date": str(moment.date()),
        "bin 15 min": str(quarter_hour.replace(tzinfo=None))[:16], "bin 7 h": str(seven_hours.replace(tzinfo=None))[:16],
        "bin 30 s": str(moment.replace(second=moment.second // 30 * 30, tzinfo=None)),
        "bin 7 d": str(monday.date()), "bin 1 d": str(moment.date()),
        "year from 10": f"{moment.year + (moment.month >= 10):04}",
    }  # fmt: skip


def rows(rng: random.Random, name: str) -> dict:
    """Times with offsets around the changes of a zone, and how often each key occurs on its clocks."""
    zone = ZoneInfo(name)
    moments = [hour + timedelta(minutes=minute) for hour in transitions(zone, 2023) for minute in range(-600, 600, 10)]
    moments = moments or [datetime(2023, 3, 1, tzinfo=UTC) + timedelta(minutes=10 * step) for step in range(240)]
    texts, counts = [], {}
    for moment in moments:
        offset = timezone(timedelta(minutes=rng.choice([-330, -60, 0, 120, 570])))
        texts.append(moment.astimezone(offset).isoformat())
        clock = moment.astimezone(zone)
        for part, key in parts(clock).items():
            counts.setdefault(part, {}).setdefault(key, 0)
            counts[part][key] += 1
    middle = sorted(moments)[len(moments) // 2]
    before = sum(moment < middle for moment in moments)
    return {"zone": name, "texts": texts, "counts": counts, "middle": middle.isoformat(), "before": before}


def make(directory: Path) -> None:
    """Write the fixture."""
    rng = random.Random(SEED)
    moments = [cut(m, "s") for m in random_moments(rng, 1, 9998, 150) + random_moments(rng, 1970, 2030, 100)]
    write_json(
        directory / "dates_expected.json",
        {
            "forms": forms(rng), "patterns": patterns(rng), "zones": zones(rng),
            "parts": [{"moment": m.isoformat(), "keys": parts(m)} for m in moments],
            "rows": [rows(rng, name) for name in ZONES],
        },
    )  # fmt: skip


if __name__ == "__main__":
    make(FIXTURES)
