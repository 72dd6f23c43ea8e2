import { describe, expect, it } from "vitest";
import { npyHeaderBytes, parseNpyHeader } from "../../../../src/data/formats/npyHeader.js";

/** A header of version 1.0 with the given text. */
function header(text: string): Uint8Array {
  const bytes = new Uint8Array(10 + text.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, text.length & 255, text.length >> 8]);
  bytes.set(new TextEncoder().encode(text), 10);
  return bytes;
}

const parse = (text: string): unknown => parseNpyHeader(header(text), "x");

describe("parseNpyHeader", () => {
  it.each([
    ["{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }\n", [3, 4]],
    [`{"shape": (3L,), "fortran_order": False, "descr": "<f4"}`, [3]],
    ["  { 'descr':'<f4','fortran_order':False,'shape':() }   ", []],
    ["{'descr': '<f4', 'fortran_order': False, 'shape': ( 1 ,2,\n3 ), }", [1, 2, 3]],
  ])("understands %s", (text, shape) => {
    const parsed = parse(text);
    expect(parsed).toMatchObject({ shape, fortranOrder: false, dataOffset: 10 + text.length });
    expect(parsed).toMatchObject({ type: { column: "float32", itemBytes: 4, bigEndian: false } });
  });

  it.each([
    "{'descr': '<f4', 'fortran_order': False}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), 'more': 1}",
    "{'descr': '<f4', 'descr': '<f4', 'fortran_order': False, 'shape': (3,)}",
    "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}",
    "{'descr': '<f4' 'fortran_order': False, 'shape': (3,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,,)}",
    "{'descr': '<f4', 'fortran_order': False, 'shape': (3,)} x",
    "__import__('os').system('true')",
    "   ",
  ])("refuses %s", (text) => {
    expect(() => parse(text)).toThrow(/x (has a header that cannot|declares the impossible)/);
  });

  it.each([
    "(-1, 4)",
    "(1e3,)",
    "(99999999999999999999,)",
    "(3000000000, 3000000000, 2)",
    "(0x1,)",
  ])("refuses the shape %s", (shape) => {
    const text = `{'descr': '<f4', 'fortran_order': False, 'shape': ${shape}}`;
    expect(() => parse(text)).toThrow("impossible shape");
  });

  it.each(["<f3", "|f4", "=f4", "<q", "f4", "<f4x", "<i16", "|b2", "<U99999"])(
    "refuses the type %s",
    (descr) => {
      const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (3,)}`;
      expect(() => parse(text)).toThrow(/^x (has|holds)/);
    },
  );

  it("asks for the bytes that it needs, and for no more than a megabyte", () => {
    const bytes = npyHeaderBytes("<f8", [2, 2]);
    expect(parseNpyHeader(bytes.subarray(0, 3), "x")).toBe(12);
    expect(parseNpyHeader(bytes.subarray(0, 50), "x")).toBe(bytes.length);
    const huge = Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 2, 0, 0, 0, 0, 0x70);
    expect(() => parseNpyHeader(huge, "x")).toThrow("declares a header of");
    expect(() => parseNpyHeader(Uint8Array.of(0x93, 0x4e, 0x50), "x")).toThrow("does not begin");
    huge[6] = 4;
    expect(() => parseNpyHeader(huge, "x")).toThrow("version 4.0");
  });
});
