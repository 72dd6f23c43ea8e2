import type { Graph, GraphValue } from "../graph.js";

/** One call of a tfjs kernel while a graph is recorded. */
export interface KernelCall {
  readonly graph: Graph;
  /** The operands under tfjs's names for them. */
  readonly inputs: Readonly<Record<string, GraphValue>>;
  /** The operands of kernels that take a list. */
  readonly list: readonly GraphValue[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Records what a tfjs kernel computes; one value or several, in the kernel's order of outputs. */
export type Kernel = (call: KernelCall) => GraphValue | readonly GraphValue[];
export type KernelFamily = Readonly<Record<string, Kernel>>;
