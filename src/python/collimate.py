"""Reads files that Collimate compressed (NAME.collimated.npz). Needs numpy alone.

    import collimate
    table = collimate.load("jets.collimated.npz")                  # dict: column name -> array
    part = collimate.load("jets.collimated.npz", ["pt", "eta"], rows=(1000, 2000))

    python collimate.py jets.collimated.npz jets.npz               # writes the table as it was

Every value is within the bound that the file was compressed with, bit for bit as any other reader gives it; values of
columns without a bound are float32 predictions, and may differ from another machine's in their last bits. Types and
names are those of the original. Damaged files, and files of a newer format, raise CollimateError.

Written from FORMAT.md, format 0, which documents the file byte by byte. Python 3.9 or newer, numpy 1.19 or newer.
"""

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

FORMAT = 0

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
    Returns a dict of 1-D arrays by column name. Checksums of all that is read are verified.
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
            predictions = self.model.predict(chunk) if modelled else None
            for values, position in zip(out, positions):
                part = _restore(chunk, position, predictions)
                values[at : at + take.stop - take.start] = part[take]
        return {
            columns[position]["name"]: _native(columns[position], values) for position, values in zip(positions, out)
        }

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
        total = self.header["rows"]
        if rows is None:
            return 0, total
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
        coded = _Coded(data)
        self.latents = [coded.stream(table, rows) for table in reader.latent_tables]
        self.streams = []
        for tables in reader.plane_tables:
            planes, count = [], rows
            for table in tables:
                planes.append(coded.stream(table, count))
                count = planes[-1].numbers
            self.streams.append(planes)
        coded.finish()

    def symbols(self, position):
        """For every row the number of its atom, or one that no atom has; None where the column has no atoms."""
        streams = self.streams[position]
        return streams[0].symbols if self.columns[position]["atoms"] and streams else None

    def planes(self, position):
        """For every plane its numbers by row, differences summed up; 0 in rows that are atoms."""
        symbols, column = self.symbols(position), self.columns[position]
        planes = []
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


def _bits(column, planes, out):
    """Bit patterns that were turned so that they rise with the values."""
    grid, type_name = column["grid"], column["type"]
    first = _whole(planes[0])
    if type_name == "float32":
        word = first.astype(np.uint32)
        sign = np.uint32(1 << 31)
        out.view("<u4")[:] = np.where(word & sign, word ^ sign, ~word)
        return
    if grid["planes"] == 1:
        word = first.view(np.uint64) + _word(grid["base"] << 32)
    else:
        low = _whole(planes[1]).view(np.uint64) & _word(0xFFFFFFFF)
        word = (first.view(np.uint64) << _word(32)) | low
    sign = _word(1 << 63)
    if type_name == "int64":
        word = word ^ sign
    elif type_name == "float64":
        word = np.where(word & sign, word ^ sign, ~word)
    out.view("<u8")[:] = word


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
GRIDS = {"uniform": _uniform, "integer": _integer, "bits": _bits, "prediction": _prediction}


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

    def predict(self, chunk):
        if self.decoder is None:
            kind = _FixedPoint if self.model["decoder"]["kind"] == "fixedPoint" else _Onnx
            self.decoder = kind(self.container, self.model)
        outputs = np.empty((chunk.rows, len(self.model["columns"])), self.decoder.output_type)
        latents = np.stack([latent.values() for latent in chunk.latents], axis=1)
        step = max(1, _NETWORK_NUMBERS // self.decoder.widest)
        for start in range(0, chunk.rows, step):
            outputs[start : start + step] = self.decoder.run(latents[start : start + step])
        return _DensePredictions(self.header, self.decoder.axes, outputs)

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


# Models by their `type`. A model is made from container and header. It has
# - codings: those of planes that need it; codings_without_stream: those of them that have no table and no stream
# - check(model, container, columns): refuses impossible headers
# - take_own(data): takes what it has of its own in a chunk, in front of the anchors
# - predict(chunk): gives an object whose complete(position, symbols, planes) returns the symbols (None without atoms) and
#   the planes, from which atoms and grid make the values
MODELS = {"dense": _Dense}


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
        if [layer["inputs"] for layer in layers] != widths[:-1] or widths[-1] != len(model["columns"]):
            data.fail("the layers do not fit")
        weights = sum(layer["inputs"] * layer["outputs"] for layer in layers)
        if weights > 2**22 + 64 * data.left:
            data.fail("the layers are too large")
        self.widest = max(widths)
        self.axes = [self._axis(data) for _ in model["columns"]]
        bits = _Bits(data.take(data.varint()), "the tables of the model")
        tables = [(_Table(bits, 0), _Table(bits, 0)) for _ in layers]
        coded = _Coded(data)
        streams = [
            (coded.stream(first, layer["inputs"] * layer["outputs"]), coded.stream(second, layer["outputs"]))
            for layer, (first, second) in zip(layers, tables)
        ]
        coded.finish()
        self.layers = []
        for layer, (first, second) in zip(layers, streams):
            weights = first.values().reshape(layer["inputs"], layer["outputs"])
            bias = second.values()
            sums = np.abs(weights).sum(axis=0) * 2.0**22 + np.abs(bias) * 2.0**weight_bits
            if not (sums < 2.0**53).all():
                data.fail("the weights are too large for exact sums")
            self.layers.append((weights * 2.0**-weight_bits, bias / 1024, layer["activation"]))

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
        for weights, bias, activation in self.layers:
            values = values @ weights
            values += bias
            if activation == "leakyRelu":
                # The slope is below 1: of y and y x slope the larger one is meant, whatever the sign.
                np.maximum(values, values * (10 / 1024), out=values)
            values *= 1024
            values += 0.5
            np.floor(values, out=values)
            values /= 1024
            np.minimum(values, largest, out=values)
            np.maximum(values, -largest, out=values)
        return values


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
        self.outputs = len(model["columns"])
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
        )

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
            self._check(second.shape + first.shape[1:])
            return first[second]
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

    def varint(self):
        value = 0
        for count in range(self.longest_varint):
            byte = self.u8()
            value |= (byte & 127) << (7 * count)
            if byte < 128:
                return value
        return self.fail("a number has too many bytes")

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
    _check_layout(_of(header, "layout", dict))
    if model is not None:
        _check_model(model, container, columns)
    elif any(_needs_model(column) for column in columns):
        _refuse("the model is missing")
    declared = rows * max(1, len(columns) + (model["latent"] if model else 0)) * 8
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
        count, _ = _count(grid, "planes", 1, 2), _count(grid, "base", 0, 2**32)
        fits = kind in ("float32", "float64", "int64", "uint64") and (kind != "float32" or count == 1)
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


def _check_layout(layout):
    if _of(layout, "kind", str) == "matrix":
        _of(layout, "member", str)
        if layout.get("names") is not None:
            _of(layout, "names", str)


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
    print(f"{target}: {reader.header['rows']} rows, {len(table)} columns")
    return 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1:]))
