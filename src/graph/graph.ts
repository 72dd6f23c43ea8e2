/** Element types inside a traced graph; `float` becomes float32 or float64 when the graph is written. */
export type ValueType = "float" | "int32" | "int64" | "bool";
export type Shape = readonly number[];
export type ConstantData = ArrayLike<number>;

/** Attributes of an operation, as ONNX names them. */
export type Attributes = Readonly<
  Record<string, { readonly int: number } | { readonly float: number } | { readonly ints: Shape }>
>;

/** Where a value comes from. A splat is a constant whose elements are all equal. */
export type Origin =
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "splat"; readonly value: number }
  | { readonly kind: "constant"; readonly data: ConstantData }
  | { readonly kind: "node"; readonly node: GraphNode };

export interface GraphValue {
  readonly id: number;
  readonly shape: Shape;
  readonly type: ValueType;
  readonly origin: Origin;
}

export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly GraphValue[];
  readonly attributes: Attributes;
  readonly outputs: readonly GraphValue[];
}

/**
 * Operations in static single assignment form. Every operation is a pure function of its inputs, so equal operations
 * on equal inputs are recorded once (common subexpressions), and so are equal constants.
 */
export class Graph {
  private nextId = 0;
  private readonly known = new Map<string, readonly GraphValue[]>();

  input(name: string, shape: Shape, type: ValueType = "float"): GraphValue {
    return this.value(shape, type, { kind: "input", name });
  }

  /** A constant tensor; recognised as a splat where all elements are equal. */
  constant(data: ConstantData, shape: Shape, type: ValueType): GraphValue {
    const first = data[0];
    let uniform = data.length > 0;
    for (let i = 1; uniform && i < data.length; i++) uniform = Object.is(data[i], first);
    if (uniform) return this.splat(first, shape, type);
    return this.value(shape, type, { kind: "constant", data: Array.from(data) });
  }

  splat(value: number, shape: Shape = [], type: ValueType = "float"): GraphValue {
    const text = Object.is(value, -0) ? "-0" : String(value);
    return this.once(`splat ${type} [${shape.join()}] ${text}`, () => [
      this.value(shape, type, { kind: "splat", value }),
    ])[0];
  }

  /** A constant vector of int64: shapes, axes and positions of ONNX operations. */
  integers(values: Shape): GraphValue {
    return this.once(`integers ${values.join()}`, () => [
      this.value([values.length], "int64", { kind: "constant", data: [...values] }),
    ])[0];
  }

  /** An operation with one output. */
  node(
    op: string,
    inputs: readonly GraphValue[],
    shape: Shape,
    type: ValueType,
    attributes: Attributes = {},
  ): GraphValue {
    return this.nodeOfMany(op, inputs, [{ shape, type }], attributes)[0];
  }

  nodeOfMany(
    op: string,
    inputs: readonly GraphValue[],
    outputs: readonly { readonly shape: Shape; readonly type: ValueType }[],
    attributes: Attributes = {},
  ): readonly GraphValue[] {
    const key = `${op} ${inputs.map((input) => input.id).join()} ${JSON.stringify([attributes, outputs])}`;
    return this.once(key, () => {
      const values: GraphValue[] = [];
      const node: GraphNode = { op, inputs, attributes, outputs: values };
      for (const { shape, type } of outputs) {
        values.push(this.value(shape, type, { kind: "node", node }));
      }
      return values;
    });
  }

  private value(shape: Shape, type: ValueType, origin: Origin): GraphValue {
    return { id: this.nextId++, shape: [...shape], type, origin };
  }

  private once(key: string, make: () => readonly GraphValue[]): readonly GraphValue[] {
    let values = this.known.get(key);
    if (values === undefined) {
      values = make();
      this.known.set(key, values);
    }
    return values;
  }
}

/** The number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** The number that all elements of `value` are equal to; undefined where they differ or are not known. */
export function splatOf(value: GraphValue): number | undefined {
  return value.origin.kind === "splat" ? value.origin.value : undefined;
}

/** The operation that makes `value`, where it is `op`. */
export function madeBy(value: GraphValue, op: string): GraphNode | undefined {
  return value.origin.kind === "node" && value.origin.node.op === op
    ? value.origin.node
    : undefined;
}
