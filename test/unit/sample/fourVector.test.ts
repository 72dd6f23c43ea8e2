import { describe, expect, it } from "vitest";
import {
  azimuth,
  boostFromRest,
  fromPolar,
  invariantMass,
  pseudorapidity,
  sum,
  transverseMomentum,
  twoBodyDecay,
} from "../../../src/sample/fourVector.js";
import { randomStream } from "../../../src/sample/seededRandom.js";

describe("fromPolar", () => {
  it("gives back what it was made of", () => {
    const p = fromPolar(120, -1.7, 2.9, 80.4);
    expect(transverseMomentum(p)).toBeCloseTo(120, 10);
    expect(pseudorapidity(p)).toBeCloseTo(-1.7, 12);
    expect(azimuth(p)).toBeCloseTo(2.9, 12);
    expect(invariantMass(p)).toBeCloseTo(80.4, 9);
  });
});

describe("boostFromRest", () => {
  it("takes a particle at rest to its parent's velocity", () => {
    const parent = fromPolar(300, 0.8, -1, 173);
    const p = boostFromRest({ e: 173, px: 0, py: 0, pz: 0 }, parent);
    expect(p.e).toBeCloseTo(parent.e, 9);
    expect(p.px).toBeCloseTo(parent.px, 9);
    expect(p.py).toBeCloseTo(parent.py, 9);
    expect(p.pz).toBeCloseTo(parent.pz, 9);
  });

  it("follows the textbook along one axis: E' = γ (E + β p)", () => {
    // β = 0.6, γ = 1.25
    const p = boostFromRest({ e: 5, px: 1, py: 2, pz: 3 }, { e: 1.25, px: 0, py: 0, pz: 0.75 });
    expect(p.e).toBeCloseTo(1.25 * (5 + 0.6 * 3), 12);
    expect(p.pz).toBeCloseTo(1.25 * (3 + 0.6 * 5), 12);
    expect([p.px, p.py]).toEqual([1, 2]);
  });
});

describe("twoBodyDecay", () => {
  const random = randomStream(4, 2);
  const parent = fromPolar(700, 1.1, 0.4, 172.7);

  it("keeps energy and momentum, with daughters on their mass shells", () => {
    for (let i = 0; i < 200; i++) {
      const [w, b] = twoBodyDecay(random, parent, 80.4, 4.8);
      const total = sum(w, b);
      for (const key of ["e", "px", "py", "pz"] as const) {
        expect(Math.abs(total[key] - parent[key])).toBeLessThan(1e-9);
      }
      expect(invariantMass(w)).toBeCloseTo(80.4, 7);
      expect(invariantMass(b)).toBeCloseTo(4.8, 5);
    }
  });

  it("is isotropic at rest", () => {
    const rest = { e: 91.2, px: 0, py: 0, pz: 0 };
    const n = 20000;
    let cosine = 0;
    let squared = 0;
    let alongX = 0;
    for (let i = 0; i < n; i++) {
      const [p] = twoBodyDecay(random, rest, 0, 0);
      cosine += p.pz / p.e;
      squared += (p.pz / p.e) ** 2;
      alongX += p.px / p.e;
    }
    expect(Math.abs(cosine / n)).toBeLessThan(5 * Math.sqrt(1 / 3 / n));
    expect(Math.abs(alongX / n)).toBeLessThan(5 * Math.sqrt(1 / 3 / n));
    expect(Math.abs(squared / n - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / n));
  });
});
