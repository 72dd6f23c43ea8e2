import type { Column, Table } from "../data/table.js";
import { UsageError } from "../errors.js";
import { clusterPartons } from "./clusterPartons.js";
import { transverseMomentum } from "./fourVector.js";
import { jetOf, type Jet } from "./jetOf.js";
import { resonanceEvent } from "./resonanceEvent.js";
import { randomStream } from "./seededRandom.js";

/** Real event numbers are larger than a float64 holds exactly; so are these. */
const firstEvent = 10_000_000_000_000_001n;
const jetRadius = 0.8;
const softestJet = 12;
/** Scalar sum of pT in GeV at which half of the events are triggered, and the width of the turn-on. */
const turnOn = { at: 1750, width: 120 };

/**
 * Makes a table of jets, one a row, in event order and falling pT: a heavy resonance decays to two boosted tops, W or Z
 * over a background of softer jets. Float columns are float32; beside them stand whole numbers and a flag. The same seed
 * gives the same table, and a longer table starts with the shorter one.
 * @param rows number of jets
 * @param seed a whole number below 2^32
 * @throws UsageError where `rows` or `seed` is no such number
 */
export function jetSample(rows: number, seed: number): Table {
  if (!Number.isSafeInteger(rows) || rows < 0) {
    throw new UsageError(`A sample cannot have ${String(rows)} rows: give a whole number.`);
  }
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new UsageError(`${String(seed)} is no seed: give a whole number below 4294967296.`);
  }
  const event = new BigInt64Array(rows);
  const trigger = new Uint8Array(rows);
  const floats = (): Float32Array => new Float32Array(rows);
  const values = {
    pt: floats(),
    eta: floats(),
    phi: floats(),
    mass: floats(),
    em: floats(),
    hadronic: floats(),
    invisible: floats(),
    auxiliary: floats(),
    constituents: new Int32Array(rows),
    flavour: new Int8Array(rows),
  } satisfies Record<keyof Jet, unknown>;
  const keys = Object.keys(values) as (keyof Jet)[];
  let row = 0;
  for (let number = 0; row < rows; number++) {
    const { jets, triggered } = eventJets(seed, number);
    for (const jet of jets) {
      if (row === rows) break;
      event[row] = firstEvent + BigInt(number);
      trigger[row] = triggered ? 1 : 0;
      for (const key of keys) values[key][row] = jet[key];
      row++;
    }
  }
  const columns: Column[] = [
    { name: "event", type: "int64", values: event },
    { name: "jet_pt", type: "float32", values: values.pt },
    { name: "jet_eta", type: "float32", values: values.eta },
    { name: "jet_phi", type: "float32", values: values.phi },
    { name: "jet_mass", type: "float32", values: values.mass },
    { name: "energy_em", type: "float32", values: values.em },
    { name: "energy_hadronic", type: "float32", values: values.hadronic },
    { name: "energy_invisible", type: "float32", values: values.invisible },
    { name: "energy_auxiliary", type: "float32", values: values.auxiliary },
    { name: "constituents", type: "int32", values: values.constituents },
    { name: "flavour", type: "int8", values: values.flavour },
    { name: "trigger", type: "bool", values: trigger },
  ];
  return { rows, columns, layout: { format: "npz", kind: "columns" } };
}

function eventJets(seed: number, number: number): { jets: readonly Jet[]; triggered: boolean } {
  const random = randomStream(seed, number);
  const jets = clusterPartons(resonanceEvent(random), jetRadius)
    .filter((cluster) => transverseMomentum(cluster.p) > softestJet)
    .map((cluster) => jetOf(random, cluster))
    .sort((a, b) => b.pt - a.pt);
  const scalarSum = jets.reduce((total, jet) => total + jet.pt, 0);
  const chance = 1 / (1 + Math.exp((turnOn.at - scalarSum) / turnOn.width));
  return { jets, triggered: random.uniform() < chance };
}

/**
 * Text of a commented config for a file that holds `jetSample`.
 * @param inputName the file's path relative to the config
 */
export function jetSampleConfig(inputName: string): string {
  return `{
  // The data: simulated jets, one a row.
  "input": ${JSON.stringify(inputName)},

  // No value may come back further off than this share of its column's range.
  "bound": { "range": 1e-3 },

  // Short names and units for the plots. Keys are column names, or patterns with * and ?.
  "columns": {
    "jet_pt": { "as": "pt", "unit": "GeV" },
    "jet_eta": { "as": "eta" },
    "jet_phi": { "as": "phi", "unit": "rad", "kind": "angle" },
    "jet_mass": { "as": "mass", "unit": "GeV" },
    "energy_*": { "unit": "GeV" },
    // Whole numbers and flags come back exactly.
    "event": { "bound": "exact" },
    "constituents": { "bound": "exact" },
    "flavour": { "bound": "exact" },
    "trigger": { "bound": "exact" }
  },

  // Small networks that say how likely every value is, given the columns before it: the smallest files.
  // For an autoencoder with four latents instead: { "type": "dense", "hidden": [200, 100, 50], "latent": 4 }
  "model": { "type": "masked", "effort": "balanced" },

  "training": { "seed": 1 },

  // What to look at beside the columns: it changes no file. Peaks are fitted before and after.
  "evaluation": {
    "derived": { "energy": "sqrt((pt*cosh(eta))^2 + mass^2)" },
    "fits": [{ "column": "mass", "window": [130, 220], "signal": "crystalBall", "background": "exponential" }]
  }
}
`;
}
