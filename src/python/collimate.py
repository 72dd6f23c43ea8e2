"""Reads files that Collimate compressed (NAME.collimated.npz). Needs numpy alone.

    import collimate
    table = collimate.load("jets.collimated.npz")                  # dict: column name -> array
    part = collimate.load("jets.collimated.npz", ["pt", "eta"], rows=(1000, 2000))

    python collimate.py jets.collimated.npz jets.npz               # writes the table as it was

Every value is within the bound that the file was compressed with, bit for bit as any other reader gives it; values of
columns without a bound are float32 predictions, and may differ from another machine's in their last bits. Types and
names are those of the original. Damaged files, and files of a newer format, raise CollimateError.

Written from FORMAT.md, format 1, which documents the file byte by byte. Python 3.9 or newer, numpy 1.19 or newer.
"""

import bisect
import json
import math
import os
import re
import struct
import sys
import zipfile
import zlib

import numpy as np

__all__ = ["CollimateError", "load"]

FORMAT = 1

TYPES = {
    "float32": "<f4",
    "float64": "<f8",
    "bool": "|u1",
    "int8": "|i1",
    "int16": "<i2",
    "int32": "<i4",
    "int64": "<i8",
    "uint8": "|u1",
    "uint16": "<u2",
    "uint32": "<u4",
    "uint64": "<u8",
}


# How a plane can be coded without a model.
PLAIN_CODINGS = ("value", "difference")


class CollimateError(ValueError):
    """A file that is damaged, of a newer format or none of Collimate's; or rows and columns that it does not hold."""


def load(path, columns=None, rows=None):
    """Reads a compressed table, or a part of it.

    path: the file.
    columns: names of the columns that are wanted, in the order wanted; all where it is None.
    rows: (first, end) or a slice without step, counted from 0; all where it is None. Only the chunks that hold these
        rows are read.
    Of arrays of several dimensions, rows are places along the first axis, and columns are arrays.
    Returns a dict of arrays by name: 1-D columns of a table, or arrays in their shapes. Checksums of all that is read are verified.
    Raises CollimateError, and OSError where the file cannot be read.
    """
    with open(path, "rb") as file, np.errstate(all="ignore"):
        return _Reader(file, os.fspath(path)).read(columns, rows)


# --- the file -----------------------------------------------------------------------------------------------------------


