import { availableParallelism, cpus } from "node:os";

/** Something that a model can be trained and run on. */
export interface Device {
  /** As the config and the command line name it. */
  readonly id: "cpu";
  readonly name: string;
  readonly threads: number;
}

/** Layers of a few hundred units do not keep more threads busy. */
const usefulThreads = 4;

/** What there is on this machine. */
export function listDevices(): Device[] {
  const model = cpus()[0]?.model.trim() ?? "";
  return [{ id: "cpu", name: model === "" ? "CPU" : model, threads: availableParallelism() }];
}

/** How many threads a network gets where nothing else is asked for. */
export function defaultThreads(): number {
  return Math.min(usefulThreads, availableParallelism());
}
