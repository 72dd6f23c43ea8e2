/** For byte b at place k before the end of eight, its share in the checksum: entry 256 k + b. */
const table = new Int32Array(8 * 256);
for (let byte = 0; byte < 256; byte++) {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  table[byte] = value;
}
for (let at = 256; at < table.length; at++) {
  const before = table[at - 256];
  table[at] = (before >>> 8) ^ table[before & 255];
}

/**
 * CRC-32 as zip files use it (IEEE 802.3), eight bytes at a time (Kounavis and Berry 2005, "A systematic approach to
 * building high performance software-based CRC generators").
 * @param before checksum of the bytes that come before these
 */
export function crc32(bytes: Uint8Array, before = 0): number {
  let value = ~before;
  let i = 0;
  for (const end = bytes.length - 7; i < end; i += 8) {
    value ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    value =
      table[1792 + (value & 255)] ^
      table[1536 + ((value >>> 8) & 255)] ^
      table[1280 + ((value >>> 16) & 255)] ^
      table[1024 + (value >>> 24)] ^
      table[768 + bytes[i + 4]] ^
      table[512 + bytes[i + 5]] ^
      table[256 + bytes[i + 6]] ^
      table[bytes[i + 7]];
  }
  for (; i < bytes.length; i++) value = table[(value ^ bytes[i]) & 255] ^ (value >>> 8);
  return ~value >>> 0;
}