class _Reader:
    """One open file: container, header, tables, model."""

    def __init__(self, file, name):
        self.container = _Container(file, name)
        self.header = _parse_header(self.container)
        model = self.header["model"]
        self.model = MODELS[model["type"]](self.container, self.header) if model else None
        own = self.model.codings_without_stream if model else ()
        bits = _Bits(self.container.tables, "the tables")
        self.latent_tables = [_Table(bits, 0) for _ in range(model["latent"] if model else 0)]
        self.plane_tables = [
            [
                _Table(bits, 0 if plane else len(column["atoms"]))
                for plane, coding in enumerate(column["planes"])
                if coding not in own
            ]
            for column in self.header["columns"]
        ]

    def read(self, names, rows):
        header = self.header
        columns = header["columns"]
        positions = self._positions(names)
        first, end = self._rows(rows)
        out = [np.empty(end - first, TYPES[columns[position]["type"]]) for position in positions]
        modelled = any(_needs_model(columns[position]) for position in positions)
        size = header["chunkRows"]
        chunks = range(first // size, -(-end // size)) if end > first else ()
        for number in chunks:
            start = number * size
            count = min(header["rows"] - start, size)
            take = slice(max(first - start, 0), min(end - start, count))
            at = start + take.start - first
            chunk = _Chunk(self, number, count)
            predictions = self.model.predict(chunk, set(positions)) if modelled else None
            for values, position in zip(out, positions):
                part = _restore(chunk, position, predictions)
                values[at : at + take.stop - take.start] = part[take]
        table = {
            columns[position]["name"]: _native(columns[position], values) for position, values in zip(positions, out)
        }
        return _shaped(header["layout"], table, names is None)

    def _positions(self, names):
        known = {column["name"]: position for position, column in enumerate(self.header["columns"])}
        if names is None:
            return list(known.values())
        names = [names] if isinstance(names, str) else list(names)
        for name in names:
            if name not in known:
                raise CollimateError(f"There is no column {name!r}. The columns are: {', '.join(known)}.")
        return [known[name] for name in names]

    def _rows(self, rows):
        total, layout = self.header["rows"], self.header["layout"]
        if rows is None:
            return 0, total
        if layout["kind"] == "arrays":
            # Rows are places along the first axis.
            length = layout["shape"][0]
            first, end = self._range(rows, length)
            return first * (total // max(1, length)), end * (total // max(1, length))
        return self._range(rows, total)

    @staticmethod
    def _range(rows, total):
        if isinstance(rows, slice):
            if rows.step not in (None, 1):
                raise CollimateError("Rows are read without gaps: a slice must not have a step.")
            first, end, _ = rows.indices(total)
            return first, max(first, end)
        first, end = (int(row) for row in rows)
        if not 0 <= first <= end <= total:
            raise CollimateError(f"Rows {first}:{end} do not exist: the file has {total} rows, counted from 0.")
        return first, end


class _Chunk:
    """One chunk (FORMAT.md, section 5), decoded as far as that needs no model."""

    def __init__(self, reader, number, rows):
        self.rows = rows
        self.columns = reader.header["columns"]
        data = _Bytes(reader.container.array("chunk", number), f"chunk {number}")
        section = _Bytes(data.take(data.varint()), f"chunk {number}")
        self.exceptions = [_exceptions(section, rows, column) for column in self.columns]
        if section.left:
            section.fail("there are bytes behind the exceptions")
        # What the model alone understands.
        self.own = reader.model.take_own(data) if reader.model else None
        self.anchors = [data.signed_varint() if "difference" in column["planes"] else 0 for column in self.columns]
        # Rows of second planes whose first a model codes.
        counts = [data.varint() if _second_alone(column) else rows for column in self.columns]
        if max(counts, default=0) > rows:
            data.fail("a plane has too many numbers")
        coded = _Coded(data)
        latents = _model_rows(reader.header, rows)
        self.latents = [coded.stream(table, latents) for table in reader.latent_tables]
        self.streams = []
        for tables, count in zip(reader.plane_tables, counts):
            planes = []
            for table in tables:
                planes.append(coded.stream(table, count))
                count = planes[-1].numbers
            self.streams.append(planes)
        coded.finish()

    def symbols(self, position):
        """For every row the number of its atom, or one that no atom has; None where the column has no atoms."""
        streams = [] if _second_alone(self.columns[position]) else self.streams[position]
        return streams[0].symbols if self.columns[position]["atoms"] and streams else None

    def planes(self, position):
        """For every plane its numbers by row, differences summed up; 0 in rows that are atoms."""
        symbols, column = self.symbols(position), self.columns[position]
        planes = []
        if _second_alone(column):
            return planes
        for coding, stream in zip(column["planes"], self.streams[position]):
            numbers = stream.values()
            if coding == "difference" and len(numbers):
                numbers[0] += self.anchors[position]
                np.cumsum(numbers, out=numbers)
            if symbols is not None:
                spread = np.zeros(self.rows)
                spread[symbols >= len(column["atoms"])] = numbers
                numbers = spread
            planes.append(numbers)
        return planes


def _second_alone(column):
    """Whether only the second plane of a column has a stream: a model codes the first."""
    return len(column["planes"]) > 1 and column["planes"][0] == "masked"


def _exceptions(section, rows, column):
    """Values stored exactly: their rows, and their bytes as unsigned integers."""
    count = section.varint()
    if count > rows:
        section.fail("there are more exceptions than rows")
    gaps = section.varints(count)
    if count and (gaps.max() >= rows or gaps.sum() + count > rows):
        section.fail("an exception lies outside the chunk")
    width = np.dtype(TYPES[column["type"]]).itemsize
    return np.cumsum(gaps + 1) - 1, np.frombuffer(section.take(count * width), f"<u{width}")


def _restore(chunk, position, predictions):
    """The values of one column of a chunk."""
    column = chunk.columns[position]
    symbols, planes = chunk.symbols(position), chunk.planes(position)
    if _needs_model(column):
        symbols, planes = predictions.complete(position, symbols, planes)
    values = np.empty(chunk.rows, TYPES[column["type"]])
    GRIDS[column["grid"]["kind"]](column, planes, values)
    bits = values.view(f"<u{values.itemsize}")
    if symbols is not None:
        patterns = np.frombuffer(bytes.fromhex("".join(column["atoms"])), bits.dtype)
        special = np.flatnonzero(symbols < len(patterns))
        bits[special] = patterns[symbols[special]]
    rows, patterns = chunk.exceptions[position]
    bits[rows] = patterns
    return values


def _native(column, values):
    """The array that users get: booleans as booleans, bytes in the order of this machine."""
    if column["type"] == "bool":
        return values != 0
    return values.astype(values.dtype.newbyteorder("="), copy=False)


# --- grids (FORMAT.md, section 3) ---------------------------------------------------------------------------------------


def _uniform(column, planes, out):
    out[:] = planes[0] * column["grid"]["step"]


def _integer(column, planes, out):
    """(base + index) x step modulo 2^64, which is exact where the value is inside the type; the rest is kept inside it."""
    step, base = int(column["grid"]["step"]), int(column["grid"]["base"])
    index = _whole(planes[0])
    lowest, highest = _limits(column["type"])
    value = (index.view(np.uint64) + _word(base)) * _word(step)
    value = value if column["type"] == "uint64" else value.view(np.int64)
    out[:] = value
    for limit, outside in (
        (lowest, index < _clip_index(-(-lowest // step) - base)),
        (highest, index > _clip_index(highest // step - base)),
    ):
        out[outside] = limit


def _logarithmic(column, planes, out):
    """Steps in proportion to the value; for integers the nearest whole number, kept inside the type."""
    values = _logarithmic_values(column["grid"], planes[0])
    if column["type"].startswith("float"):
        out[:] = values
        return
    lowest, highest = _limits(column["type"])
    sizes = np.floor(np.abs(values) + 0.5)
    values = np.where(values < 0, -sizes, sizes)
    inside = (values > float(lowest)) & (values < float(highest))
    out[:] = np.where(inside, values, 0).astype(out.dtype)
    out[values <= float(lowest)] = lowest
    out[values >= float(highest)] = highest


def _logarithmic_values(grid, places):
    """Values of indices, or of places between two."""
    linear, octaves = float(grid["linear"]), float(grid["octaves"])
    sizes = np.abs(places)
    exponents = np.minimum(np.fmax((sizes - linear - 1) * octaves, -1000.0), 2100.0)
    values = _times_power_of_two(float(grid["first"]), exponents)
    return np.where(sizes <= linear, places * float(grid["step"]), np.where(places < 0, -values, values))


def _times_power_of_two(first, exponents):
    """first x 2^exponents by + - x / floor, square roots and tables alone, in the order of FORMAT.md."""
    whole = np.floor(exponents)
    share = (exponents - whole) * 4096
    entry = np.floor(share)
    y = (share - entry) / 4096 * 0.6931471805599453
    rest = 1 + y * (1 + y / 2 * (1 + y / 3 * (1 + y / 4)))
    scaled = first * (_FRACTIONS_OF_TWO[entry.astype(np.int64)] * rest)
    whole = whole.astype(np.int64)
    up = np.maximum(whole, 0)
    half = up // 2
    return np.where(
        whole < 0, scaled / _POWERS_OF_TWO[np.maximum(-whole, 0)], scaled * _POWERS_OF_TWO[half] * _POWERS_OF_TWO[up - half]
    )


def _doublings(count):
    """1, 2, 4, ...; infinite where float64 ends."""
    powers = [1.0]
    while len(powers) < count:
        powers.append(2 * powers[-1])
    return np.array(powers)


def _fractions_of_two():
    """2^(i / 4096) for i = 0 ... 4096, as products of repeated square roots of two."""
    table, root, bit = [1.0] * 4096, 2.0, 2048
    while bit:
        root = math.sqrt(root)
        table = [value * root if number & bit else value for number, value in enumerate(table)]
        bit //= 2
    return np.array(table + [2.0])


_POWERS_OF_TWO = _doublings(1100)
_FRACTIONS_OF_TWO = _fractions_of_two()
_POWERS_OF_TEN = np.array([float(f"1e{power}") for power in range(23)])


def _logarithmic_index(grid, number):
    """The last index whose lower edge, halfway to the index before, is not above the number."""
    low, high = -(2**52), 2**52
    while low < high:
        middle = (low + high + 1) // 2
        if _logarithmic_values(grid, np.array([middle - 0.5]))[0] <= number:
            low = middle
        else:
            high = middle - 1
    return float(low)


def _decimal(column, planes, out):
    """Decimal numbers of few digits."""
    out[:] = _decimal_values(column["grid"], planes[0])


def _decimal_values(grid, places):
    """Values of indices, or of places between two."""
    full = _POWERS_OF_TEN[grid["digits"]]
    sizes = np.abs(places)
    large = sizes >= full
    per_decade = full - full / 10
    above = np.where(large, sizes - full, 0)
    decades = np.floor(above / per_decade)
    mantissas = np.where(large, full / 10 + (above - decades * per_decade), sizes)
    powers = np.where(large, decades + 1, 0) - grid["places"]
    known = np.minimum(np.abs(powers), 22).astype(np.int64)
    values = np.where(powers < 0, mantissas / _POWERS_OF_TEN[known], mantissas * _POWERS_OF_TEN[known])
    values = np.where(powers > 22, np.where(mantissas > 0, np.inf, 0), values)
    return np.where(places < 0, -values, values)


def _decimal_index(grid, number):
    """The index of the decimal number that is nearest."""
    full, places, size = float(_POWERS_OF_TEN[grid["digits"]]), grid["places"], abs(number)

    def scaled(power):
        ten = float(_POWERS_OF_TEN[abs(power)])
        return size / ten if power > 0 else size * ten

    power = -places
    while power < 22 and math.floor(min(scaled(power), 1e300) + 0.5) >= full:
        power += 1
    mantissa = float(math.floor(min(scaled(power), 1e300) + 0.5))
    decades = power + places
    index = full + (decades - 1) * (full - full / 10) + (mantissa - full / 10) if decades else mantissa
    return -index if number < 0 else index


def _bits(column, planes, out):
    """Bit patterns that were turned so that they rise with the values, without low bits that are always zero."""
    grid = column["grid"]
    first = _whole(planes[0])
    zeros, patterns = grid["zeros"], grid["patterns"]
    if patterns == "float32":
        word = (first << zeros).astype(np.uint32)
        sign, zero = np.uint32(1 << 31), np.uint32((1 << zeros) - 1)
        bits = np.where(word & sign, word ^ sign, ~word & ~zero)
        out[:] = bits.astype("<u4").view("<f4")
        if out.dtype == "<f4":
            out.view("<u4")[:] = bits
        return
    zero = _word((1 << zeros) - 1)
    if grid["planes"] == 1:
        word = (first.view(np.uint64) << _word(zeros)) + _word(grid["base"] << 32)
    else:
        low = (_whole(planes[1]).view(np.uint64) << _word(zeros)) & _word(0xFFFFFFFF)
        word = (first.view(np.uint64) << _word(32)) | low
    sign = _word(1 << 63)
    if patterns == "int64":
        word = word ^ sign
    elif patterns == "float64":
        word = np.where(word & sign, word ^ sign, ~word & ~zero)
    out.view("<u8")[:] = word


def _bits_values(grid, places):
    """The floats of indices of the first plane, or of the next ones above places between two."""
    whole = np.floor(places + 0.5)
    single = grid["patterns"] == "float32"
    if single or grid["planes"] == 2:
        whole = np.minimum(whole, 2.0**32 - 1)
    whole = np.maximum(whole, 0.0)
    out = np.empty(len(whole), "<f4" if single else "<f8")
    _bits({"grid": grid}, [whole, np.zeros(len(whole))], out)
    return out.astype(np.float64)


def _bits_index(grid, number):
    """The index of the first plane of a float."""
    if grid["patterns"] == "float32":
        word = int(np.array([number], "<f4").view("<u4")[0])
        return float((word ^ 0xFFFFFFFF if word >> 31 else word | 1 << 31) >> grid["zeros"])
    word = int(np.array([number], "<f8").view("<u8")[0])
    word = word ^ (1 << 64) - 1 if word >> 63 else word | 1 << 63
    if grid["planes"] == 2:
        return float(word >> 32)
    low = (word & 0xFFFFFFFF) >> grid["zeros"]
    return float(((word >> 32) - grid["base"]) * 2 ** (32 - grid["zeros"]) + low)


def _prediction(column, planes, out):
    (values,) = planes
    if column["type"].startswith("float"):
        out[:] = values
        return
    lowest, highest = _limits(column["type"])
    values = np.floor(np.where(np.isnan(values), 0, values) + 0.5)
    inside = (values >= float(lowest)) & (values < float(highest + 1))
    out[:] = np.where(inside, values, 0).astype(out.dtype)
    out[values < float(lowest)] = lowest
    out[values >= float(highest + 1)] = highest


# How each kind of grid fills a column: (header of the column, numbers by plane, output).
GRIDS = {
    "uniform": _uniform,
    "integer": _integer,
    "logarithmic": _logarithmic,
    "decimal": _decimal,
    "bits": _bits,
    "prediction": _prediction,
}


def _values_of_places(grid, places):
    """Values of indices of a grid's first plane, or of places between two, as models see them."""
    if grid["kind"] == "logarithmic":
        return _logarithmic_values(grid, places)
    if grid["kind"] == "decimal":
        return _decimal_values(grid, places)
    if grid["kind"] == "bits":
        return _bits_values(grid, places)
    return (float(grid.get("base", 0)) + places) * float(grid["step"])


def _index_of_value(grid, number):
    """The index whose value is nearest, or holds the number; NaN where there is none."""
    kind = grid["kind"]
    if number != number or (kind in ("logarithmic", "decimal") and math.isinf(number)):
        return math.nan
    if kind == "logarithmic":
        return _logarithmic_index(grid, number)
    if kind == "decimal":
        return _decimal_index(grid, number)
    if kind == "bits":
        return _bits_index(grid, number)
    quotient = number / float(grid["step"])
    if not math.isfinite(quotient):
        return math.nan
    return math.floor(quotient + 0.5) - float(grid.get("base", 0))


def _limits(type_name):
    if type_name == "bool":
        return 0, 1
    info = np.iinfo(TYPES[type_name])
    return int(info.min), int(info.max)


def _whole(numbers):
    """Grid indices as int64."""
    if not (np.abs(numbers) <= 2.0**53).all():
        raise CollimateError("Damaged file: a grid index is impossible.")
    return numbers.astype(np.int64)


def _word(number):
    """A whole number modulo 2^64."""
    return np.uint64(number % (1 << 64))


def _clip_index(number):
    return np.int64(max(-(2**60), min(2**60, number)))


# --- entropy coder (FORMAT.md, section 4) -------------------------------------------------------------------------------


class _Table:
    """Bins and frequencies of a stream."""

    def __init__(self, bits, atoms):
        self.atoms = atoms
        self.scale = bits.read(4)
        if self.scale > 15:
            bits.fail("a table is too fine")
        total = 1 << self.scale
        bins = bits.golomb(4)
        self.size = atoms + bins
        if not 1 <= self.size <= total:
            bits.fail("a table has a wrong number of bins")
        left = total
        frequencies = []
        lowers, widths = [], []
        end = 0
        guess = total / max(1, bins)
        for symbol in range(self.size):
            last = symbol == self.size - 1
            if symbol < atoms:
                frequency = left if last else bits.golomb(_order(total / 4))
            else:
                lower = end + bits.signed_golomb(0) if lowers else bits.signed_golomb(6)
                width = bits.signed_golomb(0) + (widths[-1] if widths else 0)
                if (lowers and lower <= lowers[-1]) or not 0 <= width <= 53 or abs(lower) > 2**53:
                    bits.fail("a bin is impossible")
                if lowers and not last:
                    guess = min(total, max(1, frequencies[-1] * 2.0 ** (width - widths[-1])))
                lowers.append(lower)
                widths.append(width)
                end = lower + 2**width
                frequency = left if last else self._frequency(bits, guess)
            if not 1 <= frequency <= left:
                bits.fail("a frequency is impossible")
            frequencies.append(frequency)
            left -= frequency
        if left:
            bits.fail("the frequencies of a table have a wrong sum")
        # By symbol; atoms have neither.
        self.lowers = np.array([0.0] * atoms + lowers, np.float64)
        self.widths = np.array([0] * atoms + widths, np.uint8)
        self.frequencies = np.array(frequencies, np.int64)

    def by_slot(self):
        """Symbol of each slot, its frequency, and the slot's place in it. Not kept: a file can have many tables."""
        counts = self.frequencies
        places = np.arange(1 << self.scale, dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
        return np.repeat(np.arange(self.size, dtype=np.uint16), counts), np.repeat(counts, counts), places

    @staticmethod
    def _frequency(bits, guess):
        center = math.floor(guess)
        coded = bits.golomb(_order(guess))
        if coded > 2 * (center - 1):
            return coded + 1
        return center + (coded // 2 if coded % 2 == 0 else -(coded + 1) // 2)


def _order(number):
    """The largest n with 4^n <= number, at least 0."""
    return max(0, (int(number).bit_length() - 1) // 2)


class _Coded:
    """Coded streams: lane states, words, raw bits. Read the streams in order, then call `finish`."""

    # Symbols of a lane: writers choose more lanes than would take so long.
    most_steps = 1 << 18

    def __init__(self, data):
        self.data = data
        lanes = data.varint()
        self.seeded = data.varint()
        words = data.varint()
        if not 1 <= lanes <= 65536 or self.seeded > lanes:
            data.fail("the number of lanes is impossible")
        self.states = np.frombuffer(data.take(4 * lanes), "<u4").astype(np.int64)
        self.words = np.frombuffer(data.take(2 * words), "<u2").astype(np.int64)
        if (self.states < 65536).any():
            self._fail()
        self.used = 0
        self.raw = _RawBits()

    def stream(self, table, count):
        """The next `count` symbols."""
        return _Stream(table, self._symbols(table, count), self.raw)

    def _symbols(self, table, count):
        if table.size == 1:
            return np.zeros(count, np.uint16)
        states, words, used = self.states, self.words, self.used
        lanes = len(states)
        if count // lanes > self.most_steps:
            self._fail()
        out = np.empty(count, np.uint16)
        mask, shift = (1 << table.scale) - 1, table.scale
        symbols, frequencies, places = table.by_slot()
        # Slots are collected for some steps, then looked up together.
        steps = max(1, 65536 // lanes)
        slots = np.empty((steps, lanes), np.int64)
        factor = np.empty(lanes, np.int64)
        for start in range(0, count - count % lanes, steps * lanes):
            block = slots[: min(steps, (count - start) // lanes)]
            for slot in block:
                np.bitwise_and(states, mask, out=slot)
                np.right_shift(states, shift, out=states)
                np.take(frequencies, slot, out=factor, mode="clip")
                np.multiply(states, factor, out=states)
                np.take(places, slot, out=factor, mode="clip")
                np.add(states, factor, out=states)
                needy = (states < 65536).nonzero()[0]
                if needy.size:
                    more = words[used : used + needy.size]
                    if more.size < needy.size:
                        self._fail()
                    states[needy] = (states[needy] << 16) | more
                    used += needy.size
            out[start : start + block.size] = symbols[block.ravel()]
        rest = count % lanes
        if rest:
            slot = states[:rest] & mask
            part = frequencies[slot] * (states[:rest] >> shift) + places[slot]
            needy = (part < 65536).nonzero()[0]
            more = words[used : used + needy.size]
            if more.size < needy.size:
                self._fail()
            part[needy] = (part[needy] << 16) | more
            used += needy.size
            states[:rest] = part
            out[count - rest :] = symbols[slot]
        self.used = used
        return out

    def finish(self):
        """Call it after the last stream, before any stream's numbers are asked for."""
        if self.used != len(self.words) or (self.states >= 2 * 65536).any():
            self._fail()
        seeds = (self.states[: self.seeded] - 65536).astype("<u2").tobytes()
        self.raw.fill(bytes(self.data.take(self.data.left)) + seeds, self.data.what)

    def _fail(self):
        raise CollimateError(f"Damaged file: the coded numbers of {self.data.what} do not decode.")


class _Stream:
    """Symbols of a stream, and the numbers that they and the raw bits give."""

    def __init__(self, table, symbols, raw):
        self.table = table
        self.symbols = symbols
        self.bins = symbols if table.atoms == 0 else symbols[symbols >= table.atoms]
        self.numbers = len(self.bins)
        self.raw = raw
        self.widths = table.widths[self.bins] if table.widths.any() else None
        self.at = raw.reserve(0 if self.widths is None else int(self.widths.sum(dtype=np.int64)))

    def values(self):
        """The numbers of the rows that are no atoms, in order."""
        numbers = self.table.lowers[self.bins]
        if self.widths is not None:
            numbers += self.raw.read(self.at, self.widths)
        return numbers


class _RawBits:
    """Numbers of some bits each, packed lowest bit first. Space is reserved before the bytes are known."""

    def __init__(self):
        self.length = 0
        self.windows = None

    def reserve(self, bits):
        at = self.length
        self.length += bits
        return at

    def fill(self, data, what):
        if self.length > 8 * len(data):
            raise CollimateError(f"Damaged file: {what} ends too early.")
        padded = np.frombuffer(data + bytes(8), np.uint8)
        # The eight bytes from each byte on.
        self.windows = np.lib.stride_tricks.as_strided(padded, (len(data) + 1, 8), (1, 1), writeable=False)

    def read(self, at, widths):
        """Numbers of `widths` bits (53 at most), the first from bit `at` on."""
        out = np.empty(len(widths))
        step = 1 << 16
        for start in range(0, len(widths), step):
            part = widths[start : start + step].astype(np.int64)
            ends = at + np.cumsum(part)
            begins = ends - part
            words = self.windows[begins >> 3].view("<u8")[:, 0] >> (begins & 7).astype(np.uint64)
            masks = (np.uint64(1) << part.astype(np.uint64)) - np.uint64(1)
            out[start : start + step] = words & masks
            at = int(ends[-1])
        return out


# --- models (FORMAT.md, sections 6 and 7) -------------------------------------------------------------------------------


# Numbers of a layer that are computed together: few enough for a processor's cache.
_NETWORK_NUMBERS = 1 << 17


class _Dense:
    """Latents and the decoder of an autoencoder, in fixed point or float32."""

    codings = ("residual",)
    codings_without_stream = ()

    def __init__(self, container, header):
        self.header = header
        self.model = header["model"]
        self.container = container
        self.decoder = None

    @staticmethod
    def take_own(data):
        return None

    def predict(self, chunk, wanted):
        if self.decoder is None:
            kind = _FixedPoint if self.model["decoder"]["kind"] == "fixedPoint" else _Onnx
            self.decoder = kind(self.container, self.model)
        latents = np.stack([latent.values() for latent in chunk.latents], axis=1)
        outputs = np.empty((len(latents), _outputs(self.model)), self.decoder.output_type)
        step = max(1, _NETWORK_NUMBERS // self.decoder.widest)
        for start in range(0, len(latents), step):
            outputs[start : start + step] = self.decoder.run(latents[start : start + step])
        if self.header["layout"]["kind"] == "arrays":
            outputs = self._from_blocks(outputs, chunk.rows)
        return _DensePredictions(self.header, self.decoder.axes, outputs)

    def _from_blocks(self, outputs, rows):
        """What blocks say, in the order of the values of the arrays."""
        block, shape = self.model["block"], self.header["layout"]["shape"]
        shape = [rows // max(1, math.prod(shape[1:]))] + shape[1:]
        grid = _grid(shape, block)
        axes = len(shape)
        # One axis of blocks and one inside of them become one axis of the arrays.
        order = [axis for pair in zip(range(axes), range(axes, 2 * axes)) for axis in pair]
        parts = outputs.reshape(grid + block + [-1]).transpose(order + [2 * axes])
        whole = parts.reshape([count * length for count, length in zip(grid, block)] + [-1])
        return whole[tuple(slice(length) for length in shape)].reshape(rows, -1)

    @staticmethod
    def check(model, container, columns):
        latent = _count(model, "latent", 1, 65536)
        steps = _of(model, "latentSteps", list)
        if len(steps) != latent or not all(_number(steps, i) > 0 for i in range(latent)):
            _refuse("the steps of the latents do not fit")
        decoder = _of(model, "decoder", dict)
        kind = _of(decoder, "kind", str)
        if kind == "fixedPoint":
            if any(step != math.floor(step) for step in steps):
                _refuse("the steps of the latents are no whole numbers")
            _count(decoder, "weightBits", 0, 20)
            layers = _of(decoder, "layers", list)
            if not 1 <= len(layers) <= 64:
                _refuse("the number of layers is impossible")
            for layer in layers:
                _count(layer, "inputs", 1, 65536)
                _count(layer, "outputs", 1, 65536)
                if _of(layer, "activation", str) not in ("leakyRelu", "linear"):
                    _refuse("an activation is unknown")
                if "convolution" in layer:
                    _Convolution.check(layer)
        elif kind != "onnx":
            _refuse("the decoder is unknown")
        if len(container.members["decoder" if kind == "onnx" else "model"]) != 1:
            _refuse("the member of the model is missing")
        for column in columns:
            if "residual" not in column["planes"]:
                continue
            grid = column["grid"]
            integer = grid["kind"] == "integer" and abs(int(grid["base"])) < 2**52
            if kind == "onnx" or not (integer or grid["kind"] == "uniform"):
                _refuse(f"{column['name']!r} cannot be predicted")


def _grid(shape, block):
    """How many blocks arrays of a shape have along each axis."""
    return [-(-length // own) for length, own in zip(shape, block)]


def _model_rows(header, rows):
    """Rows that a model with latents sees in so many of the table."""
    model, layout = header["model"], header["layout"]
    if model is None or "block" not in model:
        return rows
    shape = [rows // max(1, math.prod(layout["shape"][1:]))] + layout["shape"][1:]
    return math.prod(_grid(shape, model["block"]))


def _outputs(model):
    """Numbers of a row of a model with latents."""
    return len(model["columns"]) * math.prod(model.get("block", []))


class _DensePredictions:
    """What the decoder says about the rows of a chunk."""

    def __init__(self, header, axes, outputs):
        self.header = header
        self.axes = axes
        self.outputs = outputs

    def complete(self, position, symbols, planes):
        column = self.header["columns"][position]
        if column["grid"]["kind"] == "prediction":
            return symbols, [self._values(position)]
        return symbols, [planes[0] + self._indices(position, column)]

    def _values(self, position):
        """Predicted values of a column, not yet rounded to its type."""
        output = self.header["model"]["columns"].index(position)
        values = self.outputs[:, output].astype(np.float64)
        return values if self.axes is None else _along_axis(self.axes[output], values)

    def _indices(self, position, column):
        """Predicted grid indices of a column."""
        # The step and the base of integers are text.
        step, base = float(column["grid"]["step"]), float(column["grid"].get("base", 0))
        index = np.floor(self._values(position) / step + 0.5) - base
        lowest, highest = float(column["lowest"]), float(column["highest"])
        # NaN is not above the lowest.
        return np.where(index >= lowest, np.minimum(index, highest), lowest)


def _along_axis(axis, scores):
    knots, starts = axis
    slopes = (knots[1:] - knots[:-1]) / (starts[1:] - starts[:-1])
    segment = np.maximum(np.searchsorted(starts[:-1], scores, side="right") - 1, 0)
    return knots[segment] + (scores - starts[segment]) * slopes[segment]


class _FixedPoint:
    """model.npy: multiples of powers of two in float64, so that sums are exact in any order."""

    output_type = np.float64
    largest = 4096.0

    def __init__(self, container, model):
        data = _Bytes(container.array("model", 0), "the model")
        self.steps = np.array([float(step) for step in model["latentSteps"]])
        layers = model["decoder"]["layers"]
        weight_bits = model["decoder"]["weightBits"]
        widths = [model["latent"]] + [layer["outputs"] for layer in layers]
        if [layer["inputs"] for layer in layers] != widths[:-1] or widths[-1] != _outputs(model):
            data.fail("the layers do not fit")
        products = [_product_of(layer) for layer in layers]
        if sum(product.weights for product in products) > 2**22 + 64 * data.left:
            data.fail("the layers are too large")
        self.widest = max(widths + [product.numbers for product in products])
        self.axes = [self._axis(data) for _ in model["columns"]]
        bits = _Bits(data.take(data.varint()), "the tables of the model")
        tables = [(_Table(bits, 0), _Table(bits, 0)) for _ in layers]
        coded = _Coded(data)
        streams = [
            (coded.stream(first, product.weights), coded.stream(second, product.biases))
            for product, (first, second) in zip(products, tables)
        ]
        coded.finish()
        self.layers = []
        for layer, product, (first, second) in zip(layers, products, streams):
            weights = first.values()
            bias = second.values()
            sums = product.sums(np.abs(weights)) * 2.0**22 + np.abs(bias) * 2.0**weight_bits
            if not (sums < 2.0**53).all():
                data.fail("the weights are too large for exact sums")
            run = product.with_weights(weights * 2.0**-weight_bits, bias / 1024)
            self.layers.append((run, layer["activation"]))

    @staticmethod
    def _axis(data):
        count, size = data.varint(), data.u8()
        if not 2 <= count <= 65536 or size not in (4, 8):
            data.fail("an axis is impossible")
        knots = np.frombuffer(data.take(count * size), f"<f{size}").astype(np.float64)
        scores = np.frombuffer(data.take(count * 4), "<f4").astype(np.float64)
        for numbers in (knots, scores):
            if not (np.isfinite(numbers).all() and (numbers[1:] > numbers[:-1]).all()):
                data.fail("an axis does not rise")
        return knots, scores

    def run(self, latents):
        largest = self.largest
        values = np.clip(latents * self.steps, -1024 * largest, 1024 * largest) / 1024
        for run, activation in self.layers:
            values = run(values)
            _activate(values, activation == "leakyRelu")
        return values


def _product_of(layer):
    return _Convolution(layer["convolution"]) if "convolution" in layer else _Matrix(layer)


class _Matrix:
    """The sums of a dense layer."""

    def __init__(self, layer):
        self.inputs, self.biases = layer["inputs"], layer["outputs"]
        self.weights = self.inputs * self.biases
        self.numbers = self.biases

    def sums(self, weights):
        return weights.reshape(self.inputs, self.biases).sum(axis=0)

    def with_weights(self, weights, bias):
        weights = weights.reshape(self.inputs, self.biases)

        def run(values):
            values = values @ weights
            values += bias
            return values

        return run


class _Convolution:
    """The sums of a transposed convolution: products with the kernel, added up where its taps put them."""

    def __init__(self, shape):
        self.lengths, self.kernel, self.strides = shape["from"], shape["kernel"], shape["strides"]
        self.biases, self.inner = shape["channels"]
        self.positions = [-(-length // stride) for length, stride in zip(self.lengths, self.strides)]
        self.taps = math.prod(self.kernel)
        self.weights = self.taps * self.biases * self.inner
        self.numbers = math.prod(self.positions) * self.taps * self.biases

    @classmethod
    def check(cls, layer):
        shape = _of(layer, "convolution", dict)
        axes = len(_of(shape, "from", list))
        lengths = {"from": (1, 2, 3), "kernel": (axes,), "strides": (axes,), "channels": (2,)}
        for key, possible in lengths.items():
            numbers = _of(shape, key, list)
            if len(numbers) not in possible:
                _refuse("a convolution is impossible")
            for i in range(len(numbers)):
                _count(numbers, i, 1, 64 if key == "kernel" else 65536)
        own = cls(shape)
        useful = all(
            taps <= length + stride * (positions - 1)
            for taps, length, stride, positions in zip(own.kernel, own.lengths, own.strides, own.positions)
        )
        inputs = math.prod(own.positions) * own.inner
        outputs = math.prod(own.lengths) * own.biases
        if (inputs, outputs) != (layer["inputs"], layer["outputs"]) or own.numbers > 2**22 or not useful:
            _refuse("a convolution is impossible")

    def sums(self, weights):
        return weights.reshape(self.taps, self.biases, self.inner).sum(axis=(0, 2))

    def with_weights(self, weights, bias):
        places = list(self._places())
        if self._is_faster_unrolled():
            return self._unrolled(weights, bias, places)
        matrix = np.ascontiguousarray(weights.reshape(-1, self.inner).T)

        def run(values):
            parts = values.reshape(-1, self.inner) @ matrix
            parts = parts.reshape(len(values), *self.positions, self.taps, self.biases)
            sums = np.empty((len(values), *self.lengths, self.biases))
            sums[:] = bias
            for tap, (read, write) in enumerate(places):
                sums[(slice(None), *write)] += parts[(slice(None), *read, tap)]
            return sums.reshape(len(values), -1)

        return run

    def _is_faster_unrolled(self):
        """Whether one product with a larger matrix takes less time than many small additions."""
        outputs = math.prod(self.lengths)
        size = math.prod(self.positions) * self.inner * outputs * self.biases
        return outputs * self.inner <= self.taps * (self.inner + 128) and size <= 2**22

    def _unrolled(self, weights, bias, places):
        matrix = np.zeros((math.prod(self.positions), self.inner, math.prod(self.lengths), self.biases))
        kernel = weights.reshape(self.taps, self.biases, self.inner)
        inputs = np.arange(matrix.shape[0]).reshape(self.positions)
        outputs = np.arange(matrix.shape[2]).reshape(self.lengths)
        for tap, (read, write) in enumerate(places):
            # An input position and an output position meet in one tap at most.
            matrix[inputs[tuple(read)].ravel(), :, outputs[tuple(write)].ravel(), :] = kernel[tap].T
        matrix = matrix.reshape(matrix.shape[0] * self.inner, -1)
        bias = np.tile(bias, math.prod(self.lengths))

        def run(values):
            values = values @ matrix
            values += bias
            return values

        return run

    def _places(self):
        """Of every tap: which positions have an output there, and which outputs these are."""
        for tap in np.ndindex(*self.kernel):
            read, write = [], []
            for axis, step in enumerate(tap):
                length, stride, count = self.lengths[axis], self.strides[axis], self.positions[axis]
                before = max(0, (count - 1) * stride + self.kernel[axis] - length) // 2
                first = max(0, -((step - before) // stride))
                end = min(count, (length - 1 - step + before) // stride + 1)
                end = max(first, end)
                start = first * stride + step - before
                read.append(slice(first, end))
                write.append(slice(start, start + (end - first) * stride, stride) if end > first else slice(0, 0))
            yield read, write


def _activate(values, leaky):
    """The activation of a layer, in place: leaky or not, rounded, and kept within the limits."""
    if leaky:
        # The slope is below 1: of y and y x slope the larger one is meant, whatever the sign.
        np.maximum(values, values * (10 / 1024), out=values)
    values *= 1024
    values += 0.5
    np.floor(values, out=values)
    values /= 1024
    np.minimum(values, 4096, out=values)
    np.maximum(values, -4096, out=values)


class _Onnx:
    """decoder.onnx: a small interpreter for the operators that Collimate writes (opset 17)."""

    output_type = np.float32
    axes = None
    types = {1: "<f4", 6: "<i4", 7: "<i8", 9: "|b1", 11: "<f8"}
    most_nodes = 1024
    most_numbers = 1 << 27

    def __init__(self, container, model):
        data = container.member("decoder", 0)
        self.steps = np.array([float(step) for step in model["latentSteps"]])
        self.outputs = _outputs(model)
        try:
            graph = dict(_protobuf(data))[7]
            fields = list(_protobuf(graph))
            self.nodes = [self._node(value) for field, value in fields if field == 1]
            self.constants = dict(self._tensor(value) for field, value in fields if field == 5)
        except (KeyError, TypeError, ValueError, IndexError, OverflowError, struct.error):
            raise CollimateError("Damaged file: decoder.onnx cannot be read.") from None
        if len(self.nodes) > self.most_nodes:
            raise CollimateError("Damaged file: decoder.onnx has too many nodes.")
        # Layers have their widths, and look-ups of axes a few numbers for each of them.
        self.widest = max(
            [1, len(self.steps)]
            + [value.size for value in self.constants.values() if value.ndim < 2]
            + [size for value in self.constants.values() for size in value.shape]
            + [self._row(inputs) for operator, inputs, *_ in self.nodes if operator == "Reshape"]
        )

    def _row(self, inputs):
        """Numbers of a row of what a Reshape gives."""
        shape = self.constants.get(inputs[1])
        return 1 if shape is None or shape.ndim != 1 else min(abs(math.prod(shape.tolist())), self.most_numbers)

    @classmethod
    def _tensor(cls, data):
        fields = list(_protobuf(data))
        shape = [value for field, value in fields if field == 1]
        fields = dict(fields)
        values = np.frombuffer(fields[9], cls.types[fields[2]]).reshape(shape)
        return bytes(fields[8]), values

    @staticmethod
    def _node(data):
        fields = list(_protobuf(data))
        names = {field: [bytes(value) for key, value in fields if key == field] for field in (1, 2)}
        attributes = {}
        for key, value in fields:
            if key == 5:
                attribute = dict(_protobuf(value))
                attributes[bytes(attribute[1])] = attribute.get(3, attribute.get(2))
        (output,) = names[2]
        return bytes(dict(fields)[4]).decode("ascii"), names[1], output, attributes

    def run(self, latents):
        values = dict(self.constants)
        values[b"x"] = (latents * self.steps).astype(np.float32)
        try:
            for operator, inputs, output, attributes in self.nodes:
                values[output] = self._apply(operator, [values[name] for name in inputs], attributes)
            result = values[b"y"]
        except CollimateError:
            raise
        except (KeyError, TypeError, ValueError, IndexError, struct.error):
            raise CollimateError("Damaged file: decoder.onnx cannot be run.") from None
        if result.shape != (len(latents), self.outputs) or result.dtype != np.float32:
            raise CollimateError("Damaged file: decoder.onnx does not fit the columns.")
        return result

    def _apply(self, operator, inputs, attributes):
        first = inputs[0]
        if operator == "Identity":
            return first
        if operator == "Gemm":
            _, weights, bias = inputs
            if (first.ndim, weights.ndim, bias.ndim) != (2, 2, 1):
                raise ValueError
            self._check((len(first), weights.shape[1]))
            return first @ weights + bias
        if operator == "LeakyRelu":
            (slope,) = struct.unpack("<f", attributes[b"alpha"])
            return np.where(first < 0, first * np.float32(slope), first)
        if operator == "Unsqueeze":
            return np.expand_dims(first, int(inputs[1].item()))
        if operator == "Cast":
            return first.astype(self.types[attributes[b"to"]])
        if operator == "ReduceSum":
            return first.sum(axis=int(inputs[1].item()), keepdims=bool(attributes[b"keepdims"]))
        second = inputs[1]
        if operator == "Gather":
            axis = attributes.get(b"axis", 0)
            self._check(first.shape[:axis] + second.shape + first.shape[axis + 1 :])
            return np.take(first, second, axis)
        if operator == "MatMul":
            if (first.ndim, second.ndim) != (2, 2):
                raise ValueError
            self._check((len(first), second.shape[1]))
            return first @ second
        if operator == "Reshape":
            return first.reshape(second.tolist())
        if operator == "Pad":
            ends = second.reshape(2, -1).T
            if (ends < 0).any():
                raise ValueError
            self._check([size + int(widths.sum()) for size, widths in zip(first.shape, ends)])
            return np.pad(first, ends)
        if operator not in ("Add", "Sub", "Mul", "GreaterOrEqual"):
            raise CollimateError(
                f"decoder.onnx uses the operator {operator!r}, which this reader does not know: decompress with Collimate."
            )
        self._check(np.broadcast(first, second).shape)
        calls = {"Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "GreaterOrEqual": np.greater_equal}
        return calls[operator](first, second)

    def _check(self, shape):
        if math.prod(shape) > self.most_numbers:
            raise CollimateError("Damaged file: decoder.onnx asks for too much memory.")


def _protobuf(data):
    """(field number, value) pairs of a protobuf message: whole numbers, or bytes."""
    reader = _Bytes(data, "decoder.onnx", longest_varint=10)
    while reader.left:
        key = reader.varint()
        kind = key & 7
        if kind == 0:
            yield key >> 3, reader.varint()
        elif kind == 2:
            yield key >> 3, reader.take(reader.varint())
        elif kind in (1, 5):
            yield key >> 3, reader.take(8 if kind == 1 else 4)
        else:
            reader.fail("a field has an unknown kind")


# --- masked models (FORMAT.md, section 8) -------------------------------------------------------------------------------


def _power_table():
    """2^-(i / 1024) for i = 0 ... 1023."""
    powers = [1 << 30]
    while len(powers) < 1024:
        powers.append((powers[-1] * 4191466) >> 22)
    return np.array(powers, np.float64) / 2**30


_POWERS = _power_table()


def _power(steps):
    """2^-(steps / 1024) for whole numbers of either sign."""
    steps = steps.astype(np.int64)
    return np.ldexp(_POWERS[steps & 1023], (-(steps >> 10)).astype(np.int32))


def _logistic_table():
    """1 / (1 + 2^-z) in units of 2^-30, z = -16 ... 16 in steps of 1/64."""
    upper = np.floor(2**30 / (1 + _power(np.arange(1025) * 16)))
    return np.concatenate((2**30 - upper[:0:-1], upper))


_LOGISTIC = _logistic_table()
_LOGISTIC_RISES = np.append(np.diff(_LOGISTIC), 0.0)
# Where that distribution has 1/8192 below it, 3/8192, and so on.
_QUANTILES = np.log2(np.arange(1, 8192, 2) / np.arange(8191, 0, -2))
# Its standard deviation.
_LOGISTIC_DEVIATION = math.pi / math.sqrt(3) / math.log(2)

_SLOT_BITS = 26
_SLOTS = 1 << _SLOT_BITS
# Components and classes with less than 2^-24 of the largest weight are left out.
_LEAST_WEIGHT = 24 * 1024


def _weights(logits, axis):
    """2^logit over that of the largest."""
    behind = (logits.max(axis=axis, keepdims=True) - logits) * 1024
    return np.where(behind < _LEAST_WEIGHT, _power(behind), 0)


class _Masked:
    """Networks that tell how likely every value of a column is, from the columns before and the rows before."""

    codings = ("masked",)
    codings_without_stream = ("masked",)

    def __init__(self, container, header):
        self.container = container
        self.header = header
        self.columns = None

    @staticmethod
    def take_own(data):
        return _Bytes(data.take(data.varint()), data.what)

    def predict(self, chunk, wanted):
        if self.columns is None:
            self.columns = _masked_columns(self.container, self.header)
        return _MaskedChunk(self.header["model"], self.columns, chunk).decode(wanted)

    @staticmethod
    def check(model, container, columns):
        _count(model, "latent", 0, 0)
        _count(model, "context", 0, 8)
        _count(model, "components", 1, 64)
        _count(model, "weightBits", 0, 10)
        if len(container.members["model"]) != 1:
            _refuse("the member of the model is missing")
        for column in columns:
            if "masked" not in column["planes"]:
                continue
            lowest, highest = column["lowest"], column["highest"]
            whole = lowest == math.floor(lowest) and highest == math.floor(highest)
            if not whole or not -(2**52) <= lowest <= highest <= 2**52:
                _refuse(f"the limits of {column['name']!r} are impossible")
            if not _has_values(column["grid"]):
                _refuse(f"{column['name']!r} cannot be predicted")


def _has_values(grid):
    """Whether features show the values of a grid."""
    if grid["kind"] == "integer":
        return abs(float(grid["base"]) * float(grid["step"])) < 2.0**52
    if grid["kind"] == "bits":
        return grid["patterns"] in ("float32", "float64")
    return grid["kind"] in ("uniform", "logarithmic", "decimal")


class _MaskedColumn:
    """A column of the model in one file: how networks see it, and what its own network says."""

    most_atoms = most_knots = 4096
    most_flags = 12

    def __init__(self, data, place, column, position):
        """place: its number in coding order, and how many columns there are."""
        self.column = column
        self.position = position
        self.grid = column["grid"]
        self.filler = float(column["lowest"])
        count = data.varint(self.most_atoms)
        read = data.signed_varint if data.u8() == 0 else data.f64
        self.atoms = np.array([read() for _ in range(count)], np.float64)
        self.axis = None
        knots = data.varint(self.most_knots)
        if knots:
            self._read_axis(data, knots)
        elif count < 2:
            data.fail("a column has nothing to predict")
        # The class of values that are no atoms.
        self.ordinary = -1 if self.axis is None else count
        self.classes = count + (self.axis is not None)
        self.flags = count if count <= self.most_flags else 1
        self.features = self.flags + (0 if self.axis is None else 2)
        self.relation = None if self.axis is None else _Relation.read(data, *place)
        # Features of what the relation says, in front of the column's own.
        self.said = 0 if self.relation is None else 2
        self.layers = None
        self._give_meaning()

    def _read_axis(self, data, count):
        if count < 2:
            data.fail("an axis has too few knots")
        exponent, spread = data.signed_varint(), data.signed_varint()
        if max(abs(exponent), abs(spread)) > 1000:
            data.fail("an axis is impossible")
        self.center = data.signed_varint() / 64 * 2.0**spread
        self.inverse = 1 / 2.0**spread
        place, level = float(data.signed_varint()), float(data.signed_varint())
        bits = _Bits(data.take(data.varint()), "the axes of the model")
        places, levels = [place], [level]
        for _ in range(count - 1):
            place += bits.golomb(6) + 1
            level += bits.golomb(4) + 1
            places.append(place)
            levels.append(level)
        knots = np.array(places) * 2.0**exponent
        gaps = np.diff(knots)
        if not ((gaps > 0) & (gaps < np.inf)).all() or not abs(self.center) < np.inf:
            data.fail("an axis does not rise")
        self.axis = knots, np.array(levels) / 256

    def _give_meaning(self):
        """For each atom of the model its pattern in the file (-1: none) and its index, and the other way round."""
        patterns = np.frombuffer(bytes.fromhex("".join(self.column["atoms"])), TYPES[self.column["type"]])
        keys = [_key(number) for number in patterns.astype(np.float64).tolist()]
        first = {key: number for number, key in reversed(list(enumerate(keys)))}
        atoms = self.atoms.tolist()
        self.pattern_of = np.array([first.get(_key(atom), -1) for atom in atoms], np.int64)
        self.class_of = np.full(len(keys), -1)
        self.index_of = np.full(len(atoms), np.nan)
        by_index = {}
        for number, (atom, pattern) in enumerate(zip(atoms, self.pattern_of.tolist())):
            if pattern >= 0:
                self.class_of[pattern] = number
            elif _has_values(self.grid):
                index = _index_of_value(self.grid, atom)
                if math.isfinite(index):
                    self.index_of[number] = index
                    by_index.setdefault(index, number)
        self.known_indices = np.array(sorted(by_index))
        self.known_classes = np.array([by_index[index] for index in sorted(by_index)], np.int64)

    def outputs(self, components):
        return (0 if self.axis is None else 3 * components) + (self.classes if self.classes > 1 else 0)

    def values(self, indices):
        if self.grid["kind"] == "integer" or _has_values(self.grid):
            return _values_of_places(self.grid, indices)
        return indices

    def show(self, indices, symbols):
        """Classes and indices of rows as features show them, for a column that has streams of its own."""
        rows = len(indices)
        if not _has_values(self.grid):
            return np.full(rows, max(0, self.ordinary)), np.zeros(rows)
        classes = np.full(rows, self.ordinary)
        shown = indices.copy()
        if len(self.known_indices):
            places = np.minimum(self.known_indices.searchsorted(indices), len(self.known_indices) - 1)
            known = self.known_indices[places] == indices
            classes[known] = self.known_classes[places[known]]
        if symbols is not None:
            special = np.flatnonzero(symbols < len(self.class_of))
            classes[special] = self.class_of[symbols[special]]
            shown[special] = self.filler
        unknown = classes < 0
        shown[unknown] = self.filler
        classes[unknown] = max(0, self.ordinary)
        return classes, shown

    def write_features(self, classes, indices, out):
        """Features of rows, multiples of 2^-10, into out (rows x features)."""
        atoms = len(self.atoms)
        if atoms > self.most_flags:
            out[:, 0] = np.floor((2 * classes - atoms) / atoms * 2 * 1024 + 0.5) / 1024
        elif atoms:
            out[:, :atoms] = classes[:, None] == np.arange(atoms)
        if self.axis is None:
            return
        shown = self.places(self.values(indices))
        if atoms:
            shown[classes < atoms] = 0
        out[:, self.flags :] = shown

    def places(self, values):
        """Features of values: their scores and their places on a straight axis."""
        scores = _along_axis(self.axis[::-1], values)
        shown = np.stack((scores, (values - self.center) * self.inverse), axis=1)
        # NaN counts as lowest.
        shown = np.minimum(np.fmax(shown, (-6.0, -16.0)), (6.0, 16.0))
        return np.floor(shown * 1024 + 0.5) / 1024

    def numbers(self, classes, indices):
        """Values of rows, atoms too."""
        values = self.values(indices)
        if len(self.atoms):
            values = np.where(classes < len(self.atoms), np.append(self.atoms, 0)[classes], values)
        return values

    def run(self, features):
        """What the network says about rows of features."""
        inputs = features[:, self.seen].astype(np.float64)
        if len(inputs) > self.together:
            # Small products: those that a library would share among threads wait for each other.
            out = np.empty((len(inputs), len(self.layers[-1][1])))
            for start in range(0, len(inputs), self.together):
                part = slice(start, start + self.together)
                out[part] = self._run(inputs[part])
            return out
        return self._run(inputs)

    def _run(self, values):
        for depth, (weights, bias) in enumerate(self.layers):
            values = values @ weights
            values += bias
            _activate(values, depth + 1 < len(self.layers))
        return values


class _Relation:
    """How a column follows, nearly, from columns before it, and rows before: offset + sum of factor x form."""

    most_terms = 256
    most_back = 8
    # How many columns each form takes, and its values.
    forms = (
        (1, lambda x: x),
        (2, lambda x, y: x * y),
        (2, lambda x, y: x / y),
        (2, lambda p, e: p * _cosh(e)),
        (2, lambda p, e: p * _sinh(e)),
        (2, lambda p, a: p * _circular(a, 1)),
        (2, lambda p, a: p * _circular(a, 0)),
        (2, lambda x, y: np.sqrt(x * x + y * y)),
        (3, lambda x, y, z: np.sqrt(x * x + y * y + z * z)),
        (3, lambda p, e, m: np.sqrt(_square(p * _cosh(e)) + m * m)),
        (1, lambda x: x),
    )
    before = len(forms) - 1

    @classmethod
    def read(cls, data, before, all_columns):
        """before: how many columns come before the relation's own."""
        count = data.varint(cls.most_terms)
        if count == 0:
            return None
        relation = cls()
        relation.terms = []
        for _ in range(count):
            form = data.u8()
            usable = all_columns if form == cls.before else before
            if form >= len(cls.forms) or usable == 0:
                data.fail("a relation is of no known form")
            inputs, values = cls.forms[form]
            columns = [data.varint(usable - 1) for _ in range(inputs)]
            back = data.varint(cls.most_back) if form == cls.before else 0
            if form == cls.before and back == 0:
                data.fail("a relation looks back no rows")
            relation.terms.append((values, columns, back, cls._factor(data)))
        relation.offset = cls._factor(data)
        exponent = data.signed_varint()
        if abs(exponent) > 1000:
            data.fail("a relation is impossible")
        relation.unit = 2.0**exponent
        relation.sources = {column for _, columns, _, _ in relation.terms for column in columns}
        relation.back = max(back for _, _, back, _ in relation.terms)
        return relation

    @staticmethod
    def _factor(data):
        code = data.u8()
        factor = data.f64() if code == 254 else (code - 127) / 2
        if code > 254 or not math.isfinite(factor):
            data.fail("a relation has an impossible factor")
        return factor

    def values(self, numbers, rows, earlier=()):
        """What it says of rows; 0 where that is no finite number. numbers: of the columns; earlier: of rows before."""
        out = np.full(rows, self.offset)
        for values, columns, back, factor in self.terms:
            known = earlier[min(back, len(earlier)) - 1] if back else numbers
            out += factor * values(*(known[column][:rows] for column in columns))
        out[~np.isfinite(out)] = 0
        return out


# Functions by sequences of + - x / floor, because libraries differ in their last bits.
_FACTORIALS = [1 / math.factorial(number) for number in range(16)]


def _exp(x):
    scaled = np.where(x < -700, -700.0, np.where(x > 700, 700.0, x)) * 1.4426950408889634
    powers = np.floor(scaled + 0.5)
    rest = (scaled - powers) * 0.6931471805599453
    total = np.full(x.shape, _FACTORIALS[13])
    for number in range(12, -1, -1):
        total = total * rest + _FACTORIALS[number]
    return np.ldexp(total, np.where(np.isnan(powers), 0, powers).astype(np.int32))


def _cosh(x):
    power = _exp(x)
    return (power + 1 / power) * 0.5


def _sinh(x):
    power = _exp(x)
    return (power - 1 / power) * 0.5


def _circular(x, turns):
    """The sine of x + `turns` quarter turns."""
    x = np.where(np.abs(x) <= 2**20, x, 0)
    quarters = np.floor(x / 1.5707963267948966 + 0.5)
    rest = x - quarters * 1.5707963267948966
    square = rest * rest
    sine = np.full(x.shape, _FACTORIALS[15])
    for number in range(13, 0, -2):
        sine = _FACTORIALS[number] - sine * square
    cosine = np.full(x.shape, _FACTORIALS[14])
    for number in range(12, -1, -2):
        cosine = _FACTORIALS[number] - cosine * square
    phase = (quarters.astype(np.int64) + turns) % 4
    value = np.where(phase % 2 == 0, sine * rest, cosine)
    return np.where(phase >= 2, -value, value)


def _square(x):
    return x * x


def _key(number):
    """Equal for equal numbers; -0 and 0 apart, all NaN alike."""
    return "nan" if number != number else (number, math.copysign(1, number))


def _masked_columns(container, header):
    """The columns of a model, from its member and the header."""
    model = header["model"]
    data = _Bytes(container.array("model", 0), "the model")
    columns, widths = [], []
    for position in model["columns"]:
        place = len(columns), len(model["columns"])
        column = _MaskedColumn(data, place, header["columns"][position], position)
        depth = data.varint(8)
        widths.append([data.varint(65536) for _ in range(depth - 1)])
        if depth:
            widths[-1].append(column.outputs(model["components"]))
        if (depth > 0) != ("masked" in column.column["planes"]) or 0 in widths[-1]:
            data.fail("a network does not fit its column")
        columns.append(column)
    at = 1 + model["context"] * sum(column.features + column.said for column in columns)
    shapes = []
    for column, outputs in zip(columns, widths):
        at += column.said
        column.at = at
        column.seen = slice(0, 1) if at == 1 else slice(1, at)
        inputs = [column.seen.stop - column.seen.start] + outputs[:-1]
        shapes.append(list(zip(inputs, outputs)))
        at += column.features
    depths = max(map(len, shapes))
    weights = [sum(shape[depth][0] * shape[depth][1] for shape in shapes if depth < len(shape)) for depth in range(depths)]
    biases = sum(map(sum, widths))
    if sum(weights) + biases > 2**22 + 64 * data.left:
        data.fail("the layers are too large")
    bits = _Bits(data.take(data.varint()), "the tables of the model")
    tables = [_Table(bits, 0) for _ in range(depths + 1)]
    coded = _Coded(data)
    streams = [coded.stream(table, count) for table, count in zip(tables, weights + [biases])]
    coded.finish()
    *weights, biases = [_Numbers(stream.values()) for stream in streams]
    for column, shape in zip(columns, shapes):
        column.layers = []
        for depth, (inputs, outputs) in enumerate(shape):
            layer, bias = weights[depth].take(inputs * outputs).reshape(inputs, outputs), biases.take(outputs)
            sums = (np.abs(layer).sum(axis=0) * 4096 + np.abs(bias)) * 1024
            if not (sums < 2.0**53).all():
                data.fail("the weights are too large for exact sums")
            column.layers.append((layer * 2.0 ** -model["weightBits"], bias * 2.0 ** -model["weightBits"]))
        column.together = max(32, 2**18 // max([1] + [inputs * outputs for inputs, outputs in shape]))
        column.widest = max([column.seen.stop - column.seen.start] + [outputs for _, outputs in shape])
    return columns


class _Numbers:
    """Numbers that are taken from front to back."""

    def __init__(self, numbers):
        self.numbers = numbers
        self.at = 0

    def take(self, count):
        self.at += count
        return self.numbers[self.at - count : self.at]


class _MaskedChunk:
    """The rows of one chunk that a masked model codes."""

    # Features held at once, and cells of all columns.
    most_features = 1 << 27
    most_cells = 1 << 26
    # Symbols of a lane: writers choose more lanes than would take so long.
    most_steps = 1 << 17

    def __init__(self, model, columns, chunk):
        self.columns = columns
        self.context = model["context"]
        self.components = model["components"]
        self.chunk = chunk
        data = chunk.own
        self.what = data.what
        self.raw = _RawBits()
        raw = data.take(data.varint())
        self.raw.reserve(8 * len(raw))
        self.raw.fill(bytes(raw), self.what)
        self.raw_at = 0
        self.coder = _WideLanes(data)
        self.lanes = len(self.coder.states)
        self.steps = -(-chunk.rows // self.lanes)
        self.outcome = {}
        # Cells of columns that are needed in every step, and how many they are.
        self.cells, self.held = {}, 0

    def decode(self, wanted):
        """All columns that are needed for those at the positions `wanted`."""
        coded = [place for place, column in enumerate(self.columns) if column.layers]
        if self.steps * len(coded) > self.most_steps:
            self.coder.fail()
        last = max((place for place in coded if self.columns[place].position in wanted), default=-1)
        if last < 0 or not self.chunk.rows:
            return self
        self.back = max((column.relation.back for column in self.columns if column.relation), default=0)
        stepwise = self.context > 0 or self.back > 0
        if stepwise:
            last = len(self.columns) - 1
        self.columns = self.columns[: last + 1]
        self.sources = {source for column in self.columns if column.relation for source in column.relation.sources}
        width = self.columns[-1].at + self.columns[-1].features
        if not stepwise:
            held = width * self.chunk.rows
        else:
            plain = sum(column.features for column in self.columns if not column.layers)
            held = 2 * width * self.lanes + plain * self.chunk.rows
        if held > self.most_features:
            self._refuse("its networks")
        seen = [None if column.layers else self._plain(column) for column in self.columns]
        self.outcome = {
            column.position: (column, np.zeros(self.lanes * self.steps, np.uint16), np.zeros(self.lanes * self.steps))
            for column in self.columns
            if column.layers
        }
        if not stepwise:
            self._decode_block(seen, width)
        else:
            self._decode_steps(seen, width)
        if stepwise or last >= coded[-1]:
            self.coder.finish()
        return self

    def complete(self, position, symbols, planes):
        if position not in self.outcome:
            return symbols, planes
        column, *found = self.outcome[position]
        classes, indices = (numbers[: self.chunk.rows] for numbers in found)
        patterns = column.pattern_of
        if len(patterns):
            own = np.append(patterns, -1)[np.minimum(classes, len(patterns))]
            symbols = np.where(own < 0, len(column.column["atoms"]), own)
        return symbols, [indices] + self._second(column, symbols)

    def _second(self, column, symbols):
        """The second plane, which has numbers for rows without a stored pattern."""
        if not _second_alone(column.column):
            return []
        numbers = self.chunk.streams[column.position][0].values()
        plain = np.ones(self.chunk.rows, bool) if symbols is None else symbols >= len(column.column["atoms"])
        if len(numbers) != plain.sum():
            raise CollimateError(f"Damaged file: in {self.what}, planes do not fit each other.")
        lows = np.zeros(self.chunk.rows)
        lows[plain] = numbers
        return [lows]

    def _plain(self, column):
        """Classes and indices of a column that has streams of its own."""
        symbols, planes = self.chunk.symbols(column.position), self.chunk.planes(column.position)
        return column.show(planes[0] if planes else np.zeros(self.chunk.rows), symbols)

    def _decode_block(self, seen, width):
        """All rows column by column; in here rows are in the order of the steps."""
        rows = self.chunk.rows
        order = np.arange(self.lanes * self.steps).reshape(self.lanes, self.steps).T.ravel()
        order = order[order < rows]
        counts = -(-(rows - np.arange(self.steps)) // self.steps)
        offsets = np.concatenate(([0], np.cumsum(counts)))
        features = np.zeros((rows, width), np.float32)
        features[:, 0] = 1
        numbers = {}
        for place, (column, plain) in enumerate(zip(self.columns, seen)):
            related = self._relate(column, numbers, features)
            if plain is None:
                classes, indices = self._decode_column(column, features, related, offsets)
                self._keep(column, order, classes, indices)
            else:
                classes, indices = (shown[order] for shown in plain)
            self._write_features(place, numbers, features, classes, indices)

    def _decode_steps(self, seen, width):
        """A row of every lane at a time: networks see the rows before."""
        rows, steps = self.chunk.rows, self.steps
        start = self.columns[0].at - self.columns[0].said
        every = width - start
        features = np.zeros((self.lanes, width))
        features[:, 0] = 1
        # Features and numbers of columns that are known beforehand, of all rows.
        known, shown = {}, []
        for place, (column, plain) in enumerate(zip(self.columns, seen)):
            shown.append(None if plain is None else np.empty((rows, column.features), np.float32))
            if plain is not None:
                column.write_features(*plain, shown[-1])
                if place in self.sources:
                    known[place] = column.numbers(*plain)
        # Numbers of rows before that relations look back at, the nearest first.
        earlier = []
        for step in range(steps):
            count = -(-(rows - step) // steps)
            features = features[:count]
            if step and self.context:
                # The row that was read last becomes the nearest before.
                features[:, 1 + every : start] = features[:, 1 : start - every].copy()
                features[:, 1 : 1 + every] = features[:, start:]
            picked = slice(step, step + count * steps, steps)
            numbers = {place: values[step:rows:steps] for place, values in known.items()}
            for place, column in enumerate(self.columns):
                related = self._relate(column, numbers, features, earlier)
                if shown[place] is None:
                    classes, indices = self._decode_column(column, features, related, np.array([0, count]))
                    self._keep(column, picked, classes, indices)
                    self._write_features(place, numbers, features, classes, indices)
                else:
                    features[:, column.at : column.at + column.features] = shown[place][step:rows:steps]
            earlier = [numbers, *earlier][: self.back]

    def _keep(self, column, rows, classes, indices):
        _, *kept = self.outcome[column.position]
        for numbers, found in zip(kept, (classes, indices)):
            numbers[rows] = found

    @staticmethod
    def _relate(column, numbers, features, earlier=()):
        """What the relation of a column says of the rows of a block, written into their features too."""
        if column.relation is None:
            return None
        if column.relation.back and not earlier:
            related = np.full(len(features), column.center)
        else:
            related = column.relation.values(numbers, len(features), earlier)
        features[:, column.at - column.said : column.at] = column.places(related)
        return related

    def _write_features(self, place, numbers, features, classes, indices):
        """Features of a column that is known, and its numbers where relations ask for them."""
        column = self.columns[place]
        if place in self.sources:
            numbers[place] = column.numbers(classes, indices)
        for start in range(0, len(classes), _NETWORK_NUMBERS):
            part = slice(start, start + _NETWORK_NUMBERS)
            out = features[part, column.at : column.at + column.features]
            column.write_features(classes[part], indices[part], out)

    def _decode_column(self, column, features, related, offsets):
        """Classes and indices of the rows of a block, from the features of what was decoded before."""
        rows = int(offsets[-1])
        limit = max(1, _NETWORK_NUMBERS // column.widest)
        # A small block goes through the network once, a large one in parts and for the classes by itself.
        kept = column.run(features) if rows <= limit else None
        outputs = kept.__getitem__ if rows <= limit else lambda part: column.run(features[part])
        classes = np.full(rows, max(0, column.ordinary))
        indices = np.empty(rows)
        picked, lanes = slice(None), None
        if column.classes > 1:
            for first in range(0, rows, limit):
                part = slice(first, min(rows, first + limit))
                starts = _class_starts(outputs(part)[:, -column.classes :])
                self._decode_classes(starts, offsets, part, classes)
            atoms = np.where(np.isnan(column.index_of), column.filler, column.index_of)
            indices = np.append(atoms, 0)[classes]
            chosen = np.flatnonzero(classes == column.ordinary)
            if len(chosen) < rows:
                picked = chosen
                lanes = (np.arange(rows) - np.repeat(offsets[:-1], np.diff(offsets)))[chosen]
                offsets = chosen.searchsorted(offsets)
        count = int(offsets[-1])
        if column.axis is None or count == 0:
            return classes, indices
        cells = self._cells_of(column)
        found = np.empty(count)
        if column.seen.start == 0:
            starts = _Mixtures(cells, column.run(features[:1]), self.components).all_starts()
            self._decode_alike(starts, offsets, lanes, found)
        else:
            for first in range(0, count, limit):
                part = slice(first, min(count, first + limit))
                rows_of = part if lanes is None else picked[part]
                origins = None if related is None else related[rows_of]
                mixtures = _Mixtures(cells, outputs(rows_of), self.components, origins)
                self._decode_cells(mixtures, offsets, lanes, part, found)
        found = cells.first(found)
        if cells.low_bits:
            if self.raw_at + count * cells.low_bits > self.raw.length:
                self.coder.fail()
            found += self.raw.read(self.raw_at, np.full(count, cells.low_bits, np.uint8))
            self.raw_at += count * cells.low_bits
        indices[picked] = found
        return classes, indices

    def _decode_classes(self, starts, offsets, part, out):
        """starts: for each row of the part of the block those of the intervals of its classes, and 2^26."""
        coder = self.coder
        each = starts.shape[1]
        flat = starts.ravel()
        for first, end, lane in _pieces(offsets, part):
            states = coder.states[lane : lane + end - first]
            slots = states & (_SLOTS - 1)
            rows = slice(first - part.start, end - part.start)
            own = (starts[rows, 1:] <= slots[:, None]).sum(axis=1)
            out[first:end] = own
            own += np.arange(rows.start * each, rows.stop * each, each)
            before = flat[own]
            coder.advance(states, slots, before, flat[own + 1] - before)

    def _decode_alike(self, starts, offsets, lanes, out):
        """Cells of rows that all have the same distribution."""
        coder = self.coder
        for first, end, lane in _pieces(offsets, slice(0, len(out))):
            place = slice(lane, lane + end - first) if lanes is None else lanes[first:end]
            states = coder.states[place]
            slots = states & (_SLOTS - 1)
            cell = starts.searchsorted(slots, "right") - 1
            out[first:end] = cell
            before = starts[cell]
            coder.advance(states, slots, before, starts[cell + 1] - before)
            if lanes is not None:
                coder.states[place] = states

    def _decode_cells(self, mixtures, offsets, lanes, part, out):
        """Cells of the rows of a part of the block. lanes: of each of its rows; None where a step takes all in order."""
        coder = self.coder
        for first, end, lane in _pieces(offsets, part):
            place = slice(lane, lane + end - first) if lanes is None else lanes[first:end]
            states = coder.states[place]
            slots = states & (_SLOTS - 1)
            cell, before, size = mixtures.search(first - part.start, end - part.start, slots)
            out[first:end] = cell
            coder.advance(states, slots, before, size)
            if lanes is not None:
                coder.states[place] = states

    def _cells_of(self, column):
        cells = self.cells.get(column.position)
        if cells is None:
            cells = _Cells(column)
            if self.context:
                self.held += cells.count
                if self.held > self.most_cells:
                    self._refuse("its grids")
                self.cells[column.position] = cells
        return cells

    def _refuse(self, reason):
        raise CollimateError(f"{self.what} needs too much memory for {reason}: decompress with Collimate.")


def _pieces(offsets, part):
    """Rows first ... end of a part of a block that lie in one step each, and the lane of the first."""
    step = int(offsets.searchsorted(part.start, "right")) - 1
    bounds = offsets[step : int(offsets.searchsorted(part.stop)) + 1].tolist()
    for begin, end in zip(bounds, bounds[1:]):
        first, last = max(begin, part.start), min(end, part.stop)
        if first < last:
            yield first, last, first - begin


def _class_starts(logits):
    """Starts of the intervals of the classes by row, and the end of the last."""
    rows, classes = logits.shape
    sums = np.zeros((rows, classes + 1))
    np.add.accumulate(_weights(logits, 1), axis=1, out=sums[:, 1:])
    starts = np.floor(sums / sums[:, -1:] * (_SLOTS - classes)).astype(np.int64)
    starts += np.arange(classes + 1)
    return starts


class _Cells:
    """The cells of a column: runs of 2^low_bits indices."""

    def __init__(self, column):
        most = 65536 if column.relation is None else 2**20
        self.lowest = float(column.column["lowest"])
        width = float(column.column["highest"]) - self.lowest
        self.low_bits = 0
        while math.floor(width / 2**self.low_bits) + 1 > most:
            self.low_bits += 1
        self.count = math.floor(width / 2**self.low_bits) + 1
        places = self.first(np.arange(self.count + 1)) - 0.5
        # Scores, or where the column has a relation values.
        edges, limit = column.values(places), sys.float_info.max
        self.unit = 1.0
        if column.relation is None:
            edges, limit = _along_axis(column.axis[::-1], edges), 65536.0
        else:
            self.unit = column.relation.unit
        # NaN, and what falls, repeats the edge before.
        self.edges = np.fmax.accumulate(np.fmin(np.fmax(edges, -limit), limit))
        self.inverse = 1 / self.unit
        # The interval of a cell starts at offset + floor(share below x factor).
        self.factors = np.full(self.count + 1, float(_SLOTS - self.count))
        self.factors[[0, -1]] = 0
        self.offsets = np.arange(self.count + 1.0)
        self.offsets[-1] = _SLOTS

    def first(self, cells):
        return self.lowest + cells * 2.0**self.low_bits


class _Mixtures:
    """Mixtures of logistic distributions over the cells of a column, one for each row of a part of a block."""

    secant_rounds = 2
    # More lanes than this times components: those that are right are left out of the next round.
    most_together = 2048
    sections = 16
    section_rounds = 6

    def __init__(self, cells, outputs, components, origins=None):
        self.cells = cells
        # What a relation says of each row: there edges are counted from it.
        self.origins = origins
        logits, self.means, widths = (
            np.ascontiguousarray(outputs[:, start : start + components].T)
            for start in range(0, 3 * components, components)
        )
        self.weights = _weights(logits, 0)
        steps = np.minimum(np.maximum(widths, -16), 6) * 1024
        self.rates = 64 * _power(steps)
        sums = _ordered_sum(self.weights)
        self.totals = sums * 2.0**30
        self._guesses(self.weights / sums)

    def _guesses(self, shares):
        """Where searches begin (which needs no exactness): neighbouring components that overlap, as one distribution."""
        order = np.argsort(self.means.mean(axis=1))
        shares, means, widths = shares[order], self.means[order], 64 / self.rates[order]
        # Up to and with each component: its share, and the first and second moment of its distribution.
        sums = np.empty((3,) + shares.shape)
        sums[0] = shares
        sums[1] = shares * means
        sums[2] = shares * (means * means + (_LOGISTIC_DEVIATION * widths) ** 2)
        np.add.accumulate(sums, axis=1, out=sums)
        apart = means[1:] - means[:-1] > 2 * (widths[1:] + widths[:-1])
        before, after = np.zeros_like(sums), sums
        for one in range(1, len(shares)):
            np.copyto(before[:, one], np.where(apart[one - 1], sums[:, one - 1], before[:, one - 1]))
        for one in range(len(shares) - 2, -1, -1):
            np.copyto(after[:, one], np.where(apart[one], sums[:, one], after[:, one + 1]))
        self.ends = after[0] * _SLOTS
        share, first, second = after - before
        first /= share
        deviation = np.sqrt(np.maximum(second / share - first * first, 0)) / _LOGISTIC_DEVIATION
        self.groups = np.stack((before[0] * _SLOTS, len(_QUANTILES) / (share * _SLOTS), first, deviation)).reshape(4, -1)

    def search(self, first, end, slots):
        """The cells of rows first ... end that hold the slots, the starts of their intervals, and the sizes."""
        part = slice(first, end)
        group = (self.ends[:-1, part] <= slots).sum(axis=0)
        group *= self.means.shape[1]
        group += np.arange(first, end)
        start, scale, center, spread = self.groups.take(group, axis=1)
        start -= slots
        start *= scale
        guess = _QUANTILES.take((-start).astype(np.intp), mode="clip")
        guess *= spread
        guess += center
        if self.origins is not None:
            guess *= self.cells.unit
            guess += self.origins[part]
        count = self.cells.count
        cell = self.cells.edges.searchsorted(guess, "right")
        cell -= 1
        np.maximum(cell, 0, out=cell)
        np.minimum(cell, count - 1, out=cell)
        mixtures = [self.means[:, part], self.rates[:, part], self.weights[:, part], self.totals[part]]
        if self.origins is not None:
            mixtures.append(self.origins[part])
        return self._narrow(mixtures, slots, cell, np.zeros(len(slots), np.int64), np.full(len(slots), count), 0)

    def _narrow(self, mixtures, slots, cell, lowest, highest, rounds):
        """Like `search`, from guesses between limits: the secant of a cell's edges, in logits, shows the way to the next."""
        wanted = None
        edges = self.cells.edges
        pair = np.empty((2, len(slots)), np.int64)
        while True:
            pair[0] = cell
            np.add(cell, 1, out=pair[1])
            starts = self._starts(pair, *mixtures)
            below, above = slots < starts[0], slots >= starts[1]
            (wrong,) = (below | above).nonzero()
            if not wrong.size:
                starts = starts.astype(np.int64)
                return cell, starts[0], starts[1] - starts[0]
            np.copyto(highest, cell, where=below)
            np.copyto(lowest, pair[1], where=above)
            if rounds < self.secant_rounds:
                if wanted is None:
                    wanted = np.log2((slots + 0.5) / (_SLOTS - 0.5 - slots))
                logits = np.log2((starts + 0.25) / (_SLOTS + 0.25 - starts))
                near, far = edges.take(pair)
                logit = logits[0]
                far -= near
                far *= wanted - logit
                far /= logits[1] - logit
                far += near
                guess = edges.searchsorted(far, "right")
                guess -= 1
                np.maximum(guess, lowest, out=guess)
                np.minimum(guess, highest - 1, out=guess)
                rounds += 1
                if len(mixtures[0]) * len(slots) <= self.most_together:
                    cell = guess
                    continue
                rest = guess[wrong], lowest[wrong], highest[wrong], rounds
                search = self._narrow
            else:
                rest = lowest[wrong], highest[wrong]
                search = self._divide
            starts = starts.astype(np.int64)
            found = cell, starts[0], starts[1] - starts[0]
            some = [numbers[..., wrong] for numbers in mixtures]
            for numbers, exact in zip(found, search(some, slots[wrong], *rest)):
                numbers[wrong] = exact
            return found

    def _divide(self, mixtures, slots, lowest, highest):
        """Like `search`, in sections of lowest ... highest - 1."""
        rows = np.arange(len(slots))
        parts = np.arange(self.sections + 1)[:, None]
        for _ in range(self.section_rounds):
            edges = lowest + (highest - lowest) * parts // self.sections
            starts = self._starts(edges, *mixtures).astype(np.int64)
            section = (starts[1:-1] <= slots).sum(axis=0)
            lowest, highest = edges[section, rows], edges[section + 1, rows]
            if (highest - lowest == 1).all():
                start = starts[section, rows]
                size = starts[section + 1, rows] - start
                if (size > 0).all():
                    return lowest, start, size
        raise CollimateError("Damaged file: the distributions of a column are impossible.")

    def all_starts(self):
        """Starts of all cells, and 2^26; for the first row."""
        row = slice(0, 1)
        cells = np.arange(self.cells.count + 1)[None]
        starts = self._starts(cells, self.means[:, row], self.rates[:, row], self.weights[:, row], self.totals[row])
        return starts[0].astype(np.int64)

    def _starts(self, cells, means, rates, weights, totals, origins=None):
        own = self.cells
        places = own.edges.take(cells)
        if origins is not None:
            places -= origins
            places *= own.inverse
        places = places[:, None] - means
        places *= rates
        places += 1024
        np.fmax(places, 0, out=places)
        np.minimum(places, 2048, out=places)
        whole = places.astype(np.intp)
        places -= whole
        places *= _LOGISTIC_RISES.take(whole)
        places += _LOGISTIC.take(whole)
        places *= weights
        shares = _ordered_sum(places)
        shares /= totals
        shares *= own.factors.take(cells)
        np.floor(shares, out=shares)
        shares += own.offsets.take(cells)
        return shares


def _ordered_sum(numbers):
    """Sum over the last axis but one, in order: numpy sums in pairs along the last axis alone."""
    if numbers.shape[-1] > 1:
        return np.add.reduce(numbers, axis=-2)
    total = numbers[..., 0, :].copy()
    for component in range(1, numbers.shape[-2]):
        total += numbers[..., component, :]
    return total


class _WideLanes:
    """Lanes whose states have up to 53 bits: symbols are intervals of 2^26."""

    state_bits = 53
    lowest = 1 << 37

    def __init__(self, data):
        self.what = data.what
        lanes, words = data.varint(), data.varint()
        if not 1 <= lanes <= 65536:
            data.fail("the number of lanes is impossible")
        states = _RawBits()
        states.reserve(self.state_bits * lanes)
        states.fill(bytes(data.take(-(-self.state_bits * lanes // 8))), self.what)
        self.states = states.read(0, np.full(lanes, self.state_bits, np.uint8)).astype(np.int64)
        self.words = np.frombuffer(data.take(2 * words), "<u2").astype(np.int64)
        self.used = 0
        if data.left:
            data.fail("there are bytes behind the values")
        if (self.states < self.lowest).any():
            self.fail()

    def advance(self, states, slots, starts, sizes):
        """Takes a symbol off states in place; their slots are their last 26 bits."""
        states >>= _SLOT_BITS
        states *= sizes
        states += slots
        states -= starts
        needy = (states < self.lowest).nonzero()[0]
        if needy.size:
            self._refill(states, needy)

    def _refill(self, states, needy):
        some = states[needy]
        again = some < self.lowest >> 16
        places = self.used + np.arange(len(needy))
        if again.any():
            places[1:] += np.cumsum(again[:-1])
        self.used = int(places[-1]) + 1 + int(again[-1])
        if self.used > len(self.words):
            self.fail()
        some = (some << 16) | self.words[places]
        some[again] = (some[again] << 16) | self.words[places[again] + 1]
        states[needy] = some

    def finish(self):
        if self.used != len(self.words) or (self.states != self.lowest).any():
            self.fail()

    def fail(self):
        raise CollimateError(f"Damaged file: the values of {self.what} do not decode.")


# --- arrays (FORMAT.md, section 9) ---------------------------------------------------------------------------------------


class _Field:
    """Networks that tell how likely every value of an array is, from neighbours before it in space and time."""

    codings = ("masked",)
    codings_without_stream = ("masked",)

    def __init__(self, container, header):
        self.container = container
        self.header = header
        self.fields = None

    @staticmethod
    def take_own(data):
        return _Bytes(data.take(data.varint()), data.what)

    def predict(self, chunk, wanted):
        header = self.header
        if self.fields is None:
            self.fields = _fields(self.container, header)
        shape = header["layout"]["shape"]
        length = chunk.rows // max(1, math.prod(shape[1:]))
        return _FieldChunk(self.fields, [length] + shape[1:], header["model"]["components"], chunk.own)

    @staticmethod
    def check(model, container, columns):
        _Masked.check({**model, "context": 0}, container, columns)


def _window(reach):
    return [(y, x) for y in range(-reach, reach + 1) for x in range(-reach, reach + 1)]


_IN_FRAME = [(0, -1), (0, -2), (0, -3), (-1, 0), (-2, 0), (-3, 0), (-1, -1), (-1, 1), (-1, -2), (-1, 2), (-2, -1), (-2, 1)]
_CROSS = [(-1, 0), (0, -1), (0, 0), (0, 1), (1, 0)]


def _offsets(dimensions, inside, before, outer):
    """Neighbours as rows of outer, time, y, x: in the frame, in those before in time, in that before on the outer axis."""
    groups = [(0, 0, inside)]
    if dimensions > 2:
        groups += [(0, -1 - back, places) for back, places in enumerate(before)]
    if dimensions > 3:
        groups += [(-1, 0, outer)]
    return np.array([(o, t, y, x) for o, t, places in groups for y, x in places])


def _value_neighbours(dimensions):
    return _offsets(dimensions, _IN_FRAME, [_window(2), _window(1), _window(1)], _window(1))


def _error_neighbours(dimensions):
    inside = [_IN_FRAME[i] for i in (0, 1, 3, 4, 6, 7, 8, 9)]
    return _offsets(dimensions, inside, [_window(1) + [(0, 2), (2, 0)], _CROSS], _CROSS)


def _present(offsets):
    """For every combination of frames before (1: in time, 2: on the outer axis) whether each neighbour's frame is there."""
    frames = np.arange(4)[:, None]
    return np.where(offsets[:, 0] < 0, frames >= 2, (offsets[:, 1] == 0) | (frames % 2 == 1))


class _FieldColumn:
    """One array of the model: its prediction and its network."""

    most_cells = 1 << 20

    def __init__(self, data, column, position, dimensions, components):
        self.position, self.dimensions = position, dimensions
        self.type, self.grid = column["type"], column["grid"]
        self.patterns = column["atoms"]
        self.atoms = np.array([data.f64() for _ in range(data.varint(255))], np.float64)
        self.scale = data.signed_varint()
        self.bits = data.varint(24)
        hidden = data.varint(8)
        widths = [data.varint(1024) for _ in range(hidden)]
        if abs(self.scale) > 20 or 0 in widths:
            data.fail("an array is impossible")
        self.offsets, self.error_offsets = _value_neighbours(dimensions), _error_neighbours(dimensions)
        self.present, self.error_present = _present(self.offsets), _present(self.error_offsets)
        self.flags = (1, 2, 4)[dimensions - 2] - 1
        errors = len(self.error_offsets)
        self.features = len(self.offsets) + (3 if len(self.atoms) else 2) * errors + self.flags + 2
        outputs = 3 * components + (len(self.atoms) + 1 if len(self.atoms) else 0)
        self.widths = [self.features] + widths + [outputs]
        self._give_meaning(column)
        self.cells = _FieldCells(column, self.scale, self.most_cells)

    def _give_meaning(self, column):
        """For each atom its pattern in the file (-1: none) and its index."""
        patterns = np.frombuffer(bytes.fromhex("".join(column["atoms"])), TYPES[self.type])
        keys = [_key(number) for number in patterns.astype(np.float64).tolist()]
        first = {key: number for number, key in reversed(list(enumerate(keys)))}
        self.pattern_of = np.array([first.get(_key(atom), -1) for atom in self.atoms.tolist()], np.int64)
        known = _has_values(self.grid)
        self.index_of = np.array([_index_of_value(self.grid, atom) if known else np.nan for atom in self.atoms.tolist()])

    def read_predictors(self, bits):
        order = bits.read(5)
        lists = (1, 2, 4)[self.dimensions - 2]
        self.predictors = np.zeros((4, len(self.offsets)), np.int64)
        for frames in range(lists):
            for i in range(1, len(self.offsets)):
                if self.present[frames, i]:
                    coefficient = bits.signed_golomb(order)
                    if abs(coefficient) > 2**26:
                        bits.fail("a coefficient is too large")
                    self.predictors[frames, i] = coefficient

    def run(self, values):
        for depth, (weights, bias) in enumerate(self.layers):
            values = values @ weights
            values += bias
            _activate(values, depth + 1 < len(self.layers))
        return values


class _FieldCells:
    """The cells of an array; edges and predictions are in units of 2^-6 cells."""

    def __init__(self, column, scale, most):
        self.lowest = float(column["lowest"])
        width = float(column["highest"]) - self.lowest
        self.low_bits = 0
        while math.floor(width / 2**self.low_bits) + 1 > most:
            self.low_bits += 1
        self.count = math.floor(width / 2**self.low_bits) + 1
        self.edges = np.arange(self.count + 1) * 64.0 - 32
        self.unit = 2.0 ** (6 + scale)
        self.inverse = 1 / self.unit
        self.factors = np.full(self.count + 1, float(_SLOTS - self.count))
        self.factors[[0, -1]] = 0
        self.offsets = np.arange(self.count + 1.0)
        self.offsets[-1] = _SLOTS

    def first(self, cells):
        return self.lowest + cells * 2.0**self.low_bits


def _fields(container, header):
    """The arrays that the model codes."""
    model = header["model"]
    data = _Bytes(container.array("model", 0), "the model")
    if header["layout"]["kind"] != "arrays":
        data.fail("there are no arrays")
    dimensions, weight_bits = len(header["layout"]["shape"]), model["weightBits"]
    fields = [
        _FieldColumn(data, header["columns"][position], position, dimensions, model["components"])
        for position in model["columns"]
    ]
    bits = _Bits(data.take(data.varint()), "the model")
    for field in fields:
        field.read_predictors(bits)
    depths = max(len(field.widths) - 1 for field in fields)
    shapes = [[shape for shape in zip(field.widths, field.widths[1:])] for field in fields]
    counts = [sum(own[depth][0] * own[depth][1] for own in shapes if depth < len(own)) for depth in range(depths)]
    counts.append(sum(outputs for own in shapes for _, outputs in own))
    if sum(counts) > 2**20:
        data.fail("the layers are too large")
    tables = [_Table(bits, 0) for _ in counts]
    coded = _Coded(data)
    streams = [coded.stream(table, count) for table, count in zip(tables, counts)]
    coded.finish()
    numbers = [_Numbers(stream.values()) for stream in streams]
    for field, own in zip(fields, shapes):
        field.layers = []
        for depth, (inputs, outputs) in enumerate(own):
            weights = numbers[depth].take(inputs * outputs).reshape(inputs, outputs)
            bias = numbers[-1].take(outputs)
            sums = np.abs(weights).sum(axis=0) * 2.0**22 + np.abs(bias) * 2.0**10
            if not (sums < 2.0**53).all():
                data.fail("the weights are too large for exact sums")
            field.layers.append((weights * 2.0**-weight_bits, bias * 2.0**-weight_bits))
    return fields


class _FieldChunk:
    """The arrays of one chunk, decoded step by step of the wavefront."""

    # With fewer lanes symbols are looked up one by one, in windows of so many cells around the prediction.
    fewest_lanes = 16
    reach = 12
    most_steps = 1 << 25

    def __init__(self, fields, shape, components, data):
        self.components = components
        self.what = data.what
        self.raw = _RawBits()
        raw = data.take(data.varint())
        self.raw.reserve(8 * len(raw))
        self.raw.fill(bytes(raw), self.what)
        self.raw_at = 0
        self.coder = _WideLanes(data)
        self.lanes = len(self.coder.states)
        self.shape = [1] * (4 - len(shape)) + shape
        self._arrange()
        self.outcome = {field.position: self._decode(field) for field in fields}
        self.coder.finish()

    def complete(self, position, symbols, planes):
        if position not in self.outcome:
            return symbols, planes
        return self.outcome[position]

    def _arrange(self):
        """Places sorted by step, and the coordinates of all."""
        outer, time, height, width = self.shape
        if 9 * (outer + time - 2) + 3 * (height - 1) + width > self.most_steps:
            raise CollimateError("Damaged file: the shape of the arrays is impossible.")
        grid = np.indices(self.shape).reshape(4, -1)
        self.place_step = 9 * (grid[0] + grid[1]) + 3 * grid[2] + grid[3]
        self.order = np.argsort(self.place_step, kind="stable")
        counts = np.bincount(self.place_step) if grid.size else np.zeros(0, np.int64)
        self.ends = np.cumsum(counts)
        self.grid = grid
        self.frames = (grid[1] > 0) + 2 * (grid[0] > 0)
        inside = (grid[2] >= 3) & (grid[2] < height - 3) & (grid[3] >= 3) & (grid[3] < width - 3)
        self.border = ~(inside & ((grid[1] >= 3) | (time == 1)) & ((grid[0] >= 1) | (outer == 1)))

    def _near(self, places, offsets):
        """Places of neighbours (places x neighbours), -1 where there are none."""
        outer, time, height, width = self.shape
        o, t, y, x = offsets.T
        near = places[:, None] + (((o * time + t) * height + y) * width + x)
        border = np.flatnonzero(self.border[places])
        if border.size:
            near[border] = self._near_border(places[border], o, t, y, x)
        return near

    def _near_border(self, places, o, t, y, x):
        outer, time, height, width = self.shape
        own_o, own_t, own_y, own_x = self.grid[:, places, None]
        to_o, to_t = own_o + o, np.maximum(own_t + t, 0)
        to_y, to_x = np.clip(own_y + y, 0, height - 1), np.clip(own_x + x, 0, width - 1)
        near = ((to_o * time + to_t) * height + to_y) * width + to_x
        before = np.select(
            [own_x > 0, own_y > 0, own_t > 0, own_o > 0],
            [1, width, height * width, time * height * width],
            places[:, None] + 1,
        )
        late = 9 * (to_o + to_t) + 3 * to_y + to_x >= self.place_step[places, None]
        near = np.where(late, places[:, None] - before, near)
        near[((o < 0) & (own_o == 0)) | ((t < 0) & (own_t == 0))] = -1
        return near

    def _decode(self, field):
        rows = len(self.order)
        cells = field.cells
        # What is known of every place; the last entry stands for neighbours that do not exist.
        self.known = np.zeros(rows + 1, np.int64)
        self.known[-1] = cells.count // 2
        self.logs = np.zeros(rows + 1)
        self.special = np.zeros(rows + 1)
        indices = np.zeros(rows)
        classes = np.full(rows, len(field.atoms))
        first = 0
        for end in self.ends.tolist():
            if end == first:
                continue
            places = self.order[first:end]
            first = end
            features, predictions = self._features(field, places)
            outputs = field.run(features)
            rest = np.arange(len(places))
            if len(field.atoms):
                classes[places] = self._decode_classes(outputs[:, 3 * self.components :])
                rest = np.flatnonzero(classes[places] == len(field.atoms))
                self._enter_special(np.delete(places, rest), np.delete(predictions, rest))
            if not rest.size:
                continue
            mixtures = _Mixtures(cells, outputs[rest, : 3 * self.components], self.components, predictions[rest])
            found = self._decode_cells(mixtures, rest, predictions[rest])
            own = places[rest]
            self._enter(own, found, predictions[rest])
            indices[own] = cells.first(found)
            if cells.low_bits:
                widths = np.full(len(own), cells.low_bits, np.uint8)
                if self.raw_at + len(own) * cells.low_bits > self.raw.length:
                    self.coder.fail()
                indices[own] += self.raw.read(self.raw_at, widths)
                self.raw_at += len(own) * cells.low_bits
        return self._complete(field, classes, indices)

    @staticmethod
    def _complete(field, classes, indices):
        """Symbols (numbers of patterns, or behind them) and the plane of indices."""
        patterns = len(field.patterns)
        symbols = np.append(np.where(field.pattern_of < 0, patterns, field.pattern_of), patterns)[classes]
        special = np.flatnonzero(classes < len(field.atoms))
        known = field.index_of[classes[special]]
        indices[special] = np.where(np.isfinite(known), known, 0)
        return (symbols if patterns else None), [indices]

    def _features(self, field, places):
        frames = self.frames[places]
        near = self._near(places, field.offsets)
        here = field.present[frames] & (near >= 0)
        known = self.known[np.where(here, near, -1)]
        base = known[:, 0]
        sums = base * 2**field.bits + (field.predictors[frames] * (known - base[:, None]) * here).sum(axis=1)
        predictions = np.floor(sums * 2.0 ** (6 - field.bits) + 0.5)
        predictions = np.minimum(np.maximum(predictions, 0), (field.cells.count - 1) * 64)
        differences = (known * 64 - predictions[:, None]) * 2.0 ** (2 - field.scale)
        differences = np.floor(np.minimum(np.maximum(differences, -8192), 8192) + 0.5) * here
        near = self._near(places, field.error_offsets)
        near = np.where(field.error_present[frames] & (near >= 0), near, -1)
        logs = self.logs[near]
        parts = [differences, logs, np.abs(logs)]
        if len(field.atoms):
            parts.append(self.special[near] * 1024)
        outer, time, y, x = self.grid[:, places]
        flags = [time == 0] if field.flags == 1 else [time == 0, time == 1, outer == 0] if field.flags else []
        parts += [flag[:, None] * 1024.0 for flag in flags]
        parts += [self._coordinate(y, self.shape[2]), self._coordinate(x, self.shape[3])]
        return np.concatenate(parts, axis=1) / 1024, predictions

    @staticmethod
    def _coordinate(place, length):
        if length < 2:
            return np.zeros((len(place), 1))
        return np.floor((2 * place - (length - 1)) / (length - 1) * 1024 + 0.5)[:, None]

    def _enter(self, places, cells, predictions):
        self.known[places] = cells
        errors = (cells * 64 - predictions).astype(np.int64)
        values = 64 + 4 * np.abs(errors)
        mantissas, exponents = np.frexp(values.astype(np.float64))
        logs = np.floor(256 * (exponents - 1 - 6 + (mantissas * 2 - 1)) + 0.5)
        self.logs[places] = np.where(errors < 0, -logs, logs)

    def _enter_special(self, places, predictions):
        self.special[places] = 1
        self.known[places] = np.floor(predictions / 64 + 0.5)

    def _decode_classes(self, logits):
        starts = _class_starts(logits)
        out = np.empty(len(starts), np.int64)
        for first in range(0, len(starts), self.lanes):
            own = starts[first : first + self.lanes]
            states = self.coder.states[: len(own)]
            slots = states & (_SLOTS - 1)
            found = (own[:, 1:] <= slots[:, None]).sum(axis=1)
            rows = np.arange(len(own))
            start = own[rows, found]
            self.coder.advance(states, slots, start, own[rows, found + 1] - start)
            out[first : first + self.lanes] = found
        return out

    def _decode_cells(self, mixtures, rest, predictions):
        """The cells of the places numbered `rest` of a step."""
        if self.lanes < self.fewest_lanes:
            return self._decode_singly(mixtures, rest, predictions)
        out = np.empty(len(rest), np.int64)
        rounds = rest // self.lanes
        bounds = np.flatnonzero(np.diff(rounds)) + 1
        for first, end in zip([0, *bounds.tolist()], [*bounds.tolist(), len(rest)]):
            lanes = rest[first:end] % self.lanes
            states = self.coder.states[lanes]
            slots = states & (_SLOTS - 1)
            found, starts, sizes = mixtures.search(first, end, slots)
            self.coder.advance(states, slots, starts, sizes)
            self.coder.states[lanes] = states
            out[first:end] = found
        return out

    def _decode_singly(self, mixtures, rest, predictions):
        coder, count = self.coder, mixtures.cells.count
        low = np.maximum(np.floor(predictions / 64 + 0.5).astype(np.int64) - self.reach, 0)
        window = np.minimum(low + np.arange(2 * self.reach + 2)[:, None], count)
        starts = mixtures._starts(window, mixtures.means, mixtures.rates, mixtures.weights, mixtures.totals, mixtures.origins)
        tables = starts.astype(np.int64).T.tolist()
        low, lanes = low.tolist(), (rest % self.lanes).tolist()
        states, words, used = coder.states.tolist(), coder.words, coder.used
        out = np.empty(len(rest), np.int64)
        for row, (table, lane) in enumerate(zip(tables, lanes)):
            state = states[lane]
            slot = state & (_SLOTS - 1)
            if table[0] <= slot < table[-1]:
                at = bisect.bisect_right(table, slot)
                cell, start, size = low[row] + at - 1, table[at - 1], table[at] - table[at - 1]
            else:
                cell, start, size = (int(part[0]) for part in mixtures.search(row, row + 1, np.array([slot])))
            state = size * (state >> _SLOT_BITS) + slot - start
            while state < coder.lowest:
                if used >= len(words):
                    coder.fail()
                state = (state << 16) | int(words[used])
                used += 1
            states[lane] = state
            out[row] = cell
        coder.states[:] = states
        coder.used = used
        return out


# Models by their `type`. A model is made from container and header. It has
# - codings: those of planes that need it; codings_without_stream: those of them that have no table and no stream
# - check(model, container, columns): refuses impossible headers
# - take_own(data): takes what it has of its own in a chunk, in front of the anchors
# - predict(chunk, wanted): for the columns at the positions `wanted`, gives an object whose complete(position, symbols, planes) returns the symbols (None without atoms) and
#   the planes, from which atoms and grid make the values
MODELS = {"dense": _Dense, "masked": _Masked, "field": _Field}


# --- container (FORMAT.md, section 1) -----------------------------------------------------------------------------------


class _Container:
    """Members of the file, each verified when it is read; all but the chunks are verified at once."""

    kinds = ("chunk", "model", "decoder", "header")
    comment_length = 38
    end_length = 22
    longest_tail = 1 << 24
    longest_inflated = 1 << 26

    def __init__(self, file, name):
        self.file = file
        self.name = name
        self.size = file.seek(0, os.SEEK_END)
        if self.size < self.end_length + self.comment_length:
            self._fail("the file is too short to be one of Collimate's")
        comment = self._read(self.size - self.comment_length, self.comment_length)
        match = re.fullmatch(rb"collimate(\d\d) ([0-9a-f]{8}) ([0-9a-f]{8}) ([0-9a-f]{8})", comment)
        if not match or int(match[4], 16) != zlib.crc32(comment[:30]):
            self._fail("this is no file of Collimate's, or its end is damaged or missing")
        if int(match[1]) > FORMAT:
            self._fail(
                f"the file has format {int(match[1])}, but this reader knows formats up to {FORMAT}: get a newer one"
            )
        if int(match[1]) < 1:
            self._fail("the file is from before the format was settled: compress the original again")
        length = int(match[2], 16)
        start = self.size - self.comment_length - length
        if start < 0 or not self.end_length <= length <= self.longest_tail:
            self._fail("the file is damaged: its index has an impossible length")
        tail = self._read(start, length)
        if zlib.crc32(tail) != int(match[3], 16):
            self._fail("the file is damaged: the checksum of its index does not fit")
        signature, _, directory, at, _ = struct.unpack("<4s8sIIH", tail[-self.end_length :])
        if signature != b"PK\5\6" or at + directory != self.size - self.comment_length - self.end_length or at < start:
            self._fail("the file is damaged: its central directory has an impossible place")
        self.members = {kind: [] for kind in self.kinds}
        self._index(_npy(self._content(tail[: at - start], "the index"), "the index"), start)
        for kind in self.kinds[1:]:
            for number in range(len(self.members[kind])):
                self._check(kind, number)

    def _index(self, index, end):
        data = _Bytes(index, "the index")
        data.take(4)  # when the file was made
        offset = 0
        for _ in range(data.u16()):
            kind, length, checksum = struct.unpack("<BII", data.take(9))
            if kind >= len(self.kinds):
                data.fail("a member has an unknown kind")
            self.members[self.kinds[kind]].append((offset, length, checksum))
            offset += length
        if offset != end:
            data.fail("the members do not fill the file")
        self.tables = data.take(data.left)

    def member(self, kind, number):
        """The content of a member, verified and inflated."""
        offset, length, checksum = self.members[kind][number]
        data = self._read(offset, length)
        if zlib.crc32(data) != checksum:
            self._damaged(kind, number)
        return self._content(data, self._label(kind, number))

    def array(self, kind, number):
        """The bytes in a member that is an array."""
        return _npy(self.member(kind, number), self._label(kind, number))

    def _check(self, kind, number):
        offset, length, checksum = self.members[kind][number]
        found = 0
        for at in range(offset, offset + length, 1 << 20):
            found = zlib.crc32(self._read(at, min(1 << 20, offset + length - at)), found)
        if found != checksum:
            self._damaged(kind, number)

    def _content(self, data, what):
        """What the zip record `data` holds."""
        reader = _Bytes(data, what)
        record = struct.unpack("<4sHHHHHIIIHH", reader.take(30))
        signature, method, size, full_size = record[0], record[3], record[7], record[8]
        reader.take(record[9])
        if signature != b"PK\3\4" or record[10] or reader.left != size or method not in (0, 8):
            reader.fail("the zip record does not fit its data")
        if method == 0:
            return reader.take(size)
        if full_size > self.longest_inflated:
            reader.fail("the data is too long")
        try:
            inflater = zlib.decompressobj(-zlib.MAX_WBITS)
            content = inflater.decompress(reader.take(size), full_size + 1)
        except zlib.error:
            reader.fail("the data cannot be inflated")
        if len(content) > full_size or not inflater.eof:
            reader.fail("the data inflates to a wrong length")
        return content

    def _read(self, offset, length):
        self.file.seek(offset)
        data = self.file.read(length)
        if len(data) != length:
            self._fail("the file ends too early")
        return data

    def _fail(self, reason):
        raise CollimateError(f"{self.name}: {reason}.")

    def _damaged(self, kind, number):
        offset, length, _ = self.members[kind][number]
        self._fail(
            f"damaged file: the checksum of {self._label(kind, number)} does not fit "
            f"(bytes {offset} to {offset + length - 1})"
        )

    @staticmethod
    def _label(kind, number):
        return f"chunk {number}" if kind == "chunk" else f"the {kind}"


def _npy(data, what):
    """The bytes behind the header of an .npy file of bytes."""
    reader = _Bytes(data, what)
    if bytes(reader.take(8)) != b"\x93NUMPY\1\0":
        reader.fail("there is no numpy array")
    length = reader.u16()
    if length > 4096:
        reader.fail("the numpy header is too long")
    reader.take(length)
    return reader.take(reader.left)


class _Bytes:
    """Reads bytes from front to back; never beyond the end."""

    def __init__(self, data, what, longest_varint=8):
        self.data = memoryview(data)
        self.what = what
        self.at = 0
        self.longest_varint = longest_varint

    @property
    def left(self):
        return len(self.data) - self.at

    def take(self, length):
        if length > self.left:
            self.fail("the data ends too early")
        self.at += length
        return self.data[self.at - length : self.at]

    def u8(self):
        return self.take(1)[0]

    def u16(self):
        return int.from_bytes(self.take(2), "little")

    def varint(self, most=None):
        value = 0
        for count in range(self.longest_varint):
            byte = self.u8()
            value |= (byte & 127) << (7 * count)
            if byte < 128:
                if most is not None and value > most:
                    self.fail(f"the number {value} is above {most}")
                return value
        return self.fail("a number has too many bytes")

    def f64(self):
        return struct.unpack("<d", self.take(8))[0]

    def signed_varint(self):
        coded = self.varint()
        if coded > 2**53:
            self.fail("a number is too large")
        return coded // 2 if coded % 2 == 0 else -(coded + 1) // 2

    def varints(self, count):
        """`count` numbers at once."""
        data = np.frombuffer(self.data, np.uint8)[self.at : self.at + count * self.longest_varint]
        lasts = np.flatnonzero(data < 128)[:count]
        if len(lasts) < count:
            self.fail("the data ends too early")
        if count == 0:
            return np.zeros(0, np.int64)
        firsts = np.concatenate(([0], lasts[:-1] + 1))
        lengths = lasts - firsts + 1
        if lengths.max() > self.longest_varint:
            self.fail("a number has too many bytes")
        end = int(lasts[-1]) + 1
        self.at += end
        places = np.arange(end) - np.repeat(firsts, lengths)
        return np.add.reduceat((data[:end] & 127).astype(np.int64) << (7 * places), firsts)

    def fail(self, reason):
        raise CollimateError(f"Damaged file: in {self.what}, {reason}.")


class _Bits:
    """Reads bits, lowest bit of a byte first."""

    def __init__(self, data, what):
        # Binary digits, the first bit last: numbers can be read as they stand.
        self.digits = format(int.from_bytes(data, "little"), f"0{max(1, 8 * len(data))}b")
        self.end = 8 * len(data)
        self.what = what

    def read(self, count):
        if count > self.end:
            self.fail("the data ends too early")
        self.end -= count
        return int(self.digits[self.end : self.end + count] or "0", 2)

    def golomb(self, order):
        zero = self.digits.rfind("0", 0, self.end)
        length = order + self.end - 1 - zero
        if zero < 0 or length > 53:
            self.fail("a number is too large, or the data ends too early")
        self.end = zero
        return self.read(length) + (1 << length) - (1 << order)

    def signed_golomb(self, order):
        coded = self.golomb(order)
        return coded // 2 if coded % 2 == 0 else -(coded + 1) // 2

    def fail(self, reason):
        raise CollimateError(f"Damaged file: in {self.what}, {reason}.")


# --- header (FORMAT.md, section 2) --------------------------------------------------------------------------------------


def _parse_header(container):
    """collimate.json, with all checked that this reader relies on."""
    if len(container.members["header"]) != 1:
        _refuse("the file has no header, or more than one")
    try:
        text = bytes(container.member("header", 0)).decode("utf-8")
        header = json.loads(text, parse_constant=lambda name: _refuse(f"{name} is no number"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        _refuse("the text is not JSON")
    except ValueError as error:
        if isinstance(error, CollimateError):
            raise
        _refuse("a number is too long")
    if _of(header, "format", int) != FORMAT:
        _refuse(f"the format is not {FORMAT}")
    rows, chunk_rows = _count(header, "rows"), _count(header, "chunkRows", 1)
    columns = _of(header, "columns", list)
    if len(columns) > 65536 or len(container.members["chunk"]) != -(-rows // chunk_rows):
        _refuse("the number of columns or chunks does not fit")
    model = header.setdefault("model", None)
    if model is not None and _of(model, "type", str) not in MODELS:
        raise CollimateError(
            f"The file has a model of type {model['type']!r}, which this reader does not know: get a newer one."
        )
    codings = PLAIN_CODINGS + (MODELS[model["type"]].codings if model else ())
    for column in columns:
        _check_column(column, codings)
    if len({column["name"] for column in columns}) != len(columns):
        _refuse("two columns have the same name")
    _check_layout(_of(header, "layout", dict), rows, chunk_rows)
    if model is not None:
        _check_model(model, container, columns)
        _check_block(model, header["layout"], chunk_rows)
    elif any(_needs_model(column) for column in columns):
        _refuse("the model is missing")
    latents = _model_rows(header, rows) * model["latent"] if model else 0
    declared = max(rows, rows * len(columns) + latents) * 8
    if declared > max(2**29, 4096 * container.size):
        _refuse(f"{rows} rows of {len(columns)} columns are more than a file of {container.size} bytes can hold")
    return header


def _check_column(column, codings):
    name, kind = _of(column, "name", str), _of(column, "type", str)
    if kind not in TYPES:
        _refuse(f"the type of {name!r} is unknown")
    grid, planes, atoms = _of(column, "grid", dict), _of(column, "planes", list), _of(column, "atoms", list)
    shape = _of(grid, "kind", str)
    is_float = kind.startswith("float")
    fits, count = False, 1
    if shape == "uniform":
        fits = is_float and _number(grid, "step") > 0
    elif shape == "integer":
        numbers = _of(grid, "step", str), _of(grid, "base", str)
        fits = not is_float and all(re.fullmatch("-?[0-9]{1,20}", text) for text in numbers) and int(numbers[0]) > 0
    elif shape == "bits":
        count, _, _ = _count(grid, "planes", 1, 2), _count(grid, "base", 0, 2**32), _count(grid, "zeros", 0, 31)
        patterns = _of(grid, "patterns", str)
        own = kind in ("float32", "float64", "int64", "uint64") and patterns == kind
        fits = (own or (kind, patterns) == ("float64", "float32")) and (patterns != "float32" or count == 1)
    elif shape == "logarithmic":
        _count(grid, "linear", 0, 2**52)
        fits = min(_number(grid, key) for key in ("step", "first", "octaves")) > 0
    elif shape == "decimal":
        fits = is_float and _count(grid, "digits", 1, 15) > 0 and _count(grid, "places", 0, 22) >= 0
    elif shape == "prediction":
        fits, count = True, 1 if atoms else 0
    if not fits:
        _refuse(f"the grid of {name!r} does not fit its type")
    known = all(coding in codings for coding in planes)
    if not known or len(planes) != count or planes[1:] not in ([], ["value"]):
        _refuse(f"the planes of {name!r} are impossible")
    width = 2 * np.dtype(TYPES[kind]).itemsize
    if len(atoms) > 255 or not all(
        isinstance(atom, str) and re.fullmatch(f"[0-9a-f]{{{width}}}", atom) for atom in atoms
    ):
        _refuse(f"an atom of {name!r} is impossible")
    _number(column, "lowest")
    _number(column, "highest")


def _check_layout(layout, rows, chunk_rows):
    if _of(layout, "kind", str) == "arrays":
        _check_arrays(layout, rows, chunk_rows)
    if layout["kind"] == "matrix":
        _of(layout, "member", str)
        if layout.get("names") is not None:
            _of(layout, "names", str)


def _check_arrays(layout, rows, chunk_rows):
    shape = _of(layout, "shape", list)
    if not 2 <= len(shape) <= 4:
        _refuse("the shape has an impossible number of dimensions")
    for axis in range(len(shape)):
        _count(shape, axis, 0, 2**40)
    step = math.prod(shape[1:])
    if shape[0] * step != rows or chunk_rows % max(1, step):
        _refuse("the shape does not fit")
    for beside in _of(layout, "beside", list):
        if not re.fullmatch("[<|][fiubU][0-9]{1,4}", _of(beside, "type", str)):
            _refuse("the type of an array beside the others is unknown")
        lengths = _of(beside, "shape", list)
        for axis in range(len(lengths)):
            _count(lengths, axis, 0, 2**20)
        if not re.fullmatch("([0-9a-f]{2})*", _of(beside, "bytes", str)):
            _refuse("an array beside the others is damaged")
        _of(beside, "name", str)


def _shaped(layout, table, whole):
    """Arrays as they were, and where all are wanted what stood beside them."""
    if layout["kind"] != "arrays":
        return table
    table = {name: values.reshape([-1] + layout["shape"][1:]) if values.size else values.reshape([0] + layout["shape"][1:]) for name, values in table.items()}
    for beside in layout["beside"] if whole else ():
        try:
            values = np.frombuffer(bytes.fromhex(beside["bytes"]), beside["type"]).reshape(beside["shape"])
        except (ValueError, TypeError):
            _refuse("an array beside the others is damaged")
        table[beside["name"]] = values.copy()
    return table


def _check_model(model, container, columns):
    _count(model, "latent", 0, 65536)
    positions = _of(model, "columns", list)
    if not 1 <= len(positions) <= 65536:
        _refuse("the columns of the model are impossible")
    for i in range(len(positions)):
        _count(positions, i, 0, len(columns) - 1)
    if len(set(positions)) != len(positions):
        _refuse("a column of the model is there twice")
    for position, column in enumerate(columns):
        if _needs_model(column) and position not in positions:
            _refuse(f"the model does not predict {column['name']!r}")
    MODELS[model["type"]].check(model, container, columns)


def _check_block(model, layout, chunk_rows):
    """Blocks of arrays: none is longer than these, and no chunk has a part of one along the first axis."""
    if layout["kind"] != "arrays" or model["type"] != "dense":
        if "block" in model:
            _refuse("the model needs arrays")
        return
    block, shape = _of(model, "block", list), layout["shape"]
    if len(block) != len(shape):
        _refuse("the blocks of the model do not fit the shape")
    for axis, length in enumerate(shape):
        _count(block, axis, 1, min(65536, max(1, length)))
    if chunk_rows % (block[0] * max(1, math.prod(shape[1:]))):
        _refuse("the blocks of the model do not fit the shape")


def _needs_model(column):
    return column["grid"]["kind"] == "prediction" or not set(column["planes"]).issubset(PLAIN_CODINGS)


def _of(parent, key, kind):
    """parent[key], which must be of this type."""
    if isinstance(parent, dict):
        value = parent.get(key)
    else:
        value = parent[key] if isinstance(parent, list) else None
    if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        _refuse(f"{key!r} is missing or of a wrong type")
    return value


def _count(parent, key, least=0, most=2**53):
    value = _of(parent, key, int)
    if not least <= value <= most:
        _refuse(f"{key!r} is impossible")
    return value


def _number(parent, key):
    value = _of(parent, key, (int, float))
    if not abs(value) < 1.8e308:
        _refuse(f"{key!r} is impossible")
    return value


def _refuse(reason):
    raise CollimateError(f"Damaged file: in collimate.json, {reason}.")


# --- command line -------------------------------------------------------------------------------------------------------


def _write_npz(path, arrays):
    """Like numpy.savez, for any names; the file appears when it is whole."""
    partial = f"{path}.partial"
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            for name, values in arrays.items():
                with archive.open(f"{name}.npy", "w", force_zip64=True) as member:
                    np.lib.format.write_array(member, values, allow_pickle=False)
        os.replace(partial, path)
    finally:
        if os.path.exists(partial):
            os.remove(partial)


def _arrays(layout, table):
    """The arrays of an .npz that holds the table as it lay in its file."""
    if layout["kind"] not in ("matrix", "array") or len({values.dtype for values in table.values()}) != 1:
        return table
    arrays = {layout.get("member", "data"): np.stack(list(table.values()), axis=1)}
    if layout.get("names") is not None:
        arrays[layout["names"]] = np.array(list(table))
    return arrays


def _main(words):
    if len(words) != 2 or not words[1].endswith(".npz"):
        print("Usage: python collimate.py FILE OUT.npz", file=sys.stderr)
        return 2
    source, target = words
    try:
        with open(source, "rb") as file, np.errstate(all="ignore"):
            reader = _Reader(file, source)
            table = reader.read(None, None)
        _write_npz(target, _arrays(reader.header["layout"], table))
    except (CollimateError, OSError) as error:
        print(f"collimate.py: {error}", file=sys.stderr)
        return 1
    except MemoryError:
        print(f"collimate.py: {source}: there is not enough memory: load a part of its rows or columns.", file=sys.stderr)
        return 1
    layout = reader.header["layout"]
    if layout["kind"] == "arrays":
        print(f"{target}: {len(table)} arrays, {len(reader.header['columns'])} of {' x '.join(map(str, layout['shape']))}")
    else:
        print(f"{target}: {reader.header['rows']} rows, {len(table)} columns")
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
