import { describe, expect, it } from "vitest";
import { writeSafetensors } from "../../../src/data/safetensors.js";
import { FileFormatError } from "../../../src/errors.js";
import { checkpointFromBytes, checkpointToBytes } from "../../../src/training/checkpointFile.js";

const other = writeSafetensors({ tensors: new Map(), metadata: { format: "other" } });

describe("checkpoint file", () => {
  it("gives back every bit", () => {
    const checkpoint = {
      epoch: 3,
      step: 17,
      weights: Float32Array.of(1.5, -0, 1e-40),
      optimizer: { m: Float32Array.of(1, 2, 3), q: Float32Array.of(0.1) },
      best: { weights: Float32Array.of(4, 5, 6), epoch: 2, loss: 0.1 + 0.2 },
    };
    expect(checkpointFromBytes(checkpointToBytes(checkpoint))).toEqual(checkpoint);
    const early = { ...checkpoint, best: null };
    expect(checkpointFromBytes(checkpointToBytes(early))).toEqual(early);
  });

  it("refuses other files of tensors", () => {
    expect(() => checkpointFromBytes(other)).toThrow(FileFormatError);
  });
});
