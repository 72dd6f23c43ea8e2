import { describe, expect, it } from "vitest";
import { FileFormatError } from "../../../../src/errors.js";
import { BitReader } from "../../../../src/codec/entropy/bitReader.js";
import { BitWriter } from "../../../../src/codec/entropy/bitWriter.js";
import { seededRandom } from "../random.js";

describe("bits", () => {
  it("come back for every width from 0 to 53", () => {
    const random = seededRandom(3);
    const numbers = Array.from({ length: 5000 }, () => {
      const bits = Math.floor(54 * random());
      const value = Math.floor(random() * 2 ** bits);
      return { bits, value: random() < 0.1 ? 2 ** bits - 1 : value };
    });
    const writer = new BitWriter();
    for (const { bits, value } of numbers) writer.write(value, bits);
    const reader = new BitReader(writer.toBytes(), "test");
    for (const { bits, value } of numbers) expect(reader.read(bits)).toBe(value);
  });

  it("lie lowest first", () => {
    const writer = new BitWriter();
    writer.write(1, 1);
    writer.write(0b101, 3);
    writer.write(0xabc, 12);
    expect([...writer.toBytes()]).toEqual([0b1100_1011, 0xab]);
  });

  it("hold Golomb codes of every order", () => {
    for (let order = 0; order < 8; order++) {
      const numbers = [0, 1, 2, 7, 8, 100, 12345, 2 ** 40, 2 ** 52];
      const writer = new BitWriter();
      for (const number of numbers) {
        writer.writeGolomb(number, order);
        if (number < 2 ** 50) writer.writeSignedGolomb(-number, order);
      }
      const reader = new BitReader(writer.toBytes(), "test");
      for (const number of numbers) {
        expect(reader.readGolomb(order)).toBe(number);
        if (number < 2 ** 50) expect(reader.readSignedGolomb(order)).toBe(-number + 0);
      }
    }
  });

  it("end with an error", () => {
    const reader = new BitReader(new Uint8Array(2), "test");
    reader.read(10);
    expect(() => reader.read(10)).toThrow(FileFormatError);
    expect(() => new BitReader(new Uint8Array(20).fill(255), "test").readGolomb(0)).toThrow(
      FileFormatError,
    );
  });
});
