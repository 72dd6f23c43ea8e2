import { describe, expect, it } from "vitest";
import { ByteReader } from "../../../../src/codec/byteReader.js";
import { ByteWriter } from "../../../../src/codec/byteWriter.js";
import { readRelation, writeRelation } from "../../../../src/codec/relations/relationCoding.js";
import { FileFormatError } from "../../../../src/errors.js";
import type { Relation } from "../../../../src/models/relation.js";

const relation: Relation = {
  offset: -0.1,
  terms: [
    { form: "energy", columns: [0, 1, 4], factor: 1 },
    { form: "value", columns: [2], factor: -62.5 },
    { form: "quotient", columns: [3, 0], factor: 1 / 3 },
    { form: "before", columns: [6], back: 8, factor: 2 },
  ],
  unit: 2 ** -7,
};

function bytesOf(stored: Relation | null): Uint8Array {
  const out = new ByteWriter();
  writeRelation(stored, out);
  return out.toBytes();
}

describe("stored relations", () => {
  it("come back as they were, and take a byte where there are none", () => {
    expect(readRelation(new ByteReader(bytesOf(relation), "the model"), 5, 7)).toEqual(relation);
    expect(bytesOf(null)).toHaveLength(1);
    expect(readRelation(new ByteReader(bytesOf(null), "the model"), 0, 0)).toBeNull();
  });

  it("are refused where they use columns that come later, or are cut", () => {
    const bytes = bytesOf(relation);
    expect(() => readRelation(new ByteReader(bytes, "the model"), 4, 7)).toThrow(FileFormatError);
    expect(() => readRelation(new ByteReader(bytes, "the model"), 5, 6)).toThrow(FileFormatError);
    const back = relation.terms.map((term) =>
      term.back === undefined ? term : { ...term, back: 0 },
    );
    const none = bytesOf({ ...relation, terms: back });
    expect(() => readRelation(new ByteReader(none, "the model"), 5, 7)).toThrow(FileFormatError);
    for (let length = 0; length < bytes.length; length++) {
      const cut = new ByteReader(bytes.subarray(0, length), "the model");
      expect(() => readRelation(cut, 5, 7)).toThrow(FileFormatError);
    }
  });
});
