"""Write a CSV file in the shape of IDEAM's open data of hydrometeorological observations.

The stations, sensors and values are invented, but look like the real export: accents, quoted names, coordinates with many decimals,
a few empty values, and blocks of rows of one station and sensor in no particular order. Only the standard library is needed, and the
file is written as it is made, so any number of rows fits in little memory. The same rows and seed always give the same bytes.

    python3 generate_sample.py --rows 12000000 --output Datos_Hidrometeorologicos.csv

There are 25 stations, unless --stations asks for more: then each has neighbours, with codes of their own and nearly its climate.
"""

import argparse
import itertools
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

HEADER = (
    "CodigoEstacion,CodigoSensor,FechaObservacion,ValorObservado,NombreEstacion,Departamento,Municipio,ZonaHidrografica,"
    "Latitud,Longitud,DescripcionSensor,UnidadMedida\n"
)
DEFAULT_ROWS = 4_000
DEFAULT_SEED = 2017
DEFAULT_OUTPUT = "Datos_Hidrometeorologicos.csv"

FIRST_DAY = date(2003, 1, 1)
LAST_DAY = date(2022, 12, 31)
SLOTS_PER_DAY = 144  # of ten minutes
SHORTEST_BLOCK = 12
LONGEST_BLOCK = 60
MISSING_SHARE = 0.002
ROWS_PER_WRITE = 20_000
MOST_STATIONS = 1_000


@dataclass(frozen=True)
class Station:
    """A station, and the climate its sensors see."""

    code: str
    name: str
    department: str
    municipality: str
    zone: str
    latitude: str
    longitude: str
    temperature: float
    humidity: float
    pressure: float
    rain_share: float
    weight: float = 1.0


