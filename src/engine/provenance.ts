import type { Config } from "../config/config.js";
import { runtimeVersion } from "../runtime/runtimeVersion.js";
import type { LoadedInput } from "./loadInput.js";
import { packageVersion } from "./packageVersion.js";

/** Versions of what computes. */
export function engineVersions(): Readonly<Record<string, string>> {
  return {
    collimate: packageVersion,
    onnxruntime: runtimeVersion(),
    node: process.versions.node,
  };
}

/** What a compressed file tells of its origin: no path, user or host. */
export function provenanceOf(
  input: LoadedInput,
  config: Config,
  versions: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> {
  return {
    source: { bytes: input.fileBytes, sha256: input.sha256 },
    model: config.model,
    training: config.training,
    versions,
  };
}
