import type { Relation, RelationTerm } from "../../models/relation.js";
import { dot, Gram, leastSquares } from "./leastSquares.js";
import { nonlinearTerms, type TermShape } from "./relationTerms.js";
import { termValues, type NumbersOf } from "./relationValues.js";
import { residualBits, robustSpread } from "./residualBits.js";

/** A column as relations are looked for. */
export interface RelatedColumn {
  /** Values of the same rows of all columns, finite. */
  readonly numbers: Float64Array;
  /** The same one row before each of them, two, and so on; of all columns as many. */
  readonly before: readonly Float64Array[];
  /** Width of a cell in units of the column; null where the column cannot be a relation's result. */
  readonly width: number | null;
  /** Bits of a value when no relation is used. */
  readonly bits: number;
}

export interface FoundRelation {
  /** The column that follows from the others. */
  readonly target: number;
  readonly relation: Relation;
  /** Bits saved per value, roughly. */
  readonly saved: number;
}

const fewestRows = 256;
/** Worth its terms and the risk. */
const leastSaved = 0.25;
/** The same of a relation that looks at rows before: rows are then decoded one after the other. */
const leastSavedLookingBack = 0.1;
/** With more columns a column looks back at itself alone. */
const mostLookedBackAt = 12;
/** Rows before that are looked at of other columns. */
const othersBack = 2;
/** With more columns only linear relations are looked for, and with many more none. */
const mostNonlinear = 20;
const mostLinear = 256;
/** Nonlinear terms that get a full fit, of those that explain most. */
const fullFits = 8;
/** Residuals beyond so many spreads are left out of the second fit. */
const trimmed = 6;
/** Terms and digits are dropped where that costs no more bits than this. */
const tolerance = 0.02;
/** What a nonlinear term has beside the columns must be more than rounding. */
const leastIndependent = 1e-9;

/**
 * Looks for columns that follow from others by a sum of columns and at most one product, momentum, length or energy of
 * columns, or by a sum of columns and of what they and the column itself were in rows before (linear prediction): measured
 * alone, not by name. No relation needs the target of another in the same row.
 */
export function findRelations(columns: readonly RelatedColumn[]): FoundRelation[] {
  const rows = columns[0]?.numbers.length ?? 0;
  if (columns.length === 0 || columns.length > mostLinear || rows < fewestRows) return [];
  const library = makeLibrary(columns);
  const chosen: FoundRelation[] = [];
  const targets = new Set<number>();
  const needed = new Set<number>();
  for (let before = -1; before < chosen.length;) {
    before = chosen.length;
    const sources = new Set([...columns.keys()].filter((column) => !targets.has(column)));
    const candidates = [...sources]
      .filter((column) => !needed.has(column))
      .flatMap((target) => bestRelation(columns, target, sources, library) ?? [])
      .sort((a, b) => b.saved - a.saved);
    for (const candidate of candidates) {
      const uses = candidate.relation.terms.flatMap((term) =>
        term.back === undefined ? term.columns : [],
      );
      if (needed.has(candidate.target) || uses.some((column) => targets.has(column))) continue;
      chosen.push(candidate);
      targets.add(candidate.target);
      for (const column of uses) needed.add(column);
    }
  }
  return chosen;
}

interface LibraryTerm extends TermShape {
  readonly values: Float64Array;
  /** Products with a one and with all columns. */
  readonly products: Float64Array;
  readonly square: number;
}

interface Library {
  readonly base: Gram;
  readonly terms: readonly LibraryTerm[];
}

function makeLibrary(columns: readonly RelatedColumn[]): Library {
  const numbers = columns.map((column) => column.numbers);
  const base = new Gram([new Float64Array(numbers[0].length).fill(1), ...numbers]);
  const largest = numbers.map((values) =>
    values.reduce((most, value) => Math.max(most, Math.abs(value)), 0),
  );
  const shapes = columns.length > mostNonlinear ? [] : nonlinearTerms(largest);
  const terms = shapes.flatMap((shape): LibraryTerm[] => {
    const values = termValues(shape, (column) => numbers[column]);
    const square = dot(values, values);
    if (!(square > 0 && square < Infinity)) return [];
    const products = Float64Array.from(base.columns, (column) => dot(column, values));
    return [{ ...shape, values, products, square }];
  });
  return { base, terms };
}

/** The relation that leaves the fewest bits of a column; null where none saves enough. */
function bestRelation(
  columns: readonly RelatedColumn[],
  target: number,
  sources: ReadonlySet<number>,
  library: Library,
): FoundRelation | null {
  const { width, bits } = columns[target];
  if (width === null || bits < leastSaved) return null;
  const linear = [...sources]
    .filter((column) => column !== target)
    .map((column): TermShape => ({ form: "value", columns: [column] }));
  let best: Fit | null = null;
  if (linear.length > 0) {
    for (const nonlinear of [null, ...likelyTerms(target, sources, library)]) {
      const fit = fitTerms(columns, target, nonlinear === null ? linear : [...linear, nonlinear]);
      if (best === null || fit.bits < best.bits) best = fit;
    }
  }
  let least = leastSaved;
  const back = termsBefore(columns, target);
  // The row itself comes last: what a relation needs of it cannot be the result of another.
  for (const shapes of [...back, ...back.map((own) => [...linear, ...own])]) {
    const fit = fitTerms(columns, target, shapes);
    if (fit.bits > Math.min(bits, best?.bits ?? bits) - leastSavedLookingBack) continue;
    best = fit;
    least = leastSavedLookingBack;
  }
  if (best === null || !(bits - best.bits >= least)) return null;
  const lean = withRoundFactors(columns, target, withFewTerms(columns, target, best));
  const saved = bits - lean.bits;
  if (!(saved >= least)) return null;
  const spread = Math.max(lean.spread, width / 4);
  const unit = 2 ** Math.max(-1000, Math.min(1000, Math.round(Math.log2(spread))));
  return { target, relation: { offset: lean.offset, terms: lean.terms, unit }, saved };
}

