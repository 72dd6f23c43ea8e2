const tableBits = 12;
const tableSize = 2 ** tableBits;
const naturalLogarithmOfTwo = 0.6931471805599453;

/** 2^0, 2^1, ... by doubling; infinite from 2^1024 on. */
const wholePowers = makeWholePowers();
/** 2^(i / 4096) for i = 0 ... 4096: products of the square roots sqrt(2), sqrt(sqrt(2)), ... for the bits of i, the highest first. */
const fractions = makeFractions();

/**
 * first x 2^exponent by + - x floor, square roots and tables alone, in one written order (FORMAT.md, section 3), so that
 * every machine gets the same bits: library exponentials differ in their last bits.
 * @param first a positive normal number
 * @param exponent -1000 ... 2100; relative errors stay below 2^-49
 */
export function timesPowerOfTwo(first: number, exponent: number): number {
  const whole = Math.floor(exponent);
  const share = (exponent - whole) * tableSize;
  const entry = Math.floor(share);
  const y = ((share - entry) / tableSize) * naturalLogarithmOfTwo;
  const rest = 1 + y * (1 + (y / 2) * (1 + (y / 3) * (1 + y / 4)));
  const scaled = first * (fractions[entry] * rest);
  if (whole < 0) return scaled / wholePowers[-whole];
  const half = Math.floor(whole / 2);
  return scaled * wholePowers[half] * wholePowers[whole - half];
}

function makeWholePowers(): Float64Array {
  const powers = new Float64Array(1100).fill(1);
  for (let i = 1; i < powers.length; i++) powers[i] = 2 * powers[i - 1];
  return powers;
}

function makeFractions(): Float64Array {
  const table = new Float64Array(tableSize + 1).fill(1);
  table[tableSize] = 2;
  let root = 2;
  for (let bit = tableSize / 2; bit >= 1; bit /= 2) {
    root = Math.sqrt(root);
    for (let i = 0; i < tableSize; i++) if (i & bit) table[i] *= root;
  }
  return table;
}
