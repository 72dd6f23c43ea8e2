import { FileFormatError } from "../../errors.js";

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0];
const alignment = 16;
const longestHeader = 4096;

/** The header of an `.npy` file, version 1.0, that holds `length` bytes as a 1-D uint8 array. */
export function npyHeader(length: number): Uint8Array<ArrayBuffer> {
  const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': (${length},), }`;
  const size = Math.ceil((magic.length + 2 + dictionary.length + 1) / alignment) * alignment;
  const header = new Uint8Array(size).fill(0x20);
  header.set(magic);
  new DataView(header.buffer).setUint16(magic.length, size - magic.length - 2, true);
  header.set(new TextEncoder().encode(dictionary), magic.length + 2);
  header[size - 1] = 0x0a;
  return header;
}

/** The bytes behind the header of such a file. @throws FileFormatError where it is none */
export function npyPayload(file: Uint8Array, what: string): Uint8Array {
  const fits =
    file.length >= magic.length + 2 && magic.every((byte, position) => file[position] === byte);
  const length = fits ? file[magic.length] + 256 * file[magic.length + 1] : 0;
  const start = magic.length + 2 + length;
  if (!fits || length > longestHeader || start > file.length) {
    throw new FileFormatError(`Damaged file: ${what} is not a numpy array of bytes.`);
  }
  return file.subarray(start);
}
