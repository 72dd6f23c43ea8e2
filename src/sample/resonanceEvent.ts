import { breitWigner, normal, poisson, powerLaw } from "./distributions.js";
import { fromPolar, twoBodyDecay, type FourVector } from "./fourVector.js";
import type { RandomStream } from "./seededRandom.js";

/** A quark or gluon before it becomes part of a jet. */
export interface Parton {
  readonly p: FourVector;
  /** PDG number. */
  readonly flavour: number;
  /** Which of the resonance's two daughters it comes from; null for radiation. */
  readonly daughter: {
    readonly id: 0 | 1;
    readonly flavour: number;
    readonly partons: number;
  } | null;
}

const resonance = { mass: 2000, width: 120, reach: 900 };
const top = { mass: 172.7, width: 1.4, reach: 20, flavour: 6 };
const w = { mass: 80.4, width: 2.1, reach: 20, flavour: 24 };
const z = { mass: 91.2, width: 2.5, reach: 20, flavour: 23 };
const bottomMass = 4.8;
const softJets = 5;
const softestJet = 15;
const hardestJet = 900;

/**
 * The partons of one collision: radiation with a falling transverse momentum, and a heavy resonance recoiling against
 * it, which decays isotropically into two boosted tops, W or Z and these into quarks, all masses Breit–Wigner.
 */
export function resonanceEvent(random: RandomStream): Parton[] {
  const partons: Parton[] = [];
  let px = 0;
  let py = 0;
  for (let left = poisson(random, softJets); left > 0; left--) {
    const pt = powerLaw(random, softestJet, hardestJet, 2.2);
    const eta = normal(random, 0, 2);
    const p = fromPolar(pt, eta, Math.PI * (2 * random.uniform() - 1), 0);
    const flavour = random.uniform() < 0.7 ? 21 : lightQuark(random);
    partons.push({ p, flavour, daughter: null });
    px -= p.px;
    py -= p.py;
  }
  const mass = breitWigner(random, resonance.mass, resonance.width, resonance.reach);
  const transverseMass = Math.sqrt(mass * mass + px * px + py * py);
  const rapidity = normal(random, 0, 0.6);
  const parent = {
    e: transverseMass * Math.cosh(rapidity),
    px,
    py,
    pz: transverseMass * Math.sinh(rapidity),
  };
  const channel = random.uniform();
  const kind = channel < 0.5 ? top : channel < 0.8 ? w : z;
  const masses = [0, 1].map(() => breitWigner(random, kind.mass, kind.width, kind.reach));
  const daughters = twoBodyDecay(random, parent, masses[0], masses[1]);
  partons.push(...decayProducts(random, daughters[0], kind.flavour, 0, 1));
  partons.push(...decayProducts(random, daughters[1], kind.flavour, 1, -1));
  return partons;
}

function decayProducts(
  random: RandomStream,
  heavy: FourVector,
  species: number,
  id: 0 | 1,
  sign: 1 | -1,
): Parton[] {
  if (species === z.flavour) {
    const quark = 1 + Math.floor(5 * random.uniform());
    const daughter = { id, flavour: species, partons: 2 };
    const [a, b] = twoBodyDecay(random, heavy, 0, 0);
    return [
      { p: a, flavour: quark, daughter },
      { p: b, flavour: -quark, daughter },
    ];
  }
  const daughter = { id, flavour: sign * species, partons: species === top.flavour ? 3 : 2 };
  const products: Parton[] = [];
  let boson = heavy;
  if (species === top.flavour) {
    const mass = breitWigner(random, w.mass, w.width, w.reach);
    const [decayed, bottom] = twoBodyDecay(random, heavy, mass, bottomMass);
    products.push({ p: bottom, flavour: 5 * sign, daughter });
    boson = decayed;
  }
  const [up, down] = random.uniform() < 0.5 ? [2, -1] : [4, -3];
  const [a, b] = twoBodyDecay(random, boson, 0, 0);
  products.push({ p: a, flavour: sign * up, daughter }, { p: b, flavour: sign * down, daughter });
  return products;
}

function lightQuark(random: RandomStream): number {
  const flavour = 1 + Math.floor(3 * random.uniform());
  return random.uniform() < 0.5 ? flavour : -flavour;
}
