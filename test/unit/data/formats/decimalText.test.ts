import { describe, expect, it } from "vitest";
import {
  float32Text,
  scanNumber,
  writtenAsFloat32,
} from "../../../../src/data/formats/decimalText.js";
import { seededRandom } from "../../../support/seededRandom.js";

describe("scanNumber", () => {
  it.each([
    ["12", "integer", 2],
    ["-0012", "integer", 2],
    ["+100", "integer", 3],
    ["0.00120", "fraction", 3],
    ["1.", "fraction", 1],
    ["12.5e-10", "fraction", 3],
    ["0", "integer", 0],
    ["", "other", 0],
    ["0x10", "other", 0],
    ["e5", "other", 0],
    ["1_000", "other", 0],
    ["-", "other", 0],
    ["Infinity", "other", 0],
  ])("%s is %s with %i digits", (text, kind, digits) => {
    expect({ ...scanNumber(text) }).toEqual({ kind, digits });
  });
});

const random = seededRandom(11);
const bits = new DataView(new ArrayBuffer(4));

/** Any float32 that is a finite number, small ones too. */
function anyFloat32(): number {
  bits.setUint32(0, random() * 4294967296);
  const value = bits.getFloat32(0);
  return Number.isFinite(value) ? value : 1;
}

describe("writtenAsFloat32", () => {
  it("agrees with printing the nearest float32 with the digits written", () => {
    for (let i = 0; i < 20_000; i++) {
      const digits = 1 + Math.floor(random() * 12);
      const isFloat32 = random() < 0.5;
      const text = (
        isFloat32 ? anyFloat32() : (random() - 0.5) * 10 ** (random() * 60 - 30)
      ).toPrecision(digits);
      const value = Number(text);
      const printed = Number(Math.fround(value).toPrecision(digits));
      expect([text, writtenAsFloat32(value, digits)]).toEqual([text, printed === value]);
    }
  });

  it("keeps what float32 cannot reach", () => {
    expect(writtenAsFloat32(1e39, 1)).toBe(false);
    expect(writtenAsFloat32(1e-60, 1)).toBe(false);
    expect(writtenAsFloat32(0, 0)).toBe(true);
    expect(writtenAsFloat32(0.1, 12)).toBe(false);
  });
});

describe("float32Text", () => {
  it("gives every float32 back, with no digit too many", () => {
    for (let i = 0; i < 20_000; i++) {
      const value = anyFloat32();
      const text = float32Text(value);
      expect(Math.fround(Number(text))).toBe(value);
      const { digits } = scanNumber(Number(text).toExponential());
      if (digits > 6) {
        expect(Math.fround(Number(value.toPrecision(digits - 1)))).not.toBe(value);
      }
    }
    expect(float32Text(Math.fround(0.1))).toBe("0.1");
    expect(float32Text(16777216)).toBe("16777216");
  });
});
