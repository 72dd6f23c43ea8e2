import { describe, expect, it } from "vitest";
import { ContainerReader } from "../../../src/codec/container/containerReader.js";
import { crc32 } from "../../../src/data/crc32.js";
import { fileCommentLength } from "../../../src/codec/container/fileComment.js";
import { javascriptNetworks } from "../../../src/codec/javascriptNetworks.js";
import { openCompressed } from "../../../src/codec/openCompressed.js";
import { FileFormatError } from "../../../src/errors.js";
import { seededNormal, seededRandom } from "./random.js";
import { sealAgain } from "./sealAgain.js";
import { BytesFile, columnOf, compress, tableOf } from "./tables.js";

const normal = seededNormal(11);
const small = tableOf(
  columnOf("x", "float32", 90, (row) => (row % 9 === 0 ? NaN : normal())),
  columnOf("n", "int32", 90, (row) => row * row),
  columnOf("d", "float64", 90, () => 1e9 * normal()),
);
const bounds = [{ range: 1e-2 }, "exact", "exact"] as const;

async function outcome(bytes: Uint8Array<ArrayBuffer>): Promise<"intact" | "refused"> {
  try {
    const compressed = await openCompressed(new BytesFile(bytes));
    await compressed.verifyChecksums();
    return "intact";
  } catch (error) {
    if (error instanceof FileFormatError) return "refused";
    throw error;
  }
}

describe("damage", () => {
  it("of any single bit is found", async () => {
    const { bytes } = await compress(small, bounds, { chunkRows: 40 });
    expect(await outcome(bytes)).toBe("intact");
    for (let byte = 0; byte < bytes.length; byte++) {
      const bit = 1 << ((byte * 5) % 8);
      const damaged = bytes.slice();
      damaged[byte] ^= bit;
      expect(await outcome(damaged), `byte ${byte}`).toBe("refused");
    }
  });

  it("by bytes added or cut off anywhere is found", async () => {
    const { bytes } = await compress(small, bounds);
    for (let length = 0; length < bytes.length; length += 7) {
      expect(await outcome(bytes.slice(0, length))).toBe("refused");
      expect(await outcome(bytes.slice(bytes.length - length))).toBe("refused");
    }
    for (const extra of [new Uint8Array(1), new Uint8Array(1000)]) {
      expect(await outcome(Uint8Array.from([...bytes, ...extra]))).toBe("refused");
      expect(await outcome(Uint8Array.from([...extra, ...bytes]))).toBe("refused");
    }
  });

  it("of files that are something else is said plainly", async () => {
    const random = seededRandom(12);
    for (const length of [0, 1, 60, 61, 5000]) {
      const bytes = Uint8Array.from({ length }, () => 256 * random());
      await expect(openCompressed(new BytesFile(bytes))).rejects.toThrow(FileFormatError);
    }
  });

  it.each([
    ["07", /format 7.*newer/],
    ["00", /format 0.*compress the original again/],
  ])("is told from format %s", async (format, message) => {
    const { bytes } = await compress(small, bounds);
    const start = bytes.length - fileCommentLength;
    const text = String.fromCharCode(...bytes.subarray(start, bytes.length - 8));
    const newer = text.replace("collimate01", `collimate${format}`);
    const ascii = Uint8Array.from(newer, (character) => character.charCodeAt(0));
    bytes.set(ascii, start);
    const crc = crc32(ascii).toString(16).padStart(8, "0");
    bytes.set(
      Uint8Array.from(crc, (character) => character.charCodeAt(0)),
      bytes.length - 8,
    );
    await expect(openCompressed(new BytesFile(bytes))).rejects.toThrow(message);
  });
});

describe("hostile files", () => {
  it("whose checksums fit are decoded or refused, never anything else", async () => {
    const random = seededRandom(13);
    const { bytes } = await compress(small, bounds, { chunkRows: 40 });
    let refused = 0;
    const comment = bytes.length - fileCommentLength;
    for (let trial = 0; trial < 1500; trial++) {
      const hostile = bytes.slice();
      const changes = 1 + Math.floor(3 * random());
      for (let i = 0; i < changes; i++) {
        const at = Math.floor(comment * random());
        hostile[at] = random() < 0.3 ? 255 : Math.floor(256 * random());
      }
      sealAgain(hostile);
      try {
        const compressed = await openCompressed(new BytesFile(hostile));
        await compressed.decompress(javascriptNetworks);
      } catch (error) {
        if (!(error instanceof FileFormatError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(300);
    expect(refused).toBeLessThan(1500);
  });

  it("may seal themselves without change", async () => {
    const { bytes } = await compress(small, bounds, { chunkRows: 40 });
    const sealed = bytes.slice();
    sealAgain(sealed);
    expect(sealed).toEqual(bytes);
  });
});

describe("damage in one chunk", () => {
  it("costs the rows of that chunk alone, and is refused by name without salvage", async () => {
    const file = await compress(small, bounds, { chunkRows: 40 });
    const whole = await (await openCompressed(file)).decompress(javascriptNetworks);
    const damaged = file.bytes.slice();
    const container = await ContainerReader.open(file);
    const [, second] = container.entriesOf("chunk");
    damaged[second.offset + second.length - 3] ^= 4;
    const compressed = await openCompressed(new BytesFile(damaged));
    await expect(compressed.decompress(javascriptNetworks)).rejects.toThrow(/Rows 40 to 79 /);
    const missing: (readonly [number, number])[] = [];
    const rest = await compressed.decompress(javascriptNetworks, {
      rows: [10, 85],
      onDamage: (rows) => missing.push(rows),
    });
    expect(missing).toEqual([[40, 80]]);
    expect(rest.rows).toBe(35);
    rest.columns.forEach(({ values }, i) => {
      const all = whole.columns[i].values;
      expect([...values]).toEqual([...all.slice(10, 40), ...all.slice(80, 85)]);
    });
    const intact = await compressed.decompress(javascriptNetworks, { rows: [80, 90] });
    expect(intact.rows).toBe(10);
  });
});
