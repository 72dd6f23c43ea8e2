"""ratio.py rivals JOB | reader COLLIMATE_PY FILE: helpers of ratio.mjs; results as JSON on standard output.

rivals: compresses each column of a table (each array as a whole) with other compressors at the same absolute bound, and
decompresses again: no value may leave its bound, without slack. Names, types and bounds, which a file would have to
hold as well, are not counted for them.
"""

import importlib.util
import json
import sys
import time

import numpy as np

REPEATS = 3


def load(path):
    """Name and float32 values of each column, or of the array."""
    file = np.load(path, allow_pickle=False)
    data = file["data"] if "data" in file.files else file[file.files[0]]
    single = np.ascontiguousarray(data, np.float32)
    if not np.array_equal(single.astype(data.dtype), data, equal_nan=True):
        raise SystemExit(f"{path} holds values that are no float32.")
    if single.ndim == 2:
        return [np.ascontiguousarray(single[:, i]) for i in range(single.shape[1])]
    return [single]


class Sz3:
    name = "SZ3"

    def __init__(self):
        from pysz import sz, szConfig, szErrorBoundMode

        self.sz, self.config, self.mode = sz, szConfig, szErrorBoundMode.ABS

    def encode(self, values, bound):
        config = self.config()
        config.errorBoundMode = self.mode
        config.absErrorBound = bound
        return self.sz.compress(values, config)[0]

    def decode(self, data, values):
        return self.sz.decompress(data, np.float32, values.shape)[0]


class Zfp:
    name = "zfp"

    def __init__(self):
        import zfpy

        self.zfp = zfpy

    def encode(self, values, bound):
        if bound is None:
            return self.zfp.compress_numpy(values)
        return self.zfp.compress_numpy(values, tolerance=bound)

    def decode(self, data, values):
        return self.zfp.decompress_numpy(data)


class Pcodec:
    """Whole numbers of a grid, or the floats themselves where there is no bound."""

    name = "grid + pcodec"

    def __init__(self):
        from pcodec import ChunkConfig, standalone

        self.standalone, self.config = standalone, ChunkConfig(compression_level=12)

    def encode(self, values, bound):
        return self.standalone.simple_compress(to_grid(values, bound).ravel(), self.config)

    def decode(self, data, values):
        return self.standalone.simple_decompress(data)


class ShuffleZstd:
    name = "grid + shuffle + zstd -19"

    def __init__(self):
        import zstandard

        self.writer = zstandard.ZstdCompressor(level=19)
        self.reader = zstandard.ZstdDecompressor()

    def encode(self, values, bound):
        whole = to_grid(values, bound)
        return self.writer.compress(np.ascontiguousarray(whole.reshape(-1).view("u1").reshape(-1, 4).T).tobytes())

    def decode(self, data, values):
        rows = np.frombuffer(self.reader.decompress(data), "u1").reshape(4, -1)
        return np.ascontiguousarray(rows.T).view("<i4")


class Blosc:
    name = "grid + blosc2"

    def __init__(self):
        import blosc2

        self.blosc = blosc2
        self.options = {"codec": blosc2.Codec.ZSTD, "clevel": 9, "typesize": 4, "filters": [blosc2.Filter.BITSHUFFLE]}

    def encode(self, values, bound):
        return self.blosc.compress2(to_grid(values, bound).tobytes(), **self.options)

    def decode(self, data, values):
        return np.frombuffer(self.blosc.decompress2(data), "<i4")


class BitRounding(Blosc):
    """Rounded floats, then bit shuffle and zstd."""

    name = "bit rounding + blosc2"

    def encode(self, values, bound):
        return self.blosc.compress2(rounded(values, bound).tobytes(), **self.options)

    def decode(self, data, values):
        return np.frombuffer(self.blosc.decompress2(data), "<f4")


class BitRoundingPcodec(Pcodec):
    name = "bit rounding + pcodec"

    def encode(self, values, bound):
        return self.standalone.simple_compress(rounded(values, bound).ravel(), self.config)


GRIDS = (Pcodec, ShuffleZstd, Blosc)
ROUNDERS = (BitRounding, BitRoundingPcodec)
RIVALS = (Zfp, Sz3, *GRIDS, *ROUNDERS)


