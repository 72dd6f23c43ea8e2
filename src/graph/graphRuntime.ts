/** Values of a tensor as they go into and come out of a graph. */
export type GraphData = Float32Array | Float64Array | BigInt64Array;

export interface GraphTensor {
  readonly data: GraphData;
  readonly shape: readonly number[];
}

/** An ONNX graph ready to run. */
export interface GraphSession {
  /** Runs the graph on named inputs, which are not copied, and gives its named outputs as new arrays. */
  run(inputs: Readonly<Record<string, GraphTensor>>): Promise<Record<string, GraphTensor>>;
  dispose(): Promise<void>;
}

/** A training step in two forms that give the same bits. */
export interface TrainingGraphs {
  /** Many steps in one call: see `emitLoop`. */
  readonly loop: Uint8Array;
  /** Numbers per row. */
  readonly width: number;
  /**
   * The parts of a batch, in order: rows, and a graph from "weights", "batch" (rows x width), noise and schedules to the
   * part's records and "gradient", which add up to those of the batch.
   */
  readonly parts: readonly { readonly rows: number; readonly gradient: Uint8Array }[];
  /** From "gradient.0" ..., "learningRate" and the state as NAME.first to the state as NAME.last. */
  readonly update: Uint8Array;
  /** The arrays that are carried from step to step. */
  readonly state: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** Scalars of every step; the loop gives them as NAME.all. The loss is the first. */
  readonly records: readonly string[];
  /** Windows of pools that each step takes in: numbers for every row of the batch, or the same for all rows. */
  readonly noise: readonly {
    readonly name: string;
    readonly pool: string;
    readonly each: "row" | "batch";
    readonly shape: readonly number[];
  }[];
  /** Scalars that each step takes in, besides the learning rate. */
  readonly schedules: readonly string[];
}

/** What runs ONNX graphs: injected, so that graph and training know no native code. */
export interface GraphRuntime {
  open(model: Uint8Array): Promise<GraphSession>;
  /**
   * Present where training runs eagerly, operation by operation, in place of graphs: makes the backend of TensorFlow.js
   * that computes the present one.
   */
  readonly useEagerly?: () => void;
  /** A session with the inputs and outputs of the loop, however it gets there; the loop itself where left out. */
  openTraining?(graphs: TrainingGraphs): Promise<GraphSession>;
}