STATIONS = [
    Station(
        "21205791", "AEROPUERTO EL DORADO - AUT [21205791]", "BOGOTÁ", "BOGOTÁ D.C.", "ALTO MAGDALENA",
        "4.705583333", "-74.150666667", 13.4, 79, 752.1, 0.05, 2.0
    ),
    Station(
        "21206990", "TIBAITATÁ - AUT [21206990]", "CUNDINAMARCA", "MOSQUERA", "ALTO MAGDALENA",
        "4.691416667", "-74.209000000", 13.1, 80, 752.6, 0.05
    ),
    Station("21206920", "VILLA TERESA [21206920]", "BOGOTÁ", "BOGOTÁ D.C.", "ALTO MAGDALENA", "4.349888", "-74.150222", 9.2, 88, 688.4, 0.09),
    Station("11045010", "QUIBDÓ [11045010]", "CHOCÓ", "QUIBDÓ", "ATRATO - DARIÉN", "5.690555556", "-76.643888889", 26.6, 87, 1005.2, 0.21, 1.5),
    Station("27015330", "OLAYA HERRERA [27015330]", "ANTIOQUIA", "MEDELLÍN", "NECHÍ", "6.220611111", "-75.590583333", 22.3, 66, 852.7, 0.07),
    Station("26055120", "UNIVALLE - AUT [26055120]", "VALLE", "CALI", "CAUCA", "3.378000000", "-76.533888889", 24.4, 71, 905.3, 0.06, 1.5),
    Station("52055230", "OBONUCO [52055230]", "NARIÑO", "PASTO", "PATÍA", "1.198138889", "-77.304027778", 13.0, 80, 731.8, 0.08),
    Station("52045080", "SAN LUIS [52045080]", "NARIÑO", "IPIALES", "PATÍA", "0.856750", "-77.677694", 11.0, 83, 708.9, 0.07),
    Station("53045040", "TUMACO [53045040]", "NARIÑO", "TUMACO", "MIRA", "1.814111111", "-78.749305556", 26.2, 86, 1010.8, 0.14),
    Station("35035070", "VANGUARDIA [35035070]", "META", "VILLAVICENCIO", "META", "4.163083333", "-73.617694444", 25.7, 77, 962.5, 0.11, 1.5),
    Station("32105070", "LA MACARENA [32105070]", "META", "LA MACARENA", "GUAVIARE", "2.175861111", "-73.789194444", 25.9, 82, 985.4, 0.12),
    Station("15015120", "SIMÓN BOLÍVAR [15015120]", "MAGDALENA", "SANTA MARTA", "CARIBE", "11.119361", "-74.230722", 28.4, 76, 1012.3, 0.02),
    Station("29045190", "E. CORTISSOZ [29045190]", "ATLÁNTICO", "SOLEDAD", "BAJO MAGDALENA", "10.883333333", "-74.776555556", 27.9, 80, 1011.2, 0.03),
    Station("14015080", "RAFAEL NÚÑEZ [14015080]", "BOLÍVAR", "CARTAGENA", "CARIBE", "10.447694444", "-75.516083333", 27.7, 82, 1011.6, 0.03),
    Station("15065180", "ALM. PADILLA [15065180]", "LA GUAJIRA", "RIOHACHA", "CARIBE", "11.528277778", "-72.917722222", 28.2, 72, 1012.1, 0.02),
    Station("13035501", "LOS GARZONES [13035501]", "CÓRDOBA", "MONTERÍA", "SINÚ", "8.825888889", "-75.824972222", 27.8, 82, 1010.1, 0.06),
    Station("23195502", "PALONEGRO - AUT [23195502]", "SANTANDER", "LEBRIJA", "SOGAMOSO", "7.121472222", "-73.184527778", 21.8, 84, 882.9, 0.07),
    Station("16015501", "CAMILO DAZA [16015501]", "N. SANTANDER", "CÚCUTA", "CATATUMBO", "7.930083333", "-72.509027778", 27.4, 69, 974.6, 0.04),
    Station("21115020", "BENITO SALAS [21115020]", "HUILA", "NEIVA", "ALTO MAGDALENA", "2.950138889", "-75.293055556", 27.6, 65, 961.0, 0.05, 1.5),
    Station("24035340", "U.P.T.C. - AUT [24035340]", "BOYACÁ", "TUNJA", "SOGAMOSO", "5.553194444", "-73.355138889", 12.9, 79, 735.0, 0.06),
    Station("44035020", "PUERTO ASÍS [44035020]", "PUTUMAYO", "PUERTO ASÍS", "PUTUMAYO", "0.505361", "-76.500583", 25.3, 86, 981.7, 0.14),
    Station("48015050", "VÁSQUEZ COBO [48015050]", "AMAZONAS", "LETICIA", "AMAZONAS", "-4.193777778", "-69.941305556", 25.9, 86, 1001.9, 0.13),
    Station("26155250", "LAS BRISAS - AUT [26155250]", "CALDAS", "VILLAMARÍA", "CAUCA", "4.932166667", "-75.350500000", 4.1, 90, 621.3, 0.10),
    Station(
        "26135510", "LA ESPERANZA, HACIENDA [26135510]", "RISARALDA", "PEREIRA", "CAUCA",
        "4.812916667", "-75.739722222", 21.5, 80, 871.4, 0.09, 0.35
    ),
    Station(
        "21245040", 'ESCUELA "SAN JOSÉ" [21245040]', "TOLIMA", "IBAGUÉ", "ALTO MAGDALENA",
        "4.421138889", "-75.136944444", 24.0, 74, 911.8, 0.07, 0.35
    ),
]  # fmt: skip


def wave(length: int, periods: float, peak: int) -> list[float]:
    """One cosine table of `length` entries, highest at index `peak`; rounded, so that it is the same with every maths library."""
    return [round(math.cos(2 * math.pi * periods * (i - peak) / length), 6) for i in range(length)]


def neighbour(station: Station, number: int) -> Station:
    """Another station nearby: a little cooler, drier and higher with every further one. Number 0 is the station itself."""
    if number == 0:
        return station
    # The number goes before the code, which keeps codes distinct.
    code = f"{number:02}{station.code}"
    return replace(
        station,
        code=code,
        name=station.name.replace(station.code, code),
        temperature=station.temperature - 0.1 * number,
        humidity=station.humidity - 0.5 * number,
        pressure=station.pressure - 2 * number,
    )


