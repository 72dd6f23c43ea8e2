import { describe, expect, it } from "vitest";
import { StoppedError, UsageError } from "../../../src/errors.js";
import { evaluateTables } from "../../../src/evaluation/evaluateTables.js";
import { seededRandom } from "../../support/seededRandom.js";
import { columnOf, counted, described, evaluateOne, normal, tableOf } from "./tables.js";

const random = seededRandom(11);
const rows = 4000;
const gaussian = Float64Array.from({ length: rows }, () => 5 + 2 * normal(random));

describe("identical tables", () => {
  it("show ratio 1 everywhere, Δ = 0 and no distance", async () => {
    const report = await evaluateOne(gaussian, gaussian.slice());
    expect(report.beforeAfter.decompressed).toEqual(report.beforeAfter.original);
    expect(report.decompressed).toEqual(report.original);
    expect(report.residualStatistics).toMatchObject({ mean: 0, rms: 0, sigma68: 0, maxAbs: 0 });
    expect(report.residual.counts[(report.residual.counts.length - 1) / 2]).toBe(rows);
    expect(report.wasserstein).toBe(0);
    expect(report.ksDistance).toBe(0);
    expect(report.response).toMatchObject({ mean: 0, median: 0, sigma68: 0 });
    expect(report.profile.every((bin) => bin.mean === 0 && bin.low === 0 && bin.high === 0)).toBe(
      true,
    );
  });
});

describe("a shift by one standard deviation", () => {
  it("is the mean residual and the Wasserstein distance", async () => {
    const before = await evaluateOne(gaussian, gaussian);
    const sigma = before.original.std;
    const report = await evaluateOne(
      gaussian,
      gaussian.map((x) => x + sigma),
    );
    expect(report.residualStatistics.mean / sigma).toBeCloseTo(1, 12);
    expect(report.residualStatistics.median / sigma).toBeCloseTo(1, 12);
    expect(report.residualStatistics.sigma68 / sigma).toBeLessThan(1e-12);
    expect(report.wassersteinOverSigma).toBeCloseTo(1, 12);
    expect(report.decompressed.mean - report.original.mean).toBeCloseTo(sigma, 12);
    for (const bin of report.profile) expect(bin.mean / sigma).toBeCloseTo(1, 12);
  });
});

describe("angles", () => {
  it("next to each other across the seam differ by little", async () => {
    const epsilon = 1e-3;
    const original = Float64Array.of(-Math.PI + epsilon, Math.PI - epsilon, 1);
    const decompressed = Float64Array.of(Math.PI - epsilon, -Math.PI + epsilon, 1);
    const report = await evaluateOne(original, decompressed, { angle: true });
    expect(report.residualStatistics.maxAbs).toBeCloseTo(2 * epsilon, 12);
    expect(report.residualStatistics.quantiles[0]).toBeCloseTo(-2 * epsilon, 5);
    expect(report.residualStatistics.mean).toBeCloseTo(0, 12);
  });

  it("break a bound that does not hold on the stored numbers", async () => {
    const report = await evaluateOne(Float64Array.of(-3.14, 0.5), Float64Array.of(3.14, 0.5), {
      angle: true,
      boundKind: "absolute",
      absoluteBound: 0.1,
    });
    expect(report.residualStatistics.outsideBound).toBe(1);
  });
});

describe("every row is counted once", () => {
  it("in bins, under- and overflow, not finite, or sentinel", async () => {
    const mixed = gaussian.slice();
    mixed.set([NaN, NaN, Infinity, -Infinity, -999, -999, -999, 0, 1e6, -1e6]);
    const report = await evaluateOne(mixed, mixed.slice(), { sentinels: [-999] });
    const { original } = report;
    expect(original).toMatchObject({ nan: 2, infinite: 2, zeros: 1, sentinels: 3 });
    expect(original.entries).toBe(rows - 7);
    expect(counted(report.beforeAfter.original) + original.nan + original.infinite).toBe(rows);
    expect(report.beforeAfter.original.underflow).toBeGreaterThanOrEqual(4);
    expect(report.beforeAfter.original.overflow).toBeGreaterThanOrEqual(1);
    expect(report.beforeAfter.edges[0]).toBeGreaterThan(-10);
    expect(report.residualStatistics.entries).toBe(rows - 4);
    expect(counted(report.residual)).toBe(rows - 4);
    expect(counted(report.response.histogram) + report.response.excluded).toBe(rows - 4);
    expect(report.profile.reduce((sum, bin) => sum + bin.entries, 0)).toBe(rows - 7);
  });

  it("recognises a sentinel that float32 rounds", async () => {
    const values = Float32Array.of(-999.9, 1, 2, 3);
    const report = await evaluateOne(values, values, { sentinels: [-999.9] }, "float32");
    expect(report.original).toMatchObject({ entries: 3, min: 1, sentinels: 1 });
  });
});

