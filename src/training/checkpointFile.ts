import { FileFormatError } from "../errors.js";
import { readSafetensors, writeSafetensors, type StoredTensor } from "../data/safetensors.js";
import type { TrainerCheckpoint } from "./trainerCheckpoint.js";

const format = "collimate checkpoint 1";
const optimizerPrefix = "optimizer.";

/** A checkpoint as the bytes of a safetensors file. */
export function checkpointToBytes(checkpoint: TrainerCheckpoint): Uint8Array {
  const { epoch, step, weights, optimizer, best } = checkpoint;
  const vector = (data: Float32Array): StoredTensor => ({ shape: [data.length], data });
  const tensors = new Map<string, StoredTensor>([["weights", vector(weights)]]);
  for (const [name, data] of Object.entries(optimizer)) {
    tensors.set(`${optimizerPrefix}${name}`, vector(data));
  }
  const metadata: Record<string, string> = { format, epoch: String(epoch), step: String(step) };
  if (best !== null) {
    tensors.set("best", vector(best.weights));
    metadata.bestEpoch = String(best.epoch);
    metadata.bestLoss = String(best.loss);
  }
  return writeSafetensors({ tensors, metadata });
}

/** Reads what `checkpointToBytes` wrote. Throws FileFormatError where it is no whole checkpoint. */
export function checkpointFromBytes(bytes: Uint8Array): TrainerCheckpoint {
  const { tensors, metadata } = readSafetensors(bytes);
  if (metadata.format !== format) {
    throw new FileFormatError("This is no checkpoint of this version. Train again from the start.");
  }
  const floats = (name: string): Float32Array => {
    const data = tensors.get(name)?.data;
    if (data instanceof Float32Array) return data;
    throw new FileFormatError(`The checkpoint has no array "${name}". Train again from the start.`);
  };
  const number = (key: string): number => {
    const value = Number(metadata[key]);
    if (metadata[key] !== undefined && Number.isFinite(value) && value >= 0) return value;
    throw new FileFormatError(`The checkpoint has no number "${key}". Train again from the start.`);
  };
  const slots = [...tensors.keys()].filter((name) => name.startsWith(optimizerPrefix));
  return {
    epoch: number("epoch"),
    step: number("step"),
    weights: floats("weights"),
    optimizer: Object.fromEntries(
      slots.map((name) => [name.slice(optimizerPrefix.length), floats(name)]),
    ),
    best: tensors.has("best")
      ? { weights: floats("best"), epoch: number("bestEpoch"), loss: number("bestLoss") }
      : null,
  };
}
