import { powerOfTen } from "./numberFormat.js";

/** What labels of ticks leave out because all of them share it. */
export interface TickOffset {
  /** Signed, to be read as added to every label: "+1.234 × 10¹⁶". */
  readonly label: string;
  /** What is left of each tick. */
  readonly differences: readonly number[];
}

/** Digits up to which a label says in full where its tick stands. */
const longestPlain = 7;
const longestScientific = 5;

/**
 * The offset of ticks whose labels would otherwise repeat a long row of leading digits, or read all the same.
 * @param values ascending multiples of `step`
 * @returns null where the labels are short enough without an offset
 */
export function tickOffset(values: readonly number[], step: number): TickOffset | null {
  if (values.length === 0) return null;
  const largest = Math.max(...values.map(Math.abs));
  const plain = step >= 1e-4 && largest < 1e7;
  const finest = exponentOf(step);
  const digits = exponentOf(largest) - finest + 1;
  if (!(digits > (plain ? longestPlain : longestScientific))) return null;
  // In whole steps nothing is rounded, because ticks are never closer than neighbouring doubles.
  const indices = values.map((value) => Math.round(value / step));
  const [low, high] = [indices[0], indices[indices.length - 1]];
  if (low <= 0 && high >= 0) return null;
  let unit = finest + 1;
  while (stepsIn(unit, step) < high - low) unit++;
  const perUnit = stepsIn(unit, step);
  const sign = low < 0 ? -1 : 1;
  const units = Math.floor(Math.min(Math.abs(low), Math.abs(high)) / perUnit);
  if (units === 0) return null;
  return {
    label: `${sign < 0 ? "−" : "+"}${decimal(units, unit)}`,
    differences: indices.map((index) => (index - sign * units * perUnit) * step),
  };
}

const exponentOf = (value: number): number => Math.floor(Math.log10(value) + 1e-9);

const stepsIn = (exponent: number, step: number): number =>
  Math.round(Number(`1e${exponent}`) / step);

/** units × 10^exponent with every digit and no padding: plain between 10⁻⁴ and 10⁷, else scientific. */
function decimal(units: number, exponent: number): string {
  const digits = String(units).replace(/0+$/, "");
  const first = exponent + String(units).length - 1;
  if (first >= -4 && first < 7) {
    const value = Number(`${units}e${exponent}`);
    return value.toFixed(Math.max(0, digits.length - 1 - first));
  }
  if (digits === "1") return powerOfTen(first);
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${mantissa} × ${powerOfTen(first)}`;
}
