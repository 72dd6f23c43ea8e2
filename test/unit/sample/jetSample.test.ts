import { parse, type ParseError } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { configSchema } from "../../../src/config/config.js";
import type { ColumnValues } from "../../../src/data/table.js";
import { UsageError } from "../../../src/errors.js";
import { jetSample, jetSampleConfig } from "../../../src/sample/jetSample.js";

const rows = 30000;
const table = jetSample(rows, 1);

function column(name: string): ColumnValues {
  const found = table.columns.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(`no column ${name}`);
  return found.values;
}

function numbers(name: string): Float64Array {
  return Float64Array.from(column(name) as ArrayLike<number>, Number);
}

/** Counts of heavy jets by mass in bins of `width` GeV, from 0. */
function massHistogram(flavours: readonly number[] | null, width: number): number[] {
  const mass = numbers("jet_mass");
  const flavour = numbers("flavour");
  const counts = new Array<number>(Math.ceil(400 / width)).fill(0);
  mass.forEach((value, i) => {
    if (flavours === null || flavours.includes(Math.abs(flavour[i]))) {
      counts[Math.min(counts.length - 1, Math.floor(value / width))]++;
    }
  });
  return counts;
}

describe("jetSample", () => {
  it("has typed columns of one length", () => {
    expect(Object.fromEntries(table.columns.map(({ name, type }) => [name, type]))).toEqual({
      event: "int64",
      jet_pt: "float32",
      jet_eta: "float32",
      jet_phi: "float32",
      jet_mass: "float32",
      energy_em: "float32",
      energy_hadronic: "float32",
      energy_invisible: "float32",
      energy_auxiliary: "float32",
      constituents: "int32",
      flavour: "int8",
      trigger: "bool",
    });
    expect(table.columns.every(({ values }) => values.length === rows)).toBe(true);
    expect(table.layout).toEqual({ format: "npz", kind: "columns" });
  });

  it("is the same for the same seed, another for another, and longer ones start alike", () => {
    expect(jetSample(500, 7)).toEqual(jetSample(500, 7));
    expect(jetSample(500, 7).columns[1].values).not.toEqual(jetSample(500, 8).columns[1].values);
    const long = jetSample(900, 7);
    jetSample(500, 7).columns.forEach(({ values }, i) => {
      expect(long.columns[i].values.slice(0, 500)).toEqual(values);
    });
  });

  it("has energies that add up to that of the four-vector", () => {
    const [pt, eta, mass] = ["jet_pt", "jet_eta", "jet_mass"].map(numbers);
    const parts = ["em", "hadronic", "invisible", "auxiliary"].map((n) => numbers(`energy_${n}`));
    for (let i = 0; i < rows; i++) {
      const energy = Math.sqrt((pt[i] * Math.cosh(eta[i])) ** 2 + mass[i] ** 2);
      const total = parts.reduce((sum, part) => sum + part[i], 0);
      expect(Math.abs(total / energy - 1)).toBeLessThan(2 ** -23);
      expect(Math.min(...parts.map((part) => part[i]))).toBeGreaterThanOrEqual(0);
    }
  });

  it("has mass peaks of merged W, Z and top over a falling background", () => {
    const peakOf = (flavours: readonly number[], width: number): number => {
      const counts = massHistogram(flavours, width);
      return (counts.indexOf(Math.max(...counts)) + 0.5) * width;
    };
    expect(Math.abs(peakOf([24], 2) - 80.4)).toBeLessThan(4);
    expect(Math.abs(peakOf([23], 2) - 91.2)).toBeLessThan(4);
    expect(Math.abs(peakOf([6], 4) - 172.7)).toBeLessThan(6);
    const all = massHistogram(null, 5);
    // 85 GeV stands out against 120, 172.5 against 120 and 220; the low end is the highest.
    expect(all[16]).toBeGreaterThan(3 * all[24]);
    expect(all[34]).toBeGreaterThan(3 * all[24]);
    expect(all[34]).toBeGreaterThan(10 * all[44]);
    expect(Math.max(...all.slice(0, 4))).toBe(Math.max(...all));
  });

  it("has exact zeros in many rows, angles within one turn, falling pT in an event", () => {
    const zeros = (name: string): number => numbers(name).filter((x) => x === 0).length / rows;
    expect(zeros("energy_invisible")).toBeGreaterThan(0.7);
    expect(zeros("energy_invisible")).toBeLessThan(0.98);
    expect(zeros("energy_auxiliary")).toBeGreaterThan(0.2);
    expect(zeros("energy_auxiliary")).toBeLessThan(0.7);
    expect(numbers("jet_phi").every((phi) => Math.abs(phi) <= Math.PI)).toBe(true);
    const event = column("event");
    const pt = numbers("jet_pt");
    for (let i = 1; i < rows; i++) {
      expect(event[i] >= event[i - 1]).toBe(true);
      if (event[i] === event[i - 1]) expect(pt[i]).toBeLessThanOrEqual(pt[i - 1]);
    }
    // Event numbers that float64 cannot tell apart.
    expect(event[0]).toBe(10000000000000001n);
  });

  it("has correlated columns: harder jets are heavier and have more constituents", () => {
    const pt = numbers("jet_pt");
    const average = (name: string, hard: boolean): number => {
      const chosen = numbers(name).filter((_, i) => pt[i] > 300 === hard);
      return chosen.reduce((sum, x) => sum + x, 0) / chosen.length;
    };
    expect(average("jet_mass", true)).toBeGreaterThan(4 * average("jet_mass", false));
    expect(average("constituents", true)).toBeGreaterThan(1.5 * average("constituents", false));
    const triggered = numbers("trigger").reduce((sum, x) => sum + x, 0) / rows;
    expect(triggered).toBeGreaterThan(0.2);
    expect(triggered).toBeLessThan(0.95);
  });

  it("can be empty, and refuses numbers that are none", () => {
    expect(jetSample(0, 1).columns.every(({ values }) => values.length === 0)).toBe(true);
    expect(() => jetSample(-1, 1)).toThrow(UsageError);
    expect(() => jetSample(1.5, 1)).toThrow(UsageError);
    expect(() => jetSample(10, -1)).toThrow(UsageError);
    expect(() => jetSample(10, 2 ** 32)).toThrow(UsageError);
  });
});

describe("jetSampleConfig", () => {
  it("is a valid config whose columns the sample has", () => {
    const errors: ParseError[] = [];
    const document: unknown = parse(jetSampleConfig('my "jets".npz'), errors, {
      allowTrailingComma: false,
    });
    expect(errors).toEqual([]);
    const config = configSchema.parse(document);
    expect(config.input).toBe('my "jets".npz');
    for (const key of Object.keys(config.columns)) {
      const prefix = key.replace("*", "");
      expect(table.columns.some(({ name }) => name.startsWith(prefix))).toBe(true);
    }
  });
});