describe("bounds", () => {
  it("end the residuals' bins and the density's rows exactly", async () => {
    const bound = 0.1;
    const decompressed = gaussian.map((x, i) => x + (i % 2 === 0 ? 1 : -1) * bound * (1 - 1e-9));
    const report = await evaluateOne(gaussian, decompressed, {
      boundKind: "absolute",
      absoluteBound: bound,
    });
    for (const edges of [report.residual.edges, report.density.yEdges]) {
      expect(edges[0]).toBe(-bound);
      expect(edges[edges.length - 1]).toBe(bound);
    }
    expect(report.residual.underflow + report.residual.overflow).toBe(0);
    expect(report.residualStatistics.outsideBound).toBe(0);
    expect(report.residual.counts[0]).toBe(rows / 2);
  });

  it("are checked without slack, exact ones bit for bit", async () => {
    const original = Float64Array.of(1, 2, NaN, 0);
    const absolute = await evaluateOne(original, Float64Array.of(1.5, 2.5000000000000004, 7, 0), {
      boundKind: "absolute",
      absoluteBound: 0.5,
    });
    expect(absolute.residualStatistics.outsideBound).toBe(2);
    const exact = await evaluateOne(original, Float64Array.of(1, 2, NaN, -0), {
      boundKind: "exact",
    });
    expect(exact.residualStatistics.outsideBound).toBe(1);
    const relative = await evaluateOne(original, Float64Array.of(1.1, 2.3, NaN, 0), {
      boundKind: "relative",
      relativeBound: { absolute: 0.05, share: 0.1 },
    });
    expect(relative.residualStatistics.outsideBound).toBe(1);
    const none = await evaluateOne(original, Float64Array.of(9, 9, 9, 9));
    expect(none.residualStatistics.outsideBound).toBeNull();
  });
});

describe("64-bit integers", () => {
  it("are subtracted without losing a digit", async () => {
    const original = BigInt64Array.of(
      9223372036854775807n,
      -9223372036854775808n,
      9007199254740993n,
    );
    const decompressed = BigInt64Array.of(
      9223372036854775806n,
      -9223372036854775808n,
      9007199254740996n,
    );
    const report = await evaluateOne(original, decompressed, { boundKind: "exact" }, "int64");
    expect(report.residualStatistics.maxAbs).toBe(3);
    expect(report.residualStatistics.quantiles[0]).toBeCloseTo(-1, 2);
    expect(report.residualStatistics.outsideBound).toBe(2);
  });
});

describe("long work", () => {
  const table = tableOf(
    columnOf("a", "float64", gaussian),
    columnOf(
      "b",
      "float64",
      gaussian.map((x) => x * x),
    ),
  );

  it("reports where it is and lets other work in between", async () => {
    const fractions: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    await evaluateTables({
      original: table,
      decompressed: table,
      columns: [described("a"), described("b")],
      progress: {
        report: (fraction) => fractions.push(fraction),
        signal: new AbortController().signal,
      },
    });
    clearInterval(timer);
    expect(fractions).toEqual([0, 1 / 3, 2 / 3, 1]);
    expect(turns).toBeGreaterThan(0);
  });

  it("stops on request", async () => {
    const controller = new AbortController();
    let last = "";
    const work = evaluateTables({
      original: table,
      decompressed: table,
      columns: [described("a"), described("b")],
      progress: {
        report: (_, phase) => {
          last = phase;
          controller.abort();
        },
        signal: controller.signal,
      },
    });
    await expect(work).rejects.toThrow(StoppedError);
    expect(last).toBe("Evaluating a");
  });
});

describe("tables that do not belong together", () => {
  const short = tableOf(columnOf("a", "float64", Float64Array.of(1)));
  const long = tableOf(columnOf("a", "float64", Float64Array.of(1, 2)));

  it("are refused", async () => {
    const columns = [described("a")];
    await expect(evaluateTables({ original: short, decompressed: long, columns })).rejects.toThrow(
      UsageError,
    );
    await expect(
      evaluateTables({ original: long, decompressed: long, columns: [described("b")] }),
    ).rejects.toThrow('has no column "b"');
  });
});
