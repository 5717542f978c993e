"""A small reader of Parquet, written from the format's definition, for flat tables whose pages are compressed by Zstandard.

It needs nothing but Python and the program `zstd`, and trusts nothing: letters at both ends, offsets, sizes, checks of pages,
numbers of values and bounds must all be as the metadata say.

Sources: https://parquet.apache.org/docs/file-format/ and parquet.thrift of apache/parquet-format.
"""

import datetime
import hashlib
import struct
import subprocess
import zlib

EPOCH = datetime.datetime(1970, 1, 1)


class Thrift:
    """Structures in the compact protocol, as dictionaries by the numbers of their fields."""

    def __init__(self, data: bytes, place: int = 0):
        self.data, self.place = data, place

    def byte(self) -> int:
        self.place += 1
        return self.data[self.place - 1]

    def varint(self) -> int:
        number, shift = 0, 0
        while True:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return number

    def zigzag(self) -> int:
        number = self.varint()
        return number >> 1 ^ -(number & 1)

    def value(self, kind: int):
        if kind in (1, 2):
            return kind == 1
        if kind in (4, 5, 6):
            return self.zigzag()
        if kind == 8:
            count = self.varint()
            self.place += count
            return self.data[self.place - count : self.place]
        if kind == 9:
            head = self.byte()
            count = self.varint() if head >> 4 == 15 else head >> 4
            return [self.value(head & 15) for _ in range(count)]
        assert kind == 12, f"an unknown type {kind}"
        return self.structure()

    def structure(self) -> dict:
        fields, last = {}, 0
        while head := self.byte():
            last = last + (head >> 4) if head >> 4 else self.zigzag()
            fields[last] = self.value(head & 15)
        return fields


def run_lengths(data: bytes, width: int, count: int) -> list[int]:
    """Numbers in the hybrid of runs and packed bits."""
    reader, numbers = Thrift(data), []
    while len(numbers) < count:
        head = reader.varint()
        if head & 1:
            size = (head >> 1) * width
            bits = int.from_bytes(data[reader.place : reader.place + size], "little")
            assert reader.place + size <= len(data), "packed bits end early"
            reader.place += size
            numbers += [bits >> index * width & (1 << width) - 1 for index in range((head >> 1) * 8)]
        else:
            size = (width + 7) // 8
            numbers += [int.from_bytes(data[reader.place : reader.place + size], "little")] * (head >> 1)
            reader.place += size
    assert reader.place == len(data), "bytes behind the numbers"
    return numbers[:count]


