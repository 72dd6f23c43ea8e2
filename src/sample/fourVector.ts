import type { RandomStream } from "./seededRandom.js";

/** Energy and momentum in GeV, with c = 1. */
export interface FourVector {
  readonly e: number;
  readonly px: number;
  readonly py: number;
  readonly pz: number;
}

/** The four-vector of transverse momentum `pt`, pseudorapidity `eta`, azimuth `phi` and mass. */
export function fromPolar(pt: number, eta: number, phi: number, mass: number): FourVector {
  const pz = pt * Math.sinh(eta);
  return {
    e: Math.sqrt(pt * pt + pz * pz + mass * mass),
    px: pt * Math.cos(phi),
    py: pt * Math.sin(phi),
    pz,
  };
}

export function sum(a: FourVector, b: FourVector): FourVector {
  return { e: a.e + b.e, px: a.px + b.px, py: a.py + b.py, pz: a.pz + b.pz };
}

export function transverseMomentum(p: FourVector): number {
  return Math.hypot(p.px, p.py);
}

/** Invariant mass; 0 where rounding makes its square negative. */
export function invariantMass(p: FourVector): number {
  const momentum = Math.hypot(p.px, p.py, p.pz);
  return Math.sqrt(Math.max(0, (p.e - momentum) * (p.e + momentum)));
}

export function pseudorapidity(p: FourVector): number {
  return Math.asinh(p.pz / transverseMomentum(p));
}

export function azimuth(p: FourVector): number {
  return Math.atan2(p.py, p.px);
}

/** `p`, given in the rest frame of `parent`, as seen in the frame in which `parent` is given. */
export function boostFromRest(p: FourVector, parent: FourVector): FourVector {
  const mass = invariantMass(parent);
  const along = p.px * parent.px + p.py * parent.py + p.pz * parent.pz;
  const factor = (along / (parent.e + mass) + p.e) / mass;
  return {
    e: (parent.e * p.e + along) / mass,
    px: p.px + factor * parent.px,
    py: p.py + factor * parent.py,
    pz: p.pz + factor * parent.pz,
  };
}

/**
 * Isotropic decay of `parent` into two particles of the masses given (their sum below the parent's mass), in the frame
 * in which the parent is given.
 */
export function twoBodyDecay(
  random: RandomStream,
  parent: FourVector,
  firstMass: number,
  secondMass: number,
): [FourVector, FourVector] {
  const mass = invariantMass(parent);
  const energy = (mass * mass + firstMass * firstMass - secondMass * secondMass) / (2 * mass);
  const momentum = Math.sqrt(Math.max(0, (energy - firstMass) * (energy + firstMass)));
  const cosine = 2 * random.uniform() - 1;
  const transverse = momentum * Math.sqrt(1 - cosine * cosine);
  const phi = 2 * Math.PI * random.uniform();
  const px = transverse * Math.cos(phi);
  const py = transverse * Math.sin(phi);
  const pz = momentum * cosine;
  return [
    boostFromRest({ e: energy, px, py, pz }, parent),
    boostFromRest({ e: mass - energy, px: -px, py: -py, pz: -pz }, parent),
  ];
}
