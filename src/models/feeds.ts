import type { Tensor } from "@tensorflow/tfjs-core";

/** Distribution of noise: N(0, 1); uniform in (0, 1); 1 / keep with probability `keep`, else 0 (dropout). */
export type NoiseKind = "normal" | "uniform" | { readonly keep: number };

/** Random numbers that a training step takes in. */
export interface NoiseSource {
  /** Unlike all other names that the step is fed. */
  readonly name: string;
  readonly kind: NoiseKind;
  /** Numbers for every row of the batch (the tensor is then rows x shape), or one tensor for all rows. */
  readonly each: "row" | "batch";
  readonly shape: readonly number[];
}

/** A number that depends on how far training is. */
export interface StepSchedule {
  readonly name: string;
  /** `step` counts from 0 to `totalSteps` - 1; at `totalSteps` the schedule is at its end. */
  readonly at: (step: number, totalSteps: number) => number;
}

/** What a training step is fed besides weights, batch and learning rate. */
export interface Feeds {
  readonly noise: readonly NoiseSource[];
  readonly schedules: readonly StepSchedule[];
}

/** The numbers of one step by name: noise as its shape says, schedules as scalars. */
export type Fed = Readonly<Record<string, Tensor>>;

export const noFeeds: Feeds = { noise: [], schedules: [] };

/** Everything that several parts of a model are fed. */
export function joinFeeds(...all: readonly Feeds[]): Feeds {
  return {
    noise: all.flatMap(({ noise }) => noise),
    schedules: all.flatMap(({ schedules }) => schedules),
  };
}

/** The shape of a source's tensor for so many rows. */
export function noiseShape({ each, shape }: NoiseSource, rows: number): readonly number[] {
  return each === "row" ? [rows, ...shape] : shape;
}
