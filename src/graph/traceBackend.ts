import {
  DataStorage,
  engine,
  KernelBackend,
  registerBackend,
  registerKernel,
  type DataId,
  type DataType,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { Graph, sameShape, sizeOf, splatOf, type GraphValue } from "./graph.js";
import { comparisonKernels } from "./kernels/comparisons.js";
import { convolutionKernels } from "./kernels/convolutions.js";
import { elementwiseKernels } from "./kernels/elementwise.js";
import { layoutKernels, valueTypeOf } from "./kernels/layout.js";
import { matrixKernels } from "./kernels/matrices.js";
import { reshape } from "./operations/shapes.js";

export const traceBackendName = "trace";

interface Entry {
  readonly value: GraphValue;
  references: number;
}

/** A tfjs backend that computes nothing: its kernels record operations into a graph. */
export class TraceBackend extends KernelBackend {
  graph = new Graph();
  private readonly entries: DataStorage<Entry> = new DataStorage(this, engine());

  /** A tensor for tfjs that stands for `value`. */
  tensorFor(value: GraphValue): TensorInfo {
    const dataId: DataId = {};
    this.entries.set(dataId, { value, references: 1 });
    const dtype = value.type === "float" ? "float32" : value.type === "bool" ? "bool" : "int32";
    return { dataId, shape: [...value.shape], dtype };
  }

  /** What a tensor stands for. A tensor may share data with one of another shape. */
  recorded(tensor: TensorInfo): GraphValue {
    const { value } = this.entries.get(tensor.dataId);
    return sameShape(value.shape, tensor.shape) ? value : reshape(this.graph, value, tensor.shape);
  }

  override write(values: backendValues, shape: number[], dtype: DataType): DataId {
    const dataId: DataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(
    dataId: DataId,
    values: backendValues,
    shape: number[],
    dtype: DataType,
    references: number,
  ): void {
    const value = this.graph.constant(values as ArrayLike<number>, shape, valueTypeOf(dtype));
    this.entries.set(dataId, { value, references });
  }

  override readSync(dataId: DataId): Float32Array | Int32Array {
    const { value } = this.entries.get(dataId);
    const ArrayType = value.type === "float" ? Float32Array : Int32Array;
    const splat = splatOf(value);
    if (splat !== undefined) return new ArrayType(sizeOf(value.shape)).fill(splat);
    if (value.origin.kind === "constant") return ArrayType.from(value.origin.data);
    throw new Error(
      "A tensor was read while a graph was recorded: it has no values yet. Write the step without reading tensors.",
    );
  }

  override refCount(dataId: DataId): number {
    return this.entries.has(dataId) ? this.entries.get(dataId).references : 0;
  }

  override incRef(dataId: DataId): void {
    this.entries.get(dataId).references++;
  }

  override disposeData(dataId: DataId, force = false): boolean {
    if (!this.entries.has(dataId)) return true;
    const entry = this.entries.get(dataId);
    entry.references--;
    if (!force && entry.references > 0) return false;
    this.entries.delete(dataId);
    return true;
  }

  override numDataIds(): number {
    return this.entries.numDataIds();
  }

  override floatPrecision(): 16 | 32 {
    return 32;
  }

  override epsilon(): number {
    return 1e-7;
  }

  override timerAvailable(): boolean {
    return false;
  }

  override dispose(): void {
    this.graph = new Graph();
  }
}

type backendValues = Parameters<KernelBackend["write"]>[0];

const families = [
  elementwiseKernels,
  comparisonKernels,
  matrixKernels,
  convolutionKernels,
  layoutKernels,
];

/** The tfjs kernels that can be recorded. */
export const tracedKernels: readonly string[] = families.flatMap((family) => Object.keys(family));

/** The backend that records. There is one, because tfjs knows backends by name. */
export const tracer = new TraceBackend();

registerBackend(traceBackendName, () => tracer);
for (const family of families) {
  for (const [kernelName, kernel] of Object.entries(family)) {
    registerKernel({
      kernelName,
      backendName: traceBackendName,
      kernelFunc: ({ inputs, attrs }) => {
        const operands: Record<string, GraphValue> = {};
        for (const [name, tensor] of Object.entries(inputs)) {
          if (tensor !== undefined) operands[name] = tracer.recorded(tensor);
        }
        const result = kernel({
          graph: tracer.graph,
          inputs: operands,
          list: Object.values(operands),
          attributes: attrs ?? {},
        });
        return "id" in result
          ? tracer.tensorFor(result)
          : result.map((one) => tracer.tensorFor(one));
      },
    });
  }
}
