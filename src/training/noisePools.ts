import type { GraphTensor } from "../graph/graphRuntime.js";
import { noiseShape, type Feeds, type NoiseKind, type NoiseSource } from "../models/feeds.js";
import { randomStreams, randomWords } from "./counterRandom.js";

/** Numbers in a pool, at least and at most, but never fewer than so many of the largest window. */
const smallestPool = 2 ** 17;
const largestPool = 2 ** 20;
const windowsPerPool = 4;
const windowsAimedAt = 64;

/** The name of the pool that holds noise of a kind. */
export function poolName(kind: NoiseKind): string {
  return typeof kind === "string" ? kind : `keep${String(kind.keep)}`;
}

/**
 * The noise and schedules of training steps. Noise is drawn from the counter-based generator once, into a pool per kind;
 * each step takes a window of it, whose place is drawn from (seed, step). So every step's numbers depend on seed and
 * step alone: traced, eager, resumed and shared among threads alike.
 */
export class NoisePools {
  private readonly pools: ReadonlyMap<string, Float32Array>;

  constructor(
    private readonly feeds: Feeds,
    private readonly seed: number,
    private readonly batchSize: number,
    private readonly totalSteps: number,
  ) {
    const pools = new Map<string, Float32Array>();
    for (const { kind } of feeds.noise) {
      const name = poolName(kind);
      if (pools.has(name)) continue;
      const alike = feeds.noise.filter((other) => poolName(other.kind) === name);
      const window = Math.max(...alike.map((one) => this.size(one)));
      const aimed = Math.min(largestPool, Math.max(smallestPool, windowsAimedAt * window));
      const length = Math.max(aimed, windowsPerPool * window);
      pools.set(name, noise(kind, seed, pools.size, length));
    }
    this.pools = pools;
  }

  /** The inputs of a training loop (see `emitLoop`) for `steps` steps from step number `first`. */
  inputs(first: number, steps: number): Record<string, GraphTensor> {
    const inputs: Record<string, GraphTensor> = {};
    for (const [name, data] of this.pools) {
      inputs[`${name}.pool`] = { data, shape: [data.length] };
    }
    const places = Array.from({ length: steps }, (_, i) => this.places(first + i));
    this.feeds.noise.forEach(({ name }, k) => {
      const data = BigInt64Array.from(places, (own) => BigInt(own[k]));
      inputs[`${name}.place`] = { data, shape: [steps] };
    });
    for (const { name, at } of this.feeds.schedules) {
      const data = Float32Array.from({ length: steps }, (_, i) => at(first + i, this.totalSteps));
      inputs[`${name}.each`] = { data, shape: [steps] };
    }
    return inputs;
  }

  /** What one step is fed, by name. */
  fed(step: number): Record<string, { data: Float32Array; shape: readonly number[] }> {
    const places = this.places(step);
    const noise = this.feeds.noise.map((source, k): [string, GraphTensorOfFloats] => {
      const pool = this.pools.get(poolName(source.kind))!;
      const data = pool.slice(places[k], places[k] + this.size(source));
      return [source.name, { data, shape: noiseShape(source, this.batchSize) }];
    });
    const schedules = this.feeds.schedules.map(({ name, at }): [string, GraphTensorOfFloats] => [
      name,
      { data: Float32Array.of(at(step, this.totalSteps)), shape: [] },
    ]);
    return Object.fromEntries([...noise, ...schedules]);
  }

  /** Where in its pool each source's window begins. */
  private places(step: number): number[] {
    const { noise } = this.feeds;
    const words = randomWords(this.seed, randomStreams.noisePlaces, step, noise.length);
    return noise.map((source, k) => {
      const room = this.pools.get(poolName(source.kind))!.length - this.size(source) + 1;
      return Math.floor((words[k] / 2 ** 32) * room);
    });
  }

  private size(source: NoiseSource): number {
    return noiseShape(source, this.batchSize).reduce((product, size) => product * size, 1);
  }
}

interface GraphTensorOfFloats {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}

/** Independent random numbers of a kind; pools of different `index` are independent. */
function noise(kind: NoiseKind, seed: number, index: number, length: number): Float32Array {
  const words = randomWords(seed, randomStreams.noise, index, length + (length % 2));
  const open = (word: number): number => (word + 0.5) / 2 ** 32;
  const numbers = new Float32Array(length);
  if (kind === "normal") {
    // Box and Muller 1958.
    for (let i = 0; i < length; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(open(words[i])));
      const angle = 2 * Math.PI * open(words[i + 1]);
      numbers[i] = radius * Math.cos(angle);
      if (i + 1 < length) numbers[i + 1] = radius * Math.sin(angle);
    }
  } else if (kind === "uniform") {
    // Float32 would round the last of them up to one.
    for (let i = 0; i < length; i++) numbers[i] = Math.min(open(words[i]), 1 - 2 ** -24);
  } else {
    const { keep } = kind;
    for (let i = 0; i < length; i++) numbers[i] = open(words[i]) < keep ? 1 / keep : 0;
  }
  return numbers;
}
