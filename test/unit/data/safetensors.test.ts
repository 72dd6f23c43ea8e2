import { describe, expect, it } from "vitest";
import { FileFormatError } from "../../../src/errors.js";
import {
  readSafetensors,
  writeSafetensors,
  type StoredTensor,
} from "../../../src/data/safetensors.js";

const tensors = new Map<string, StoredTensor>([
  ["a", { shape: [2, 3], data: Float32Array.of(1, -0, NaN, Infinity, 1e-45, 3) }],
  ["bytes", { shape: [3], data: Uint8Array.of(1, 2, 255) }],
  ["double", { shape: [], data: Float64Array.of(Math.PI) }],
  ["none", { shape: [0, 4], data: new Int32Array(0) }],
]);
const bytes = writeSafetensors({ tensors, metadata: { say: "grüße", n: "1" } });

describe("safetensors", () => {
  it("gives back what was written", () => {
    const read = readSafetensors(bytes);
    expect(read.metadata).toEqual({ say: "grüße", n: "1" });
    expect([...read.tensors]).toEqual([...tensors]);
    expect(Object.is((read.tensors.get("a") as StoredTensor).data[1], -0)).toBe(true);
  });

  it("follows the format: length, padded header, elements at the named offsets", () => {
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    expect(length % 8).toBe(0);
    const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))) as Record<
      string,
      unknown
    >;
    expect(header.bytes).toEqual({ dtype: "U8", shape: [3], data_offsets: [24, 27] });
    expect([...bytes.subarray(8 + length + 24, 8 + length + 27)]).toEqual([1, 2, 255]);
  });

  it("refuses every cut and every header that does not fit", () => {
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readSafetensors(bytes.subarray(0, length))).toThrow(FileFormatError);
    }
    const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
    const text = new TextDecoder().decode(bytes.subarray(8, 8 + length));
    for (const [from, to] of [
      ['"F32"', '"F64"'],
      ['"F32"', '"Q32"'],
      ["[2,3]", "[2,4]"],
      ["[2,3]", "[2,-3]"],
      ["[24,27]", "[23,26]"],
      ["[24,27]", "[24,99]"],
      ['"1"', "123"],
    ]) {
      const wrong = bytes.slice();
      const changed = text.replace(from, to).padEnd(length).slice(0, length);
      wrong.set(new TextEncoder().encode(changed), 8);
      expect(() => readSafetensors(wrong), `${from} -> ${to}`).toThrow(FileFormatError);
    }
    const long = new Uint8Array(bytes.length + 1);
    long.set(bytes);
    expect(() => readSafetensors(long)).toThrow(FileFormatError);
  });
});
