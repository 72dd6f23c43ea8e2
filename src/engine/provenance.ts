import type { Config } from "../config/config.js";
import { parseConfig } from "../config/parseConfig.js";
import { tensorflowVersion } from "../runtime/tensorflow.js";
import { runtimeVersion } from "../runtime/runtimeVersion.js";
import type { LoadedInput } from "./loadInput.js";
import { packageVersion } from "./packageVersion.js";

/** Versions of what computes. */
export function engineVersions(
  device: Config["device"] = "auto",
): Readonly<Record<string, string>> {
  return {
    collimate: packageVersion,
    onnxruntime: runtimeVersion(),
    ...(device === "tensorflow" ? { tensorflow: tensorflowVersion() } : {}),
    node: process.versions.node,
  };
}

/** What a compressed file tells of its origin: no path, user or host; of the config what is not usual for the model's type. */
export function provenanceOf(
  input: LoadedInput,
  config: Config,
  versions: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  const { config: usual } = parseConfig(
    JSON.stringify({ input: config.input, model: { type: config.model.type } }),
  ) as { config: Config };
  const training = unusual(config.training, usual.training);
  return {
    source: { bytes: input.fileBytes, sha256: input.sha256 },
    model: { type: config.model.type, ...unusual(config.model, usual.model) },
    ...(Object.keys(training).length === 0 ? {} : { training }),
    versions,
  };
}

/** The entries that are not those of `usual`. */
function unusual(own: object, usual: object): Readonly<Record<string, unknown>> {
  const known = new Map(Object.entries(usual).map(([key, value]) => [key, JSON.stringify(value)]));
  return Object.fromEntries(
    Object.entries(own).filter(([key, value]) => known.get(key) !== JSON.stringify(value)),
  );
}
