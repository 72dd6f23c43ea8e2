/** Values of a tensor as they go into and come out of a graph. */
export type GraphData = Float32Array | Float64Array | BigInt64Array;

export interface GraphTensor {
  readonly data: GraphData;
  readonly shape: readonly number[];
}

/** An ONNX graph ready to run. */
export interface GraphSession {
  /**
   * Runs the graph on named inputs and gives its named outputs. Inputs are not copied. An output named in `into` is
   * written to the array given there.
   */
  run(
    inputs: Readonly<Record<string, GraphTensor>>,
    into?: Readonly<Record<string, GraphTensor>>,
  ): Promise<Record<string, GraphTensor>>;
  dispose(): Promise<void>;
}

/** What runs ONNX graphs: injected, so that graph and training know no native code. */
export interface GraphRuntime {
  open(model: Uint8Array): Promise<GraphSession>;
}
