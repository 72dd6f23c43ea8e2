import { type ByteReader } from "../byteReader.js";
import type { ByteWriter } from "../byteWriter.js";
import type { BinTable } from "./binTable.js";
import { type BinCoder, joinBins } from "./binCoding.js";
import { BitReader } from "./bitReader.js";
import { BitWriter } from "./bitWriter.js";
import { LaneDecoder } from "./laneDecoder.js";
import { encodeLanes, type SymbolStream } from "./laneEncoder.js";

/** Numbers to code with one table: those of the rows without an atom, and which rows have which atom. */
export interface NumberStream {
  readonly coder: BinCoder;
  readonly values: Float64Array;
  readonly atomOf: Uint8Array | null;
}

/** A stream as it comes back. */
export interface DecodedStream {
  /** One per row: below `table.atoms` an atom, else a bin. */
  readonly symbols: Uint16Array;
  /** The numbers of the rows without an atom, in order. */
  readonly values: Float64Array;
}

const mostLanes = 1024;
const symbolsPerLane = 2048;
const largestLaneCount = 65536;

/** A power of two: few lanes for few symbols, because a lane costs about two bytes. */
export function laneCount(symbols: number): number {
  let lanes = 1;
  while (lanes < mostLanes && 2 * lanes * symbolsPerLane <= symbols) lanes *= 2;
  return lanes;
}

/**
 * Appends streams one after the other with shared lanes: lane states, words, raw bits. The end of the raw bits seeds
 * the lanes.
 */
export function writeStreams(
  streams: readonly NumberStream[],
  lanes: number,
  out: ByteWriter,
): void {
  const raw = new BitWriter();
  const coded: SymbolStream[] = streams.map(({ coder, values, atomOf }) => ({
    table: coder.table,
    symbols: coder.split(values, atomOf, raw),
  }));
  const rawBytes = raw.toBytes();
  const seeded = Math.min(lanes, rawBytes.length >> 1);
  const kept = rawBytes.length - 2 * seeded;
  const seeds = new Uint16Array(lanes);
  for (let lane = 0; lane < seeded; lane++) {
    seeds[lane] = rawBytes[kept + 2 * lane] + 256 * rawBytes[kept + 2 * lane + 1];
  }
  const { states, words } = encodeLanes(coded, seeds);
  out.varint(lanes);
  out.varint(seeded);
  out.varint(words.length);
  for (const state of states) out.u32(state);
  const bytes = new Uint8Array(2 * words.length);
  for (let i = 0; i < words.length; i++) {
    bytes[2 * i] = words[i];
    bytes[2 * i + 1] = words[i] >>> 8;
  }
  out.append(bytes);
  out.append(rawBytes.subarray(0, kept));
}

/** How many symbols a stream has; null: as many as the stream before has numbers. */
export interface StreamPlan {
  readonly table: BinTable;
  readonly rows: number | null;
}

/**
 * Reads what `writeStreams` wrote, to the end of `reader`.
 * @throws FileFormatError where the data is damaged
 */
export function readStreams(plans: readonly StreamPlan[], reader: ByteReader): DecodedStream[] {
  const lanes = reader.varint(largestLaneCount);
  if (lanes < 1) reader.fail("there are no lanes");
  const seeded = reader.varint(lanes);
  const wordCount = reader.varint(reader.remaining / 2);
  const states = new Uint32Array(Math.min(lanes, reader.remaining >> 2));
  if (states.length < lanes) reader.fail("the data ends too early");
  for (let lane = 0; lane < lanes; lane++) states[lane] = reader.u32();
  const bytes = reader.take(2 * wordCount);
  const words = new Uint16Array(wordCount);
  for (let i = 0; i < wordCount; i++) words[i] = bytes[2 * i] + 256 * bytes[2 * i + 1];
  const decoder = new LaneDecoder({ states, words });
  let numbers = 0;
  const symbols = plans.map(({ table, rows }) => {
    const decoded = decoder.decode(table, rows ?? numbers);
    numbers = countNumbers(decoded, table.atoms);
    return decoded;
  });
  const seeds = decoder.finish();
  const kept = reader.take(reader.remaining);
  const rawBytes = new Uint8Array(kept.length + 2 * seeded);
  rawBytes.set(kept);
  for (let lane = 0; lane < seeded; lane++) {
    rawBytes[kept.length + 2 * lane] = seeds[lane];
    rawBytes[kept.length + 2 * lane + 1] = seeds[lane] >>> 8;
  }
  const raw = new BitReader(rawBytes, "the raw bits of a chunk");
  return plans.map(({ table }, i) => ({
    symbols: symbols[i],
    values: joinBins(table, symbols[i], raw),
  }));
}

function countNumbers(symbols: Uint16Array, atoms: number): number {
  if (atoms === 0) return symbols.length;
  let count = 0;
  for (let i = 0; i < symbols.length; i++) if (symbols[i] >= atoms) count++;
  return count;
}
