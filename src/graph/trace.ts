import { engine, getBackend, setBackend, tidy, type Tensor } from "@tensorflow/tfjs-core";
import { Graph, type GraphValue, type Shape } from "./graph.js";
import { traceBackendName, tracer } from "./traceBackend.js";

export interface TracedInput {
  readonly name: string;
  readonly shape: Shape;
}

/** A recorded function: its values are connected from `inputs` to `outputs`, in the caller's order. */
export interface TracedGraph {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/**
 * Records what `body` computes from its float inputs with tfjs operations, gradients included, without computing it.
 * Throws where `body` reads a tensor, or uses a kernel that cannot be recorded (tfjs's error names the kernel).
 */
export function trace(
  inputs: readonly TracedInput[],
  body: (tensors: readonly Tensor[]) => readonly Tensor[],
): TracedGraph {
  const before = engine().backendName;
  void setBackend(traceBackendName);
  const graph = new Graph();
  tracer.graph = graph;
  try {
    const values = inputs.map(({ name, shape }) => graph.input(name, shape));
    const outputs: GraphValue[] = [];
    tidy(() => {
      const tensors = values.map((value) =>
        engine().makeTensorFromTensorInfo(tracer.tensorFor(value)),
      );
      for (const output of body(tensors)) outputs.push(tracer.recorded(output));
    });
    return { inputs: values, outputs };
  } finally {
    tracer.graph = new Graph();
    if (before && before !== getBackend()) void setBackend(before);
  }
}
