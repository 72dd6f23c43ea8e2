import type { Evaluation, RepeatedFigure } from "../protocol/evaluation.js";

/** Parts that describe the input, or curves that have no meaning point by point. */
const left = new Set([
  "original",
  "beforeAfter",
  "residual",
  "histogram",
  "profile",
  "density",
  "baselines",
  "repeats",
]);

/**
 * Every number that all evaluations of one config have in common, as mean and standard error of the mean
 * (standard deviation with n - 1, over the square root of n).
 */
export function repeatedFigures(evaluations: readonly Evaluation[]): RepeatedFigure[] {
  const all = evaluations.map((evaluation) => new Map(numbersIn(evaluation, "")));
  const [first, ...others] = all;
  if (first === undefined) return [];
  return [...first].flatMap(([name, value]) => {
    const values = [value, ...others.map((one) => one.get(name))];
    if (!values.every((one): one is number => one !== undefined)) return [];
    return [{ name, ...meanAndError(values), values }];
  });
}

/** Mean and standard error of the mean; the error of one value is 0. */
export function meanAndError(values: readonly number[]): { mean: number; error: number } {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: count < 2 ? 0 : Math.sqrt(squares / (count - 1) / count) };
}

function numbersIn(value: unknown, path: string): [string, number][] {
  if (typeof value === "number") return Number.isFinite(value) ? [[path, value]] : [];
  if (typeof value !== "object" || value === null) return [];
  const inside = (name: string): string => (path === "" ? name : `${path}.${name}`);
  if (Array.isArray(value)) {
    return value.flatMap((item: unknown) => {
      const name = nameOf(item);
      return name === null ? [] : numbersIn(item, inside(name));
    });
  }
  return Object.entries(value).flatMap(([key, item]) =>
    left.has(key) ? [] : numbersIn(item, inside(key)),
  );
}

/** Entries of lists are told apart by their label or name; lists of plain numbers are left out. */
function nameOf(item: unknown): string | null {
  const { label, name } = (item ?? {}) as { label?: unknown; name?: unknown };
  if (typeof label === "string") return label;
  return typeof name === "string" ? name : null;
}