def grid_step(values, bound):
    """Twice the bound, less what rounding to float32 can add."""
    return 2 * bound - float(np.spacing(np.abs(values).max()))


def to_grid(values, bound):
    """Indices on a grid, or the bits of the floats where there is no bound."""
    if bound is None:
        return values.view(np.int32)
    return np.floor(values.astype(np.float64) / grid_step(values, bound) + 0.5).astype(np.int32)


def rounded(values, bound):
    """Floats rounded to multiples of the largest power of two within the bound; of each value's own, for relative ones."""
    if bound is None:
        return values
    if isinstance(bound, Relative):
        dropped = np.uint32(23 - (int(np.ceil(-np.log2(bound.share))) - 1))
        half, mask = np.uint32(1) << (dropped - np.uint32(1)), ~((np.uint32(1) << dropped) - np.uint32(1))
        return ((values.view(np.uint32) + half) & mask).view(np.float32)
    step = 2.0 ** np.floor(np.log2(2 * bound))
    return (np.floor(values.astype(np.float64) / step + 0.5) * step).astype(np.float32)


class Relative:
    """A bound relative to each value."""

    def __init__(self, share):
        self.share = share

    def __mul__(self, factor):
        return Relative(self.share * factor)


def restored(rival, decoded, values, bound):
    decoded = np.ascontiguousarray(decoded).reshape(values.shape)
    if not isinstance(rival, GRIDS) or isinstance(rival, ROUNDERS):
        return decoded
    if bound is None:
        return decoded.view(np.float32)
    return (decoded * grid_step(values, bound)).astype(np.float32)


def keeps(values, back, bound):
    if bound is None:
        return np.array_equal(values.view(np.int32), back.view(np.int32))
    exact = values.astype(np.float64)
    limit = bound.share * np.abs(exact) if isinstance(bound, Relative) else bound
    return bool((np.abs(back.astype(np.float64) - exact) <= limit).all())


# A compressor that breaks its bound is asked again for a little less.
SHARES = (1, 1 - 1e-6, 1 - 1e-4, 0.99, 0.9)


def measure(rival, columns, bounds):
    """Bytes of all columns, seconds, and the least share of a bound that had to be asked for."""
    total, encode_seconds, decode_seconds, least = 0, 0.0, 0.0, 1
    for values, bound in zip(columns, bounds):
        for share in SHARES if bound is not None else (1,):
            asked = None if bound is None else bound * share
            start = time.perf_counter()
            data = rival.encode(values, asked)
            middle = time.perf_counter()
            decoded = rival.decode(data, values)
            end = time.perf_counter()
            if keeps(values, restored(rival, decoded, values, asked), bound):
                break
        else:
            return None
        total += len(data)
        encode_seconds += middle - start
        decode_seconds += end - middle
        least = min(least, share)
    return {"bytes": total, "encode": encode_seconds, "decode": decode_seconds, "share": least}


def bound_of(job, values):
    """The job's bound for one column, in its units."""
    if job["kind"] == "exact":
        return None
    if job["kind"] == "relative":
        return Relative(job["share"])
    return job["share"] * float(values.max().astype("f8") - values.min())


def applies(maker, kind):
    if kind == "relative":
        return maker in ROUNDERS
    return kind != "exact" or (maker is not Sz3 and maker not in ROUNDERS)


def rivals(job):
    columns = load(job["path"])
    bounds = [bound_of(job, values) for values in columns]
    results = []
    for maker in RIVALS:
        if applies(maker, job["kind"]):
            result = measure(maker(), columns, bounds)
            results.append({"name": maker.name, **(result or {"bytes": None})})
    return results


def reader(script, path):
    """Seconds that the Python reader takes, the best of some; null where it refuses the file."""
    spec = importlib.util.spec_from_file_location("collimate", script)
    collimate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(collimate)
    best = float("inf")
    for _ in range(REPEATS):
        start = time.perf_counter()
        try:
            collimate.load(path)
        except collimate.CollimateError as error:
            print(error, file=sys.stderr)
            return None
        best = min(best, time.perf_counter() - start)
    return best


if sys.argv[1] == "rivals":
    print(json.dumps(rivals(json.loads(sys.argv[2]))))
else:
    print(json.dumps(reader(sys.argv[2], sys.argv[3])))
