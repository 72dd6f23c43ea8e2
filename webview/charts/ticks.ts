import { formatNumber, formatTick, powerOfTen } from "./numberFormat.js";
import { tickOffset } from "./tickOffset.js";

export interface Tick {
  readonly value: number;
  /** Empty for a minor tick. */
  readonly label: string;
}

/** The step of 1, 2, 2.5, 5 × 10ⁿ that gives about `wanted` ticks over a span. */
export function tickStep(span: number, wanted: number): number {
  const rough = span / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  return factor * power;
}

/** Labelled ticks on whole steps inside [low, high]; the limits themselves get none unless they are whole steps. */
export function linearTicks(low: number, high: number, wanted: number, whole = false): Tick[] {
  return placeTicks(low, high, wanted, whole).ticks;
}

/**
 * The same with what all labels share taken out of them.
 * @returns the ticks, and the offset that belongs beside the axis, "+1.234 × 10¹⁶"; empty where the labels are complete
 */
export function offsetTicks(
  low: number,
  high: number,
  wanted: number,
  whole = false,
): { readonly ticks: readonly Tick[]; readonly offset: string } {
  const { ticks, step } = placeTicks(low, high, wanted, whole);
  const values = ticks.map(({ value }) => value);
  const shared = tickOffset(values, step);
  if (!shared) return { ticks, offset: "" };
  const short = shared.differences.map((difference) => formatTick(difference, step));
  return {
    ticks: values.map((value, index) => ({ value, label: short[index] })),
    offset: shared.label,
  };
}

function placeTicks(
  low: number,
  high: number,
  wanted: number,
  whole: boolean,
): { readonly ticks: Tick[]; readonly step: number } {
  if (!(high > low)) return { ticks: [{ value: low, label: formatNumber(low, 3) }], step: NaN };
  // Ticks closer than neighbouring doubles could not be told apart.
  const finest = Math.max(Math.abs(low), Math.abs(high)) * 2 ** -52;
  const rough = tickStep(Math.max(high - low, finest * wanted), wanted);
  // Epochs and steps come whole: 2.5 becomes 5, and nothing is finer than 1.
  const step = whole ? Math.max(1, rough < 10 && rough > 2 ? 5 : Math.ceil(rough)) : rough;
  const ticks: Tick[] = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + step * 1e-9; index++) {
    const value = index === 0 ? 0 : index * step;
    ticks.push({ value, label: formatTick(value, step) });
  }
  return { ticks: zeroLikeOthers(ticks), step };
}

/** Labels on decades, none between; where fewer than two decades fit, labels on 1, 2, 5 or on whole linear steps. */
export function logTicks(low: number, high: number, maxLabels = 7): Tick[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last > first) {
    const every = Math.max(1, Math.ceil((last - first + 1) / maxLabels));
    const ticks: Tick[] = [];
    for (let exponent = first; exponent <= last; exponent++) {
      const label = (exponent - first) % every === 0 ? powerOfTen(exponent) : "";
      ticks.push({ value: 10 ** exponent, label });
    }
    return ticks;
  }
  if (high / low < 3) {
    const positive = linearTicks(low, high, Math.min(5, maxLabels)).filter(
      ({ value }) => value > 0,
    );
    if (positive.length > 1) return positive;
  }
  const ticks = oneTwoFiveTicks(low, high);
  return ticks.length > 2 ? ticks : factorTicks(low, high, [1, 1.5, 2, 3, 4, 5, 7]);
}

/** Labels on 1, 2 and 5 times each power of ten inside [low, high]: for log axes of few decades. */
export function oneTwoFiveTicks(low: number, high: number): Tick[] {
  return factorTicks(low, high, [1, 2, 5]);
}

function factorTicks(low: number, high: number, factors: readonly number[]): Tick[] {
  const ticks: Tick[] = [];
  for (
    let exponent = Math.floor(Math.log10(low));
    exponent <= Math.ceil(Math.log10(high));
    exponent++
  ) {
    for (const factor of factors) {
      const value = Number(`${factor}e${exponent}`);
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) {
        ticks.push({
          value,
          label: formatTick(value, factor === 1.5 ? 10 ** (exponent - 1) * 5 : 10 ** exponent),
        });
      }
    }
  }
  return ticks;
}

/** Places of the unlabelled ticks of a log axis: 2 to 9 times each power of ten inside [low, high]. */
export function minorLogTicks(low: number, high: number): number[] {
  const places: number[] = [];
  if (!(low > 0) || Math.log10(high / low) > 12) return places;
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.log10(high); exponent++) {
    for (let factor = 2; factor < 10; factor++) {
      const value = factor * 10 ** exponent;
      if (value >= low && value <= high) places.push(value);
    }
  }
  return places;
}

// 0 beside 0.5 and 1.0 reads as 0.0; beside whole numbers and powers of ten as 0.
function zeroLikeOthers(ticks: Tick[]): Tick[] {
  const sample = ticks.find(({ value }) => value !== 0)?.label ?? "";
  const decimals = sample.includes("×") ? 0 : (sample.split(".")[1]?.length ?? 0);
  if (decimals === 0 || decimals > 2) return ticks;
  return ticks.map((tick) =>
    tick.value === 0 ? { value: 0, label: (0).toFixed(decimals) } : tick,
  );
}
