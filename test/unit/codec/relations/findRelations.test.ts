import { describe, expect, it } from "vitest";
import {
  findRelations,
  type FoundRelation,
  type RelatedColumn,
} from "../../../../src/codec/relations/findRelations.js";
import { seededNormal, seededRandom } from "../random.js";

const rows = 1500;
const normal = seededNormal(1);
const random = seededRandom(2);

/** Columns on grids of cells of 1e-4 of their spread, that cost 11 bits without relations. */
function found(...columns: readonly (readonly number[])[]): FoundRelation[] {
  return findRelations(
    columns.map((values): RelatedColumn => {
      const spread = Math.max(...values) - Math.min(...values) || 1;
      const width = 1e-4 * spread;
      return {
        ...onGrid(values, width),
        width,
        bits: 11,
      };
    }),
  );
}

/** Rows, each with two before it. */
function onGrid(
  values: readonly number[],
  width: number,
): Pick<RelatedColumn, "numbers" | "before"> {
  const rounded = Float64Array.from(values, (value) => Math.round(value / width) * width);
  return { numbers: rounded.slice(2), before: [rounded.slice(1, -1), rounded.slice(0, -2)] };
}

function numbers(make: (row: number) => number): number[] {
  return Array.from({ length: rows }, (_, row) => make(row));
}

/** Forms and factors of a relation, its columns by number. */
function terms({ relation }: FoundRelation): string[] {
  return relation.terms
    .map(({ form, columns, factor }) => `${factor} ${form}(${columns.join(",")})`)
    .sort();
}

describe("relations between columns", () => {
  it("hold what describes them and nothing that they were found by", () => {
    const [a, b] = [numbers(() => 5 + random()), numbers(() => normal())];
    const energies = numbers((row) => a[row] * Math.cosh(b[row]));
    const [{ relation }] = found(a, b, energies);
    expect(relation.terms.map(({ form }) => form)).toContain("cosh");
    for (const term of relation.terms) {
      expect(Object.keys(term).sort()).toEqual(["columns", "factor", "form"]);
    }
  });

  it("are found in copies and in sums, with factors as they are", () => {
    const [a, b] = [numbers(() => 50 * normal()), numbers(() => 80 * normal())];
    const [copied] = found(a, b, a);
    expect(terms(copied)).toEqual([expect.stringMatching(/^1 value\([02]\)$/)]);
    const [summed, ...others] = found(
      a,
      b,
      numbers((row) => a[row] + b[row]),
    );
    expect(others).toEqual([]);
    expect(summed.relation.terms).toHaveLength(2);
    expect(summed.relation.terms.every(({ factor }) => Math.abs(factor) === 1)).toBe(true);
    expect(summed.saved).toBeGreaterThan(8);
  });

  it("are found in four-vectors: energy from momentum, rapidity and mass, less what another column took", () => {
    const pt = numbers(() => 30 * Math.exp(normal()));
    const eta = numbers(() => 1.2 * normal());
    const mass = numbers((row) => pt[row] * 0.1 * random());
    const part = numbers((row) => pt[row] * random());
    const rest = numbers((row) => Math.hypot(pt[row] * Math.cosh(eta[row]), mass[row]) - part[row]);
    const [relation] = found(pt, eta, mass, part, rest);
    expect(terms(relation)).toEqual(
      relation.target === 4
        ? ["-1 value(3)", "1 energy(0,1,2)"]
        : ["-1 value(4)", "1 energy(0,1,2)"],
    );
  });

  it("are found in momentum components and lengths", () => {
    const pt = numbers(() => 10 + 40 * random());
    const phi = numbers(() => Math.PI * (2 * random() - 1));
    const px = numbers((row) => pt[row] * Math.cos(phi[row]));
    const py = numbers((row) => pt[row] * Math.sin(phi[row]));
    expect(terms(found(pt, phi, px)[0])).toEqual(["1 cos(0,1)"]);
    expect(terms(found(pt, phi, py)[0])).toEqual(["1 sin(0,1)"]);
    expect(terms(found(px, py, pt)[0])).toEqual(["1 length2(0,1)"]);
  });

  it("survive rows that do not follow them", () => {
    const a = numbers(() => 50 * normal());
    const b = numbers((row) => (random() < 0.05 ? 1e4 * normal() : 2 * a[row]));
    const [relation] = found(a, b);
    expect(relation.relation.terms.map(({ factor }) => Math.abs(factor))).toEqual([
      expect.toSatisfy((factor) => factor === 2 || factor === 0.5),
    ]);
  });

  it("are not claimed between independent columns, nor where two columns are one", () => {
    const columns = Array.from({ length: 6 }, () => numbers(() => normal()));
    expect(
      findRelations(
        columns.map((values) => ({ ...onGrid(values, 1e-9), width: 1e-3, bits: 11.5 })),
      ),
    ).toEqual([]);
    expect(found(columns[0])).toEqual([]);
  });

  it("never need each other's targets", () => {
    const a = numbers(() => normal());
    const b = numbers(() => normal());
    const all = found(
      a,
      b,
      numbers((row) => a[row] + b[row]),
      numbers((row) => a[row] - b[row]),
      a,
      b,
    );
    const targets = all.map(({ target }) => target);
    expect(targets).toHaveLength(4);
    for (const { relation } of all) {
      for (const { columns } of relation.terms) {
        expect(columns.some((column) => targets.includes(column))).toBe(false);
      }
    }
  });

  it("look at rows before where values follow from them", () => {
    const a = numbers((row) => Math.sin(row / 7) + 1e-3 * normal());
    const walk = numbers(() => 0);
    for (let row = 1; row < rows; row++) walk[row] = walk[row - 1] + normal();
    const [first, second] = [
      found(
        a,
        numbers(() => normal()),
      ),
      found(walk),
    ];
    expect(first).toHaveLength(1);
    expect(first[0].target).toBe(0);
    for (const { relation } of [first[0], second[0]]) {
      expect(new Set(relation.terms.map(({ form }) => form))).toEqual(new Set(["before"]));
    }
    // x(t) = 2 cos(1/7) x(t - 1) - x(t - 2) for a sine.
    const own = (back: number): number =>
      first[0].relation.terms.find((term) => term.back === back)?.factor ?? 0;
    expect(own(1)).toBeGreaterThan(1);
    expect(own(2)).toBeLessThan(0);
    expect(second[0].relation.terms[0]).toMatchObject({ back: 1, factor: 1 });
  });
});
