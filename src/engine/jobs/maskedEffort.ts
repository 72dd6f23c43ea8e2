import type { ModelConfig } from "../../config/config.js";

export type Effort = Extract<ModelConfig, { type: "masked" }>["effort"];

/** What a masked autoencoder may cost, in counts and not in seconds, so that a machine's load does not change the file. */
export interface MaskedEffort {
  /** Row visits of a small network; 4e7 are about half a minute of a core. */
  readonly mostWork: number;
  /** More rows than these teach small networks nothing. */
  readonly mostRows: number;
  /** Whether orders and rows before are tried. */
  readonly tries: boolean;
  /** How often a trial sees its rows. */
  readonly trialEpochs: number;
  /** Hidden layers that are tried, the usual ones first. */
  readonly hidden: readonly (readonly number[])[];
}

export const maskedEfforts: Readonly<Record<Effort, MaskedEffort>> = {
  fast: { mostWork: 1.2e7, mostRows: 65_536, tries: false, trialEpochs: 3, hidden: [[16, 12]] },
  balanced: {
    mostWork: 4e7,
    mostRows: 98_304,
    tries: true,
    trialEpochs: 5,
    hidden: [[24, 16], [10]],
  },
  small: {
    mostWork: 2e8,
    mostRows: 262_144,
    tries: true,
    trialEpochs: 10,
    hidden: [[24, 16], [10], [48, 24]],
  },
};
