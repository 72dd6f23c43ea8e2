import { availableParallelism, cpus } from "node:os";
import { UsageError } from "../errors.js";
import { requireTensorflow, tensorflowIsHere } from "./tensorflow.js";

/** Something that a model can be trained and run on. */
export interface Device {
  /** As the config and the command line name it. */
  readonly id: "cpu" | "tensorflow";
  readonly name: string;
  readonly threads: number;
}

/** Layers of a few hundred units do not keep more threads busy. */
const usefulThreads = 4;

/** What there is on this machine. */
export function listDevices(): Device[] {
  const model = cpus()[0]?.model.trim() ?? "";
  const threads = availableParallelism();
  const cpu: Device = { id: "cpu", name: model === "" ? "CPU" : model, threads };
  const native: Device = { id: "tensorflow", name: deviceTitle("tensorflow"), threads };
  return tensorflowIsHere() ? [cpu, native] : [cpu];
}

/** Checks what `--device` was given. @throws UsageError where there is no such device */
export function deviceNamed(name: string): DeviceChoice {
  const found = deviceChoices.find((choice) => choice === name);
  if (found !== undefined) return found;
  throw new UsageError(`--device takes ${deviceChoices.join(", ")}, not "${name}".`);
}

/** @throws UsageError with what to do where the device is not set up on this machine */
export function requireDevice(device: DeviceChoice): void {
  if (device === "tensorflow") requireTensorflow();
}

/** What a run says it was trained on. */
export function deviceTitle(device: DeviceChoice): string {
  return device === "tensorflow" ? "TensorFlow (native, eager)" : "CPU";
}

/** How many threads a network gets where nothing else is asked for. */
export function defaultThreads(): number {
  return Math.min(usefulThreads, availableParallelism());
}

const deviceChoices = ["auto", "cpu", "tensorflow"] as const;
export type DeviceChoice = (typeof deviceChoices)[number];
