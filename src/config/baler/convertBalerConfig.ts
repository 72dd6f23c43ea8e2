import { parseConfig } from "../parseConfig.js";
import { pythonAssignments, type PythonAssignment } from "./pythonAssignments.js";
import { unusedBalerKeys } from "./unusedBalerKeys.js";

/** What became of one key of a Baler config. */
export interface BalerKey {
  readonly key: string;
  /** As it stands in the Python file. */
  readonly value: string;
  readonly line: number;
  /** The key of ours that says it; null where none does. */
  readonly to: string | null;
  /** Why nothing says it, or what is different. */
  readonly reason?: string;
}

/** What is known about the input of a Baler config. */
export interface BalerInput {
  /** The path that the new config names. */
  readonly path: string;
  /** Columns of a table; null where the file was not found or holds arrays. */
  readonly columns: number | null;
}

export interface ConvertedConfig {
  /** The new config. */
  readonly config: Readonly<Record<string, unknown>>;
  /** All keys of the Baler config, in its order. */
  readonly keys: readonly BalerKey[];
}

/** Widths of the encoders of Baler's dense models. */
const hiddenOf: Readonly<Record<string, readonly number[]>> = {
  AE: [200, 100, 50],
  AE_Dropout_BN: [200, 100, 50],
  CFD_dense_AE: [200, 100, 50],
  FPGA_prototype_model: [20, 10],
};

/** The path in `input_path` of a Baler config; null where it has none that can be read. */
export function balerInputPath(text: string): string | null {
  const value = last(pythonAssignments(text), "input_path")?.value;
  return typeof value === "string" && value !== "" ? value : null;
}

/**
 * A config of ours that asks for what a Baler config asks for, as far as it can. The Python text is read, never
 * executed.
 */
export function convertBalerConfig(text: string, input: BalerInput): ConvertedConfig {
  const assignments = pythonAssignments(text);
  const told = new Map<string, Omit<BalerKey, "key" | "value" | "line">>();
  const converter = new Converter(assignments, told, input);
  const config = converter.convert();
  const keys = assignments.map((one, index): BalerKey => {
    const { name: key, line, text: value } = one;
    const base = { key, value, line };
    if (assignments.slice(index + 1).some(({ name }) => name === key)) {
      return { ...base, to: null, reason: "it is set again further down" };
    }
    if (one.value === undefined) {
      return { ...base, to: null, reason: "it is not a plain value, and nothing is executed" };
    }
    const found = told.get(key);
    if (found !== undefined) return { ...base, ...found };
    return { ...base, to: null, reason: unusedBalerKeys[key] ?? "Collimate has no such key" };
  });
  return { config, keys };
}

class Converter {
  constructor(
    private readonly assignments: readonly PythonAssignment[],
    private readonly told: Map<string, Omit<BalerKey, "key" | "value" | "line">>,
    private readonly input: BalerInput,
  ) {}

  convert(): Record<string, unknown> {
    this.tell("input_path", "input");
    const isArray = Number(this.value("data_dimension") ?? 1) > 1;
    const bound = this.bound(isArray);
    const model = isArray ? this.arrayModel() : this.tableModel();
    const training = this.training();
    return {
      input: this.input.path,
      ...(bound === null ? {} : { bound }),
      ...(isArray ? { layout: "array" } : {}),
      model,
      ...(Object.keys(training).length === 0 ? {} : { training }),
    };
  }

  /** Null leaves the usual bound. */
  private bound(isArray: boolean): unknown {
    const percent = this.value("error_bounded_requirement");
    if (this.value("save_error_bounded_deltas") === true) {
      this.tell("save_error_bounded_deltas", "bound");
      if (typeof percent === "number" && percent > 0 && percent < 100) {
        const reason =
          "a share of every value itself; Baler's per cent are of normalised values, and zeros are left out";
        this.tell("error_bounded_requirement", "bound.relative", reason);
        return { relative: percent / 100 };
      }
    }
    const unused = "it has no effect without save_error_bounded_deltas";
    if (percent !== undefined) this.tell("error_bounded_requirement", null, unused);
    if (this.value("save_error_bounded_deltas") !== undefined) {
      this.tell("save_error_bounded_deltas", "bound");
    }
    return isArray ? null : "none";
  }