def plain(data: bytes, physical: int, count: int) -> list:
    """Values as they are."""
    if physical == 0:
        assert len(data) == (count + 7) // 8
        return [bool(data[index // 8] >> index % 8 & 1) for index in range(count)]
    if physical == 6:
        values, place = [], 0
        for _ in range(count):
            (size,) = struct.unpack_from("<I", data, place)
            values.append(data[place + 4 : place + 4 + size])
            place += 4 + size
        assert place == len(data)
        return values
    form = {1: "i", 2: "q", 5: "d"}[physical]
    return list(struct.unpack(f"<{count}{form}", data))


def meaning(value, column: dict):
    """A value by its column's logical type."""
    logical = column.get(10, {})
    if value is None:
        return None
    if 1 in logical:
        return value.decode("utf-8")
    if 6 in logical:
        return str((EPOCH + datetime.timedelta(days=value)).date())
    if 8 in logical:
        return (EPOCH + datetime.timedelta(microseconds=value)).isoformat() + ("Z" if logical[8][1] else "")
    return value


def type_name(column: dict) -> str:
    """A column's type in one word."""
    logical, physical = column.get(10, {}), column[1]
    assert column[3] == 1, "a column isn't optional"
    if 1 in logical:
        assert physical == 6 and column[6] == 0
        return "string"
    if 6 in logical:
        assert physical == 1 and column[6] == 6
        return "date"
    if 8 in logical:
        assert physical == 2 and column[6] == 10 and logical[8][2] == {2: {}}
        return "timestamp_utc" if logical[8][1] else "timestamp"
    assert not logical and 6 not in column
    return {0: "boolean", 2: "int64", 5: "double"}[physical]


class ParquetTable:
    """What a file holds.

    names, types: of the columns. rows: of all groups. groups: the rows of each. bounds: of each group and column the number of missing
    values, and the least and largest value or None. digest: of everything but what depends on the version of libzstd.
    """

    def __init__(self, path: str):
        with open(path, "rb") as file:
            self.data = file.read()
        assert self.data[:4] == b"PAR1" and self.data[-4:] == b"PAR1"
        (size,) = struct.unpack("<I", self.data[-8:-4])
        reader = Thrift(self.data, len(self.data) - 8 - size)
        self.metadata = reader.structure()
        assert reader.place == len(self.data) - 8
        root, *self.schema = self.metadata[2]
        assert root[5] == len(self.schema)
        self.names = [column[4].decode() for column in self.schema]
        self.types = [type_name(column) for column in self.schema]
        assert self.metadata[7] == [{1: {}}] * len(self.schema)
        self.end = 4
        self.read_groups()
        assert self.end == len(self.data) - 8 - size, "bytes that belong to nothing"
        assert self.metadata[3] == len(self.rows) == sum(self.groups)

    def read_groups(self) -> None:
        self.rows, self.groups, self.bounds = [], [], []
        found = [[self.pages(chunk[3], offset) for chunk, offset in self.placed(group)] for group in self.metadata[4]]
        contents = self.decompressed([page for group in found for chunk in group for page in chunk])
        self.hash = hashlib.sha256(repr((self.metadata[2], self.metadata[6])).encode())
        for number, (group, chunks) in enumerate(zip(self.metadata[4], found)):
            assert group[7] == number
            columns = []
            for chunk, pages, column in zip(group[1], chunks, self.schema):
                columns.append(self.values(chunk[3], [(header, next(contents)) for header, _ in pages], column))
            self.groups.append(group[3])
            self.rows += zip(*columns, strict=True)
            self.hash.update(repr(group[3]).encode())
            assert group[2] == sum(chunk[3][6] for chunk in group[1])
            assert group[6] == sum(chunk[3][7] for chunk in group[1])
        self.digest = self.hash.hexdigest()

    def placed(self, group: dict):
        """The chunks of a group, each with the place where it must begin."""
        assert group[5] == self.end
        for chunk in group[1]:
            yield chunk, self.end

    def pages(self, chunk: dict, offset: int) -> list[tuple[dict, bytes]]:
        """The headers of a chunk's pages, and what is compressed."""
        assert chunk[4] == 6
        first = chunk.get(11, chunk[9])
        assert first == offset
        pages, place, plain_size = [], first, 0
        while place < first + chunk[7]:
            reader = Thrift(self.data, place)
            header = reader.structure()
            body = self.data[reader.place : reader.place + header[3]]
            assert len(body) == header[3] and zlib.crc32(body) == header[4] & 0xFFFFFFFF
            if header[1] == 0 and all(page[0][1] != 0 for page in pages):
                assert place == chunk[9]
            plain_size += reader.place - place + header[2]
            pages.append((header, body))
            place = reader.place + header[3]
        assert place == first + chunk[7]
        # Headers are a little longer or shorter as the compressed sizes in them are.
        assert plain_size == chunk[6]
        self.end = place
        return pages

    @staticmethod
    def decompressed(pages: list[tuple[dict, bytes]]):
        """What is in the pages, all by one run of the program."""
        frames = b"".join(body for _, body in pages)
        text = subprocess.run(["zstd", "-dcq"], input=frames, stdout=subprocess.PIPE, check=True).stdout if frames else b""
        place = 0
        for header, _ in pages:
            yield text[place : place + header[2]]
            place += header[2]
        assert place == len(text)

    def values(self, chunk: dict, pages: list[tuple[dict, bytes]], column: dict) -> list:
        """The values of a chunk."""
        assert chunk[1] == column[1] and chunk[3] == [column[4]]
        dictionary, values = None, []
        for header, content in pages:
            about = {key: value for key, value in header.items() if key not in (3, 4)}
            self.hash.update(repr(about).encode() + content)
            if header[1] == 2:
                assert dictionary is None and not values and header[7][2] == 0 and 8 in chunk[2]
                dictionary = plain(content, column[1], header[7][1])
                continue
            data = header[5]
            assert data[3] == data[4] == 3
            (size,) = struct.unpack_from("<I", content)
            levels = run_lengths(content[4 : 4 + size], 1, data[1])
            rest, present = content[4 + size :], sum(levels)
            if data[2] == 8:
                numbers = run_lengths(rest[1:], rest[0], present) if present else []
                found = iter([dictionary[number] for number in numbers])
            else:
                assert data[2] == 0
                found = iter(plain(rest, column[1], present))
            values += [next(found) if level else None for level in levels]
        assert len(values) == chunk[5]
        self.check_statistics(chunk[12], values, column)
        return [meaning(value, column) for value in values]

    def check_statistics(self, statistics: dict, values: list, column: dict) -> None:
        """The bounds must be those of the values."""
        there = [value for value in values if value is not None]
        assert statistics[3] == len(values) - len(there)
        self.hash.update(repr(statistics).encode())
        least = largest = None
        if 5 in statistics:
            least, largest = (self.bound(statistics[field], column[1]) for field in (6, 5))
            assert (least, largest) == (min(there), max(there)) and statistics[7] and statistics[8]
        else:
            assert not there or max(map(len, there)) > 256
        self.bounds.append((statistics[3], meaning(least, column), meaning(largest, column)))

    @staticmethod
    def bound(data: bytes, physical: int):
        return data if physical == 6 else plain(data, physical, 1)[0]
