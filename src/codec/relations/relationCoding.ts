import {
  mostRowsBack,
  relationForms,
  type Relation,
  type RelationForm,
} from "../../models/relation.js";
import type { ByteReader } from "../byteReader.js";
import type { ByteWriter } from "../byteWriter.js";

const forms = Object.keys(relationForms) as RelationForm[];
const mostTerms = 256;
const mostExponent = 1000;
/** Factors are whole numbers of halves, or float64 behind this one. */
const noHalves = 127;

export function writeRelation(relation: Relation | null, out: ByteWriter): void {
  out.varint(relation?.terms.length ?? 0);
  if (relation === null) return;
  for (const { form, columns, factor, back } of relation.terms) {
    out.u8(forms.indexOf(form));
    for (const column of columns) out.varint(column);
    if (back !== undefined) out.varint(back);
    writeFactor(factor, out);
  }
  writeFactor(relation.offset, out);
  out.signedVarint(Math.log2(relation.unit));
}

/**
 * @param before columns that a relation can use: those with smaller numbers
 * @param all columns that it can use of rows before
 */
export function readRelation(reader: ByteReader, before: number, all: number): Relation | null {
  const count = reader.varint(mostTerms);
  if (count === 0) return null;
  const terms = Array.from({ length: count }, () => {
    const form = forms[reader.u8()];
    const usable = form === "before" ? all : before;
    if (form === undefined || usable === 0) reader.fail("a relation is of no known form");
    const columns = Array.from({ length: relationForms[form] }, () => reader.varint(usable - 1));
    if (form !== "before") return { form, columns, factor: readFactor(reader) };
    const back = reader.varint(mostRowsBack);
    if (back === 0) reader.fail("a relation looks back no rows");
    return { form, columns, back, factor: readFactor(reader) };
  });
  const offset = readFactor(reader);
  const exponent = reader.signedVarint();
  if (Math.abs(exponent) > mostExponent) reader.fail("a relation is impossible");
  return { offset, terms, unit: 2 ** exponent };
}

function writeFactor(factor: number, out: ByteWriter): void {
  const halves = 2 * factor;
  if (Number.isInteger(halves) && Math.abs(halves) < noHalves) {
    out.u8(halves + noHalves);
  } else {
    out.u8(2 * noHalves);
    out.f64(factor);
  }
}

function readFactor(reader: ByteReader): number {
  const code = reader.u8();
  if (code > 2 * noHalves) reader.fail("a relation has an impossible factor");
  const factor = code === 2 * noHalves ? reader.f64() : (code - noHalves) / 2;
  if (!Number.isFinite(factor)) reader.fail("a relation has an impossible factor");
  return factor;
}
