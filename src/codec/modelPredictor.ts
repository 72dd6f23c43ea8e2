import type { ColumnType, ColumnValues } from "../data/table.js";
import { FileFormatError } from "../errors.js";
import type { FloatNetwork } from "../models/trainedModel.js";
import { AxisEvaluator } from "./axisEvaluator.js";
import { readDecoder, type StoredDecoder } from "./decoderMember.js";
import { decodeRows } from "./decodeRows.js";
import type { StoredHeader, StoredModel } from "./header.js";
import { modelRows } from "./modelRows.js";
import type { ExactNetwork, NetworkRunners } from "./networkRunners.js";
import { indexPredictor, setPredicted, setPredictedColumn } from "./prediction.js";
import { streamRows } from "./streamRows.js";

/** What a model says about the rows of one chunk. */
export interface Predictions {
  /** Adds the predicted grid indices of a column to its residuals. */
  addIndices(position: number, residuals: Float64Array): void;
  /** Writes the predicted values of a column without a bound. */
  setValues(position: number, type: ColumnType, out: ColumnValues): void;
}

/** The stored decoder of a file. */
export interface ModelPredictor {
  /** @param latents whole numbers, one array per latent of one for each row of the model  @param rows of the table */
  predict(latents: readonly Float64Array[], rows: number): Promise<Predictions>;
  dispose(): Promise<void>;
}

/** @param member decoder.onnx or model.npy's bytes. @throws FileFormatError where it is damaged */
export async function loadPredictor(
  member: Uint8Array,
  header: StoredHeader,
  networks: NetworkRunners,
): Promise<ModelPredictor> {
  const { model } = header;
  if (model?.type !== "dense") throw new FileFormatError("Damaged file: there is no decoder.");
  if (model.decoder.kind === "onnx") {
    return new OnnxPredictor(header, model, await networks.onnx(member));
  }
  const stored = readDecoder(member, model);
  const runner = await networks.exact(stored.network);
  return new FixedPointPredictor(header, model, stored, runner);
}

class FixedPointPredictor implements ModelPredictor {
  constructor(
    private readonly header: StoredHeader,
    private readonly model: StoredModel,
    private readonly stored: StoredDecoder,
    private readonly runner: ExactNetwork,
  ) {}

  async predict(latents: readonly Float64Array[], rows: number): Promise<Predictions> {
    const { columns, latentSteps } = this.model;
    const width = columns.length;
    const scores = new Float64Array(rows * width);
    const seen = modelRows(this.header.layout, rows, this.model.block);
    const { network } = this.stored;
    await decodeRows(seen, latents, latentSteps, width, network, this.runner, (part, { start }) => {
      scores.set(part, start * width);
    });
    return {
      addIndices: (position, residuals) => {
        const output = columns.indexOf(position);
        const { grid, lowest, highest } = this.header.columns[position];
        const predicted = new Float64Array(rows);
        indexPredictor(grid, this.stored.axes[output], lowest, highest).predict(
          scores,
          width,
          output,
          predicted,
          0,
        );
        for (let row = 0; row < rows; row++) residuals[row] += predicted[row];
      },
      setValues: (position, type, out) => {
        const output = columns.indexOf(position);
        const evaluator = AxisEvaluator.fromScore(this.stored.axes[output]);
        for (let row = 0; row < rows; row++) {
          setPredicted(type, out, row, evaluator.at(scores[row * width + output]));
        }
      },
    };
  }

  dispose(): Promise<void> {
    return this.runner.dispose();
  }
}

class OnnxPredictor implements ModelPredictor {
  constructor(
    private readonly header: StoredHeader,
    private readonly model: StoredModel,
    private readonly network: FloatNetwork,
  ) {}

  async predict(latents: readonly Float64Array[], rows: number): Promise<Predictions> {
    const { columns, latentSteps } = this.model;
    const width = columns.length;
    const outputs = new Float32Array(rows * width);
    const seen = modelRows(this.header.layout, rows, this.model.block);
    await streamRows(
      this.network,
      seen.count,
      seen.places * width,
      (from, count) => {
        const inputs = new Float32Array(count * latents.length);
        latents.forEach((values, latent) => {
          const step = latentSteps[latent];
          for (let row = 0, at = latent; row < count; row++, at += latents.length) {
            inputs[at] = values[from + row] * step;
          }
        });
        return inputs;
      },
      (out, from, count) => {
        if (out.length !== count * seen.places * width) {
          throw new FileFormatError("Damaged file: decoder.onnx does not fit the columns.");
        }
        seen.spread(out, from, count, width, outputs, 0);
      },
    );
    return {
      addIndices: () => {
        throw new FileFormatError("Damaged file: a residual needs a fixed-point decoder.");
      },
      setValues: (position, type, out) => {
        setPredictedColumn(type, out, outputs, width, columns.indexOf(position));
      },
    };
  }

  dispose(): Promise<void> {
    return this.network.dispose();
  }
}