  private arrayModel(): Record<string, unknown> {
    this.tell("data_dimension", "layout");
    const reason = "arrays are compressed by a masked network within a bound";
    for (const key of ["model_name", "model_type", "compression_ratio", "convert_to_blocks"]) {
      this.tell(key, null, reason);
    }
    return { type: "masked" };
  }

  private tableModel(): Record<string, unknown> {
    this.tell("data_dimension", "layout", "tables need not say so");
    const name = this.value("model_name");
    const hidden = typeof name === "string" ? hiddenOf[name] : hiddenOf["AE"];
    this.tell(
      "model_name",
      "model.hidden",
      ...(hidden === undefined ? ["Collimate has no such network: the usual dense one"] : []),
    );
    this.tell("model_type", "model.type");
    const latent = this.latent();
    return {
      type: this.modelType(name),
      hidden: hidden ?? hiddenOf["AE"],
      ...(latent === null ? {} : { latent }),
    };
  }

  private modelType(name: unknown): string {
    if (name === "AE_Dropout_BN") {
      const what = "batch normalisation and dropout are not taken over";
      this.tell("model_name", "model.hidden", what);
    }
    const loss = this.value("custom_loss_function");
    if (typeof loss !== "string") return "dense";
    const wanted = /swae|sliced/i.test(loss)
      ? "slicedWasserstein"
      : /vae/i.test(loss)
        ? "variational"
        : null;
    if (wanted !== null && isModelType(wanted)) {
      this.tell("custom_loss_function", "model.type");
      return wanted;
    }
    this.tell("custom_loss_function", null, "Collimate has no such loss");
    return "dense";
  }

  private latent(): number | null {
    const given = this.value("latent_space_size");
    if (typeof given === "number") {
      this.tell("latent_space_size", "model.latent");
      this.tell("compression_ratio", null, "latent_space_size says it");
      return given;
    }
    const ratio = this.value("compression_ratio");
    if (typeof ratio !== "number" || !(ratio > 0)) return null;
    const counted = this.value("number_of_columns");
    const columns = this.input.columns ?? (typeof counted === "number" ? counted : null);
    if (columns === null) {
      const reason = "the input was not found, so that its columns could not be counted";
      this.tell("compression_ratio", null, reason);
      return null;
    }
    const latent = Math.max(1, Math.min(Math.ceil(columns / ratio), columns - 1));
    const reason = `columns over latents, not bytes: ${latent} latents for ${columns} columns`;
    this.tell("compression_ratio", "model.latent", reason);
    return latent;
  }

  private training(): Record<string, unknown> {
    const training: Record<string, unknown> = {};
    const take = (key: string, to: string): void => {
      const value = this.value(key);
      if (typeof value !== "number") return;
      training[to] = value;
      this.tell(key, `training.${to}`);
    };
    take("epochs", "epochs");
    take("lr", "learningRate");
    take("batch_size", "batchSize");
    take("test_size", "validationFraction");
    return training;
  }

  private value(key: string): unknown {
    return last(this.assignments, key)?.value;
  }

  private tell(key: string, to: string | null, reason?: string): void {
    this.told.set(key, { to, ...(reason === undefined ? {} : { reason }) });
  }
}

function last(assignments: readonly PythonAssignment[], key: string): PythonAssignment | undefined {
  return assignments.findLast(({ name }) => name === key);
}

/** Whether configs may name this type of model. */
function isModelType(type: string): boolean {
  const text = JSON.stringify({ input: "data.npz", bound: "none", model: { type } });
  return parseConfig(text).problems.length === 0;
}