def stations(count: int) -> list[Station]:
    """So many stations: those above, then their neighbours."""
    return [neighbour(STATIONS[i % len(STATIONS)], i // len(STATIONS)) for i in range(count)]


SEASON = wave(366, 2, 75)  # two warm seasons a year, as in the Andes
FLOOD = wave(366, 2, 130)
DAYLIGHT = wave(SLOTS_PER_DAY, 1, 82)  # warmest at 13:40
TIDE = wave(SLOTS_PER_DAY, 2, 60)

# Tenths as text: 204 → "20.4", 200 → "20".
TENTHS = {t: str(t // 10) if t % 10 == 0 else f"{t / 10:.1f}" for t in range(-500, 12_000)}

# What a sensor shows at every slot of a block.
Readings = Callable[[random.Random, Station, range], Iterator[str]]


def day_of_year(slots: range) -> int:
    """The index into the yearly tables for a block, near enough."""
    return slots.start // SLOTS_PER_DAY % 365


def air_temperature(rng: random.Random, station: Station, slots: range) -> Iterator[str]:
    """Degrees, warmest after noon."""
    normal = rng.normalvariate
    base = station.temperature + 0.7 * SEASON[day_of_year(slots)] + normal(0, 0.8)
    for slot in slots:
        yield TENTHS[round(10 * (base + 4.2 * DAYLIGHT[slot % SLOTS_PER_DAY] + normal(0, 0.7)))]


def relative_humidity(rng: random.Random, station: Station, slots: range) -> Iterator[str]:
    """Whole per cent, against the temperature."""
    normal = rng.normalvariate
    base = station.humidity - 3 * SEASON[day_of_year(slots)] + normal(0, 4)
    for slot in slots:
        yield str(min(100, max(12, round(base - 13 * DAYLIGHT[slot % SLOTS_PER_DAY] + normal(0, 3)))))


def precipitation(rng: random.Random, station: Station, slots: range) -> Iterator[str]:
    """Millimetres in ten minutes: mostly none, now and then a downpour."""
    for _ in slots:
        if rng.random() >= station.rain_share:
            yield "0"
        elif rng.random() < 0.06:
            yield TENTHS[min(1_100, 150 + round(200 * rng.expovariate(1)))]
        else:
            yield TENTHS[1 + round(15 * rng.expovariate(1))]


def wind_speed(rng: random.Random, station: Station, slots: range) -> Iterator[str]:
    """Metres a second."""
    normal = rng.normalvariate
    base = 1.4 + abs(normal(0, 0.6))
    for slot in slots:
        yield TENTHS[max(0, round(10 * (base + DAYLIGHT[slot % SLOTS_PER_DAY] + normal(0, 0.8))))]


def wind_direction(rng: random.Random, station: Station, slots: range) -> Iterator[str]:
    """Whole degrees around a prevailing direction."""
    prevailing = rng.randrange(360)
    for _ in slots:
        yield str(round(prevailing + rng.normalvariate(0, 40)) % 360)


def air_pressure(rng: random.Random, station: Station, slots: range) -> Iterator[str]:
    """Hectopascals, with the tide of the air twice a day."""
    normal = rng.normalvariate
    base = station.pressure + normal(0, 0.9)
    for slot in slots:
        yield TENTHS[round(10 * (base + 1.3 * TIDE[slot % SLOTS_PER_DAY] + normal(0, 0.2)))]


def river_level(rng: random.Random, station: Station, slots: range) -> Iterator[str]:
    """Whole centimetres, wandering slowly."""
    level = 240 + 110 * FLOOD[day_of_year(slots)] + rng.normalvariate(0, 25)
    for _ in slots:
        level = max(20.0, level + rng.normalvariate(0, 1.5))
        yield str(round(level))


def solar_radiation(rng: random.Random, station: Station, slots: range) -> Iterator[str]:
    """Watts per square metre, none at night."""
    clear = rng.uniform(350, 900)
    for slot in slots:
        yield str(round(max(0.0, clear * DAYLIGHT[slot % SLOTS_PER_DAY] * rng.uniform(0.6, 1))))


@dataclass(frozen=True)
class Sensor:
    """A kind of sensor; `step` is the number of slots between observations."""

    code: str
    description: str
    unit: str
    step: int
    weight: float
    readings: Readings


SENSORS = [
    Sensor("0068", "TEMP. AIRE 2 m", "°C", 6, 52, air_temperature),
    Sensor("0027", "HUMEDAD RELATIVA", "%", 6, 15, relative_humidity),
    Sensor("0240", "PRECIPITACIÓN", "mm", 1, 16, precipitation),
    Sensor("0103", "VEL. VIENTO", "m/s", 6, 8, wind_speed),
    Sensor("0104", "DIR. VIENTO", "°", 6, 2, wind_direction),
    Sensor("0255", "PRESIÓN ATM.", "hPa", 6, 3, air_pressure),
    Sensor("0230", "NIVEL DEL RÍO", "cm", 6, 3, river_level),
    Sensor("0261", "RADIACIÓN SOLAR, MEDIA", "W/m²", 6, 1, solar_radiation),
]


def quoted(field: str) -> str:
    """The field as it stands in the file: in quotes only where it must be."""
    return '"' + field.replace('"', '""') + '"' if any(c in field for c in ',"\n') else field


def day_texts() -> list[str]:
    """Every day of the period, as `05/22/2017`."""
    days = (LAST_DAY - FIRST_DAY).days + 1
    return [(FIRST_DAY + timedelta(days=i)).strftime("%m/%d/%Y") for i in range(days)]


def time_texts() -> list[str]:
    """Every slot of a day with what surrounds it, as ` 12:00:00 AM,`."""
    texts = []
    for slot in range(SLOTS_PER_DAY):
        hour, minute = divmod(slot * 10, 60)
        texts.append(f" {(hour + 11) % 12 + 1:02}:{minute:02}:00 {'AM' if hour < 12 else 'PM'},")
    return texts


def blocks(rng: random.Random, station_count: int) -> Iterator[list[str]]:
    """Endless blocks of rows, each of one station and sensor over a stretch of time."""
    days, times = day_texts(), time_texts()
    last_start = (len(days) - 60) * SLOTS_PER_DAY
    series = [(station, sensor) for station in stations(station_count) for sensor in SENSORS]
    weights = list(itertools.accumulate(station.weight * sensor.weight for station, sensor in series))
    while True:
        station, sensor = rng.choices(series, cum_weights=weights)[0]
        length = rng.randint(SHORTEST_BLOCK, LONGEST_BLOCK)
        first = rng.randrange(0, last_start, sensor.step)
        slots = range(first, first + length * sensor.step, sensor.step)
        before = f"{station.code},{sensor.code},"
        place = (station.name, station.department, station.municipality, station.zone, station.latitude, station.longitude)
        after = "," + ",".join(quoted(field) for field in (*place, sensor.description, sensor.unit)) + "\n"
        yield [
            before + days[slot // SLOTS_PER_DAY] + times[slot % SLOTS_PER_DAY] + ("" if rng.random() < MISSING_SHARE else value) + after
            for slot, value in zip(slots, sensor.readings(rng, station, slots))
        ]


def generate(rows: int, seed: int, output: Path, station_count: int = len(STATIONS)) -> None:
    """Write the header and exactly `rows` rows."""
    endless = itertools.chain.from_iterable(blocks(random.Random(seed), station_count))
    with output.open("w", encoding="utf-8", newline="\n") as file:
        file.write(HEADER)
        left = rows
        while left > 0:
            chunk = list(itertools.islice(endless, min(left, ROWS_PER_WRITE)))
            file.write("".join(chunk))
            left -= len(chunk)


def main() -> None:
    """Read the options and write the file."""
    parser = argparse.ArgumentParser(description="Write a made-up IDEAM observation file.")
    parser.add_argument("--rows", type=int, default=DEFAULT_ROWS, help=f"data rows (default {DEFAULT_ROWS})")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED, help=f"seed (default {DEFAULT_SEED})")
    parser.add_argument("--output", type=Path, default=Path(DEFAULT_OUTPUT), help=f"file to write (default {DEFAULT_OUTPUT})")
    parser.add_argument("--stations", type=int, default=len(STATIONS), help=f"stations (default {len(STATIONS)}, at most {MOST_STATIONS})")
    options = parser.parse_args()
    if options.rows < 0:
        parser.error("--rows can't be negative")
    if not 1 <= options.stations <= MOST_STATIONS:
        parser.error(f"--stations must be from 1 to {MOST_STATIONS}")
    generate(options.rows, options.seed, options.output, options.stations)


if __name__ == "__main__":
    main()
