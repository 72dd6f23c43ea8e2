import { bytesOf } from "../columnValues.js";
import type { ArrayBeside } from "../table.js";
import { npyHeaderBytes } from "./npyHeader.js";
import { decodeNpyText, encodeNpyText } from "./npyText.js";
import { npyTypeText } from "./npyType.js";
import { readNpzBytes, type NpzArray } from "./npzArrays.js";
import { FlatValues } from "./arrayShapes.js";

/** Arrays beside the ones that are compressed may have so many bytes in all: they are stored as they are. */
export const mostBesideBytes = 1 << 16;

/** Reads a small array whole. */
export async function readBeside(array: NpzArray): Promise<ArrayBeside> {
  const { name, header, where } = array;
  const bytes = await readNpzBytes(array);
  if (header.type.kind === "text") {
    const texts = decodeNpyText(header, bytes, where);
    const whole = encodeNpyText(texts, header.type.characters);
    const values = whole.subarray(whole.length - bytes.length);
    const type = `<U${header.type.characters}`;
    return { name, type, shape: header.shape, bytes: hexadecimal(values) };
  }
  const flat = new FlatValues(header, where);
  flat.push(bytes);
  const values = flat.finish();
  const type = npyTypeText(header.type.column);
  return { name, type, shape: header.shape, bytes: hexadecimal(bytesOf(values)) };
}

/** A whole `.npy` array. */
export function besideBytes({ type, shape, bytes }: ArrayBeside): Uint8Array {
  const header = npyHeaderBytes(type, shape);
  const out = new Uint8Array(header.length + bytes.length / 2);
  out.set(header);
  for (let i = 0; i < bytes.length / 2; i++) {
    out[header.length + i] = Number.parseInt(bytes.slice(2 * i, 2 * i + 2), 16);
  }
  return out;
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