/** What a column could look back at: itself, then others too. */
function termsBefore(columns: readonly RelatedColumn[], target: number): TermShape[][] {
  const term = (column: number, back: number): TermShape => ({
    form: "before",
    columns: [column],
    back,
  });
  const own = columns[target].before.map((_, i) => term(target, i + 1));
  if (own.length === 0) return [];
  const others = [...columns.keys()].flatMap((column) =>
    column === target ? [] : own.slice(0, othersBack).map((_, i) => term(column, i + 1)),
  );
  return others.length === 0 || columns.length > mostLookedBackAt
    ? [own]
    : [own, [...own, ...others]];
}

/** The nonlinear terms that explain most of what a sum of all other columns leaves. */
function likelyTerms(
  target: number,
  sources: ReadonlySet<number>,
  { base, terms }: Library,
): LibraryTerm[] {
  const others = [0, ...[...sources].filter((column) => column !== target).map((c) => c + 1)];
  const cholesky = base.factor(others);
  const own = cholesky.forward(others.map((i) => base.at(i, target + 1)));
  const explained = (term: LibraryTerm): number => {
    if (term.columns.some((column) => column === target || !sources.has(column))) return 0;
    const rest = cholesky.forward(others.map((i) => term.products[i]));
    const square = term.square - dot(rest, rest);
    if (!(square > leastIndependent * term.square)) return 0;
    return (term.products[target + 1] - dot(rest, own)) ** 2 / square;
  };
  return terms
    .map((term) => ({ term, share: explained(term) }))
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.share - a.share)
    .slice(0, fullFits)
    .map(({ term }) => term);
}

interface Fit {
  readonly offset: number;
  readonly terms: readonly RelationTerm[];
  readonly bits: number;
  readonly spread: number;
}

/** Fits twice, the second time without the rows that the first leaves far outside. */
function fitTerms(
  columns: readonly RelatedColumn[],
  target: number,
  shapes: readonly TermShape[],
): Fit {
  const values = shapes.map((shape) => termValues(shape, numbersOf(columns)));
  const goal = columns[target].numbers;
  const one = new Float64Array(goal.length).fill(1);
  const first = leastSquares([one, ...values], goal);
  const limit = trimmed * Math.max(robustSpread(first.residuals), Number.MIN_VALUE);
  const kept = [...first.residuals.keys()].filter((row) => Math.abs(first.residuals[row]) <= limit);
  const pick = (all: Float64Array): Float64Array => Float64Array.from(kept, (row) => all[row]);
  const { factors } =
    kept.length < goal.length / 2 ? first : leastSquares([one, ...values].map(pick), pick(goal));
  const terms = shapes.map(({ form, columns: inputs, back }, i): RelationTerm => ({
    form,
    columns: inputs,
    factor: factors[i + 1],
    ...(back === undefined ? {} : { back }),
  }));
  return judge(columns, target, factors[0], terms);
}

function judge(
  columns: readonly RelatedColumn[],
  target: number,
  offset: number,
  terms: readonly RelationTerm[],
): Fit {
  const { numbers, width } = columns[target];
  const residuals = numbers.map((value) => value - offset);
  for (const { factor, ...shape } of terms) {
    const values = termValues(shape, numbersOf(columns));
    for (let row = 0; row < residuals.length; row++) residuals[row] -= factor * values[row];
  }
  const bits = residuals.every(Number.isFinite) ? residualBits(residuals, width!) : Infinity;
  return { offset, terms, bits, spread: robustSpread(residuals) };
}

/** Keeps the terms that matter: the fewest, in the order of their size, that cost no more bits. */
function withFewTerms(columns: readonly RelatedColumn[], target: number, full: Fit): Fit {
  const size = ({ factor, ...shape }: RelationTerm): number =>
    Math.abs(factor) * standardDeviation(termValues(shape, numbersOf(columns)));
  const ranked = full.terms
    .map((term) => ({ term, size: size(term) }))
    .sort((a, b) => b.size - a.size)
    .map(({ term }) => term);
  for (let count = 1; count < ranked.length; count++) {
    const fit = fitTerms(columns, target, ranked.slice(0, count));
    if (fit.bits <= full.bits + tolerance) return fit;
  }
  return full;
}

/** Factors of halves, and no offset, where the data allow. */
function withRoundFactors(columns: readonly RelatedColumn[], target: number, fit: Fit): Fit {
  let best = fit;
  fit.terms.forEach((_, i) => {
    const factor = Math.round(2 * best.terms[i].factor) / 2;
    const terms = best.terms.map((term, j) => (i === j ? { ...term, factor } : term));
    const tried = judge(columns, target, best.offset, terms);
    if (factor !== 0 && tried.bits <= fit.bits + tolerance) best = tried;
  });
  const centered = judge(columns, target, 0, best.terms);
  return centered.bits <= fit.bits + tolerance ? centered : best;
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

function numbersOf(columns: readonly RelatedColumn[]): NumbersOf {
  return (column, back) =>
    back === 0 ? columns[column].numbers : columns[column].before[back - 1];
}
