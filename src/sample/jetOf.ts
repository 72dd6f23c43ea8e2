import type { Cluster } from "./clusterPartons.js";
import { normal, poisson } from "./distributions.js";
import { azimuth, invariantMass, pseudorapidity, transverseMomentum } from "./fourVector.js";
import type { RandomStream } from "./seededRandom.js";

/** One jet as a row of the sample: float32 values where they are not whole. Energies and masses in GeV. */
export interface Jet {
  readonly pt: number;
  readonly eta: number;
  readonly phi: number;
  readonly mass: number;
  readonly em: number;
  readonly hadronic: number;
  readonly invisible: number;
  readonly auxiliary: number;
  readonly constituents: number;
  readonly flavour: number;
}

/** Largest float32 below π: the nearest one would lie outside the turn. */
const largestAngle = 3.1415925;
/** Energy lost and gained by hadrons at the jet's edge. */
const resolution = 0.035;

/**
 * The jet that becomes of a cluster. The four energies add up to √((pT cosh η)² + m²) of the stored numbers, but for the
 * rounding of float32.
 */
export function jetOf(random: RandomStream, cluster: Cluster): Jet {
  const parts = cluster.partons.length;
  const response = Math.max(0.7, normal(random, 1, resolution));
  const pt = Math.fround(transverseMomentum(cluster.p) * response);
  const eta = Math.fround(pseudorapidity(cluster.p));
  const phi = azimuth(cluster.p);
  const mass = Math.fround(
    parts > 1 ? invariantMass(cluster.p) * response : partonJetMass(random, pt),
  );
  const energy = Math.sqrt((pt * Math.cosh(eta)) ** 2 + mass * mass);
  const flavour = flavourOf(cluster);
  const colour = flavour === 21 ? 1.4 : Math.pow(parts, 0.6);
  const constituents = 1 + poisson(random, colour * (3 + 5 * Math.log(1 + pt / 10)));
  const heavy = cluster.partons.some(({ flavour: f }) => Math.abs(f) === 4 || Math.abs(f) === 5);

  const invisible =
    random.uniform() < (heavy ? 0.3 : 0.04) ? 0.35 * random.uniform() ** 2 * energy : 0;
  const auxiliary =
    random.uniform() < 1 - Math.exp(-pt / 60) ? 0.15 * random.uniform() ** 2 * energy : 0;
  const seen = energy - invisible - auxiliary;
  const spread = 0.5 / Math.sqrt(constituents);
  const share = Math.min(1, normal(random, 0.27, spread));
  const em = share > 0 ? share * seen : 0;
  const rounded = [em, invisible, auxiliary].map(Math.fround);
  return {
    pt,
    eta,
    phi: Math.max(-largestAngle, Math.min(largestAngle, phi)),
    mass,
    em: rounded[0],
    invisible: rounded[1],
    auxiliary: rounded[2],
    // The last takes what is left of the stored numbers, so that rounding errors do not add up.
    hadronic: Math.fround(Math.max(0, energy - rounded[0] - rounded[1] - rounded[2])),
    constituents,
    flavour,
  };
}

/** A lone parton's jet gets its mass from radiation: a falling distribution that grows with pT. */
function partonJetMass(random: RandomStream, pt: number): number {
  return pt * Math.min(0.5, 0.09 * Math.exp(normal(random, 0, 0.55)));
}

/** PDG number: that of the heavy daughter where all of its partons, and no others, are in the jet; else the hardest's. */
function flavourOf(cluster: Cluster): number {
  const [hardest, ...others] = [...cluster.partons].sort((a, b) => b.p.e - a.p.e);
  const { daughter } = hardest;
  const complete =
    daughter !== null &&
    cluster.partons.length === daughter.partons &&
    others.every((parton) => parton.daughter?.id === daughter.id);
  return complete ? daughter.flavour : hardest.flavour;
}
