import "./telemetryOff.js";
import { env } from "onnxruntime-node";

/** Version of the numeric runtime. */
export function runtimeVersion(): string {
  return env.versions.node ?? env.versions.common;
}
