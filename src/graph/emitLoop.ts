import { emitNodes } from "./emitNodes.js";
import { onnxModel, type OnnxNode, type OnnxTensor, type OnnxValue } from "./onnxWriter.js";
import { sizeOf, type GraphValue } from "./graph.js";

/** One training step as a traced graph, by the part that each value plays. */
export interface LoopBody {
  /** A batch of rows: batchSize x width. */
  readonly batch: GraphValue;
  /** Inputs that are different in every step: each is fed as an array with one element per step in front. */
  readonly perStep: readonly GraphValue[];
  /** Inputs that are a window of a long vector, the pool, at another place in every step. */
  readonly pooled?: readonly { readonly value: GraphValue; readonly pool: string }[];
  /** What is carried from step to step. */
  readonly state: readonly { readonly before: GraphValue; readonly after: GraphValue }[];
  /** Scalars that are recorded in every step. */
  readonly records: readonly { readonly name: string; readonly value: GraphValue }[];
}

/**
 * An ONNX model that runs many training steps in one call.
 *
 * Inputs: `rows` (any number x width, all rows), `order` (int64 row numbers), `start` (int64 scalar: position in
 * `order` of the first batch), `steps` (int64 scalar), the per-step inputs as `NAME.each`, pools as `POOL.pool` and where in them
 * each step's windows begin as `NAME.place` (int64, one per step), the state as `NAME.first`.
 * Outputs: the state as `NAME.last`, and every record as `NAME.all` (one number per step).
 * Step i takes the rows order[start + i batchSize ...].
 */
export function emitLoop(body: LoopBody): Uint8Array {
  const [batchSize, width] = body.batch.shape;
  const state = body.state.map(({ before, after }) => ({ name: inputName(before), before, after }));
  const { nodes, constants } = emitNodes(
    [...state.map(({ name, after }) => ({ name: next(name), value: after })), ...body.records],
    "float32",
  );
  const pooled = body.pooled ?? [];
  const feeding = feed(inputName(body.batch), batchSize, body.perStep.map(inputName), pooled);
  const iteration: OnnxValue[] = [
    { name: "iteration", type: "int64", shape: [] },
    { name: "again", type: "bool", shape: [] },
  ];
  const carried = state.map(({ name, before }) => float(name, before.shape));
  const bodyGraph = {
    name: "step",
    nodes: [...feeding.nodes, ...nodes],
    constants: [...feeding.constants, ...constants],
    inputs: [...iteration, ...carried],
    outputs: [
      { name: "goOn", type: "bool" as const, shape: [] },
      ...state.map(({ name, before }) => float(next(name), before.shape)),
      ...body.records.map(({ name }) => float(name, [])),
    ],
  };
  const outer = (name: string): string => `${name}.first`;
  const loop: OnnxNode = {
    op: "Loop",
    inputs: ["steps", "", ...state.map(({ name }) => outer(name))],
    outputs: [
      ...state.map(({ name }) => last(name)),
      ...body.records.map(({ name }) => `${name}.all`),
    ],
    attributes: { body: { graph: bodyGraph } },
  };
  return onnxModel({
    name: "training",
    nodes: [loop],
    constants: [],
    inputs: [
      float("rows", ["all", width]),
      { name: "order", type: "int64", shape: ["picked"] },
      { name: "start", type: "int64", shape: [] },
      { name: "steps", type: "int64", shape: [] },
      ...body.perStep.map((value) => float(each(inputName(value)), ["count", ...value.shape])),
      ...[...new Set(pooled.map(({ pool }) => pool))].map((pool) =>
        float(`${pool}.pool`, [`${pool}.length`]),
      ),
      ...pooled.map(({ value }): OnnxValue => ({
        name: `${inputName(value)}.place`,
        type: "int64",
        shape: ["count"],
      })),
      ...state.map(({ name, before }) => float(outer(name), before.shape)),
    ],
    outputs: [
      ...state.map(({ name, before }) => float(last(name), before.shape)),
      ...body.records.map(({ name }) => float(`${name}.all`, ["count"])),
    ],
  });
}

const next = (name: string): string => `${name}.next`;
const last = (name: string): string => `${name}.last`;
const each = (name: string): string => `${name}.each`;

function float(name: string, shape: readonly (number | string)[]): OnnxValue {
  return { name, type: "float32", shape };
}

function inputName(value: GraphValue): string {
  if (value.origin.kind !== "input") throw new TypeError("Not an input of a traced graph.");
  return value.origin.name;
}

/** Nodes that gather a step's batch and its per-step inputs, and that let the loop go on. */
function feed(
  batch: string,
  batchSize: number,
  perStep: readonly string[],
  pooled: readonly { readonly value: GraphValue; readonly pool: string }[],
): { nodes: OnnxNode[]; constants: OnnxTensor[] } {
  const integers = (name: string, value: number, shape: number[]): OnnxTensor => ({
    name,
    type: "int64",
    shape,
    data: BigInt64Array.of(BigInt(value)),
  });
  const nodes: OnnxNode[] = [
    { op: "Identity", inputs: ["again"], outputs: ["goOn"] },
    { op: "Mul", inputs: ["iteration", "feed.batchSize"], outputs: ["feed.skip"] },
    { op: "Add", inputs: ["feed.skip", "start"], outputs: ["feed.position"] },
    { op: "Unsqueeze", inputs: ["feed.position", "feed.axis"], outputs: ["feed.from"] },
    { op: "Add", inputs: ["feed.from", "feed.batchSize"], outputs: ["feed.to"] },
    {
      op: "Slice",
      inputs: ["order", "feed.from", "feed.to", "feed.axis"],
      outputs: ["feed.picked"],
    },
    { op: "Gather", inputs: ["rows", "feed.picked"], outputs: [batch] },
  ];
  for (const name of perStep) {
    nodes.push({ op: "Gather", inputs: [each(name), "iteration"], outputs: [name] });
  }
  const constants = [integers("feed.batchSize", batchSize, []), integers("feed.axis", 0, [1])];
  for (const { value, pool } of pooled) {
    const name = inputName(value);
    const { shape } = value;
    constants.push(integers(`${name}.size`, sizeOf(shape), []), {
      name: `${name}.shape`,
      type: "int64",
      shape: [shape.length],
      data: BigInt64Array.from(shape, BigInt),
    });
    nodes.push(
      { op: "Gather", inputs: [`${name}.place`, "iteration"], outputs: [`${name}.at`] },
      { op: "Unsqueeze", inputs: [`${name}.at`, "feed.axis"], outputs: [`${name}.from`] },
      { op: "Add", inputs: [`${name}.from`, `${name}.size`], outputs: [`${name}.to`] },
      {
        op: "Slice",
        inputs: [`${pool}.pool`, `${name}.from`, `${name}.to`, "feed.axis"],
        outputs: [`${name}.window`],
      },
      { op: "Reshape", inputs: [`${name}.window`, `${name}.shape`], outputs: [name] },
    );
  }
  return { nodes, constants };
}
