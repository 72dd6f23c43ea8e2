import { azimuth, pseudorapidity, sum, type FourVector } from "./fourVector.js";
import type { Parton } from "./resonanceEvent.js";

/** What ends up in one jet. */
export interface Cluster {
  readonly p: FourVector;
  readonly partons: readonly Parton[];
}

/**
 * Joins partons into jets: the two closest in ΔR = √(Δη² + Δφ²) are added until none are closer than `radius`
 * (Cambridge/Aachen, Dokshitzer et al., JHEP 08 (1997) 001, with pseudorapidity for rapidity).
 */
export function clusterPartons(partons: readonly Parton[], radius: number): Cluster[] {
  const clusters = partons.map((parton) => located([parton], parton.p));
  for (;;) {
    let closest = radius * radius;
    let pair: readonly [number, number] | null = null;
    for (let i = 0; i < clusters.length; i++) {
      for (let j = i + 1; j < clusters.length; j++) {
        const distance = squaredDistance(clusters[i], clusters[j]);
        if (distance < closest) {
          closest = distance;
          pair = [i, j];
        }
      }
    }
    if (pair === null) return clusters;
    const [second] = clusters.splice(pair[1], 1);
    const first = clusters[pair[0]];
    clusters[pair[0]] = located([...first.partons, ...second.partons], sum(first.p, second.p));
  }
}

interface Located extends Cluster {
  readonly eta: number;
  readonly phi: number;
}

function located(partons: readonly Parton[], p: FourVector): Located {
  return { p, partons, eta: pseudorapidity(p), phi: azimuth(p) };
}

function squaredDistance(a: Located, b: Located): number {
  const apart = Math.abs(a.phi - b.phi);
  const phi = Math.min(apart, 2 * Math.PI - apart);
  return (a.eta - b.eta) ** 2 + phi ** 2;
}
