import { FileFormatError } from "../../errors.js";
import { maxScaleBits, type BinTable } from "./binTable.js";
import type { BitReader } from "./bitReader.js";
import type { BitWriter } from "./bitWriter.js";

const firstLowerOrder = 6;
const countOrder = 4;

/**
 * Appends a table. Frequencies are written as differences from what the density of the bin before predicts, with a
 * Golomb order that follows the square root of the prediction, as counting noise does. The last one follows from the
 * sum.
 */
export function writeBinTable(table: BinTable, bits: BitWriter): void {
  const { atoms, lowers, rawBits, frequencies, scaleBits } = table;
  bits.write(scaleBits, 4);
  bits.writeGolomb(lowers.length, countOrder);
  const last = frequencies.length - 1;
  for (let symbol = 0; symbol < atoms && symbol < last; symbol++) {
    bits.writeGolomb(frequencies[symbol], frequencyOrder(2 ** scaleBits / 4));
  }
  let end = 0;
  let predicted = 2 ** scaleBits / Math.max(1, lowers.length);
  for (let bin = 0; bin < lowers.length; bin++) {
    if (bin === 0) bits.writeSignedGolomb(lowers[0], firstLowerOrder);
    else bits.writeSignedGolomb(lowers[bin] - end, 0);
    bits.writeSignedGolomb(rawBits[bin] - (bin === 0 ? 0 : rawBits[bin - 1]), 0);
    end = lowers[bin] + 2 ** rawBits[bin];
    if (atoms + bin === last) break;
    if (bin > 0) predicted = predictFrequency(table, bin);
    const frequency = frequencies[atoms + bin];
    writeFrequency(bits, frequency, predicted);
  }
}

/** @throws FileFormatError where the bits do not hold a valid table */
export function readBinTable(bits: BitReader, atoms: number): BinTable {
  const scaleBits = bits.read(4);
  if (scaleBits > maxScaleBits) bits.fail("a table is too fine");
  const total = 2 ** scaleBits;
  const bins = bits.readGolomb(countOrder);
  const symbols = atoms + bins;
  if (symbols < 1 || symbols > total) bits.fail("a table has a wrong number of bins");
  const table = {
    scaleBits,
    atoms,
    lowers: new Float64Array(bins),
    rawBits: new Uint8Array(bins),
    frequencies: new Uint32Array(symbols),
  };
  let left = total;
  const accept = (symbol: number, frequency: number): void => {
    if (frequency < 1 || frequency > left) bits.fail("a frequency is impossible");
    table.frequencies[symbol] = frequency;
    left -= frequency;
  };
  for (let symbol = 0; symbol < atoms; symbol++) {
    accept(symbol, symbol === symbols - 1 ? left : bits.readGolomb(frequencyOrder(total / 4)));
  }
  let end = 0;
  let predicted = total / Math.max(1, bins);
  for (let bin = 0; bin < bins; bin++) {
    const lower =
      bin === 0 ? bits.readSignedGolomb(firstLowerOrder) : end + bits.readSignedGolomb(0);
    const width = bits.readSignedGolomb(0) + (bin === 0 ? 0 : table.rawBits[bin - 1]);
    const rises = bin === 0 || lower > table.lowers[bin - 1];
    if (!rises || width < 0 || width > 53 || Math.abs(lower) > 2 ** 53) {
      bits.fail("a bin is impossible");
    }
    table.lowers[bin] = lower;
    table.rawBits[bin] = width;
    end = lower + 2 ** width;
    if (atoms + bin === symbols - 1) {
      accept(atoms + bin, left);
      break;
    }
    if (bin > 0) predicted = predictFrequency(table, bin);
    accept(atoms + bin, readFrequency(bits, predicted));
  }
  if (left !== 0)
    throw new FileFormatError("Damaged file: a table of frequencies has a wrong sum.");
  return table;
}

/** Frequency of a bin if its numbers are as likely as those of the bin before. */
function predictFrequency(table: BinTable, bin: number): number {
  const before = table.frequencies[table.atoms + bin - 1];
  const ratio = 2 ** (table.rawBits[bin] - table.rawBits[bin - 1]);
  return Math.min(2 ** table.scaleBits, Math.max(1, before * ratio));
}

/** Differences count from -predicted + 1, so that small predictions waste no code on impossible ones. */
function writeFrequency(bits: BitWriter, frequency: number, predicted: number): void {
  const center = Math.floor(predicted);
  bits.writeGolomb(fold(frequency - center, center - 1), frequencyOrder(predicted));
}

function readFrequency(bits: BitReader, predicted: number): number {
  const center = Math.floor(predicted);
  return center + unfold(bits.readGolomb(frequencyOrder(predicted)), center - 1);
}

/** Whole numbers from -down upwards as 0, 1, 2, ...: alternating signs as long as both exist. */
function fold(value: number, down: number): number {
  if (value > down) return value + down;
  return value >= 0 ? 2 * value : -2 * value - 1;
}

function unfold(coded: number, down: number): number {
  if (coded > 2 * down) return coded - down;
  return coded % 2 === 0 ? coded / 2 : -(coded + 1) / 2;
}

/** About half the number of bits of `expected`, found without logarithms. */
function frequencyOrder(expected: number): number {
  let order = 0;
  while (2 ** (2 * (order + 1)) <= expected) order++;
  return order;
}
