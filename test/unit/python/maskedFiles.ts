import { chooseCoding } from "../../../src/codec/chooseCoding.js";
import { ChunkWriter, type CodedColumn } from "../../../src/codec/chunkPayload.js";
import { chunkRanges } from "../../../src/codec/codedValues.js";
import { ContainerWriter } from "../../../src/codec/container/containerWriter.js";
import { writeBinTable } from "../../../src/codec/entropy/binTableCoding.js";
import { BitWriter } from "../../../src/codec/entropy/bitWriter.js";
import {
  sumsStayExact,
  toFixedPoint,
  type FixedPointNetwork,
} from "../../../src/codec/fixedPointNetwork.js";
import { quantizeColumn, type QuantizedColumn } from "../../../src/codec/grids/quantizeColumn.js";
import { formatVersion } from "../../../src/codec/container/memberKind.js";
import { formatHeader, type StoredHeader } from "../../../src/codec/header.js";
import { codedByModel } from "../../../src/codec/masked/codedByModel.js";
import { inputWidths } from "../../../src/codec/masked/featureLayout.js";
import { learnableColumns } from "../../../src/codec/masked/maskedColumns.js";
import type { ChunkRows } from "../../../src/codec/masked/maskedChunks.js";
import { writeMasked } from "../../../src/codec/masked/maskedMember.js";
import { MaskedWriter } from "../../../src/codec/masked/maskedWriter.js";
import { prepareColumn } from "../../../src/codec/masked/prepareColumn.js";
import type { NetworkRunners } from "../../../src/codec/networkRunners.js";
import type { Bound } from "../../../src/config/config.js";
import type { Table } from "../../../src/data/table.js";
import { outputCount, type MaskedAxis } from "../../../src/models/maskedModel.js";
import { mostRowsBack, relationForms, type RelationForm } from "../../../src/models/relation.js";
import { randomLayer } from "../codec/models.js";
import { seededRandom } from "../codec/random.js";
import { BytesFile } from "../codec/tables.js";

/** A table and the random masked model that codes it. */
export interface MaskedFileSource {
  readonly table: Table;
  /** One per column. */
  readonly bounds: readonly Bound[];
  readonly sentinels?: readonly number[];
  /** Bounds under which the model saw the columns, where they are others than those of the file. */
  readonly modelBounds?: readonly Bound[];
  readonly context: number;
  readonly components: number;
  readonly weightBits: number;
  readonly hidden: readonly number[];
  /** Standard deviation of the weights: large ones saturate everything. */
  readonly size: number;
  /** Learnable columns that are only seen by the networks of others. */
  readonly seenOnly?: readonly string[];
  readonly chunkRows: number;
  readonly seed: number;
}

/**
 * A file whose columns are coded with random networks, however many bytes that takes: `compressTable` would leave such
 * networks out.
 */
export async function writeMaskedFile(
  source: MaskedFileSource,
  runners: NetworkRunners,
): Promise<BytesFile> {
  const { table, bounds, context, components, weightBits, chunkRows } = source;
  const sentinels = [...(source.sentinels ?? [])];
  const under = (all: readonly Bound[]): QuantizedColumn[] =>
    table.columns.map((column, i) => quantizeColumn(column, all[i]!, sentinels, false));
  const quantized = under(bounds);
  const learnable = learnableColumns(under(source.modelBounds ?? bounds));
  const axes = withRelations(
    learnable.map(({ axis }) => axis),
    source.seed,
    context > 0 || table.rows <= fewRows,
  );
  const positions = learnable.map(({ position }) => position);
  const prepared = axes.map((axis, c) => prepareColumn(axis, quantized[positions[c]!]!));
  const fixed = randomNetworks(source, axes).map((network, c) => {
    const codable = prepared[c]!.usable && quantized[positions[c]!]!.planes.length === 1;
    return codable && source.seenOnly?.includes(axes[c]!.name) !== true ? network : null;
  });
  const codings = axes.map((axis, c) => {
    const { grid, patterns, limits } = prepared[c]!;
    return { axis, grid, patterns, limits, network: fixed[c]! };
  });
  const masked = await MaskedWriter.create({ context, components, columns: codings }, runners);
  const coded = (position: number): number => {
    const c = positions.indexOf(position);
    return c >= 0 && fixed[c] !== null ? c : -1;
  };
  const columns = quantized.map((column, position): CodedColumn => {
    const c = coded(position);
    return c >= 0
      ? codedByModel(prepared[c]!.asCoded, prepared[c]!.patterned)
      : { quantized: column, planes: chooseCoding(column, null, chunkRows) };
  });
  const file = new BytesFile();
  const container = new ContainerWriter(file);
  const writer = new ChunkWriter([], columns);
  for (const [number, [from, to]] of chunkRanges(table.rows, chunkRows).entries()) {
    const rows = prepared.map(({ shown }): ChunkRows => ({
      classes: shown.classes.subarray(from, to),
      indices: shown.indices.subarray(from, to),
    }));
    const { bytes } = await masked.run(rows);
    await container.addArray("chunk", `chunk${number}`, writer.write(from, to, bytes).bytes);
  }
  await masked.dispose();
  const stored = axes.map((axis, c) => ({ axis, network: fixed[c]! }));
  await container.addArray("model", "model", writeMasked(stored, weightBits));
  const tables = new BitWriter();
  for (const { planes } of columns) {
    for (const { fitted } of planes) writeBinTable(fitted.table, tables);
  }
  const header: StoredHeader = {
    format: formatVersion,
    rows: table.rows,
    chunkRows,
    layout: table.layout,
    columns: columns.map(({ quantized: own, planes }, position) => {
      const c = positions.indexOf(position);
      const [lowest, highest] = c < 0 ? [0, 0] : prepared[c]!.limits;
      return {
        name: own.column.name,
        type: own.column.type,
        unit: null,
        bound: own.bound,
        absoluteBound: own.absoluteBound,
        sentinels,
        grid: own.grid,
        atoms: own.atoms.map((atom) => Buffer.from(atom).toString("hex")),
        planes: [
          ...(coded(position) >= 0 ? ["masked" as const] : []),
          ...planes.map(({ coding }) => coding),
        ],
        lowest,
        highest,
        bitsPerValue: 0,
        maxError: null,
        exceptions: own.exceptions.length,
      };
    }),
    model: {
      type: "masked",
      latent: 0,
      columns: positions,
      parameters: 0,
      context,
      components,
      weightBits,
    },
    provenance: {},
    bytes: { model: 0, data: 0, exceptions: 0 },
  };
  await container.addFile("header", "collimate.json", formatHeader(header));
  await container.finish(tables.toBytes());
  return file;
}

/** Rows one after the other take the Python side a millisecond a value. */
const fewRows = 200;

/** Gives half of the columns that can have one a random relation to columns before, most of which tell nothing. */
function withRelations(axes: readonly MaskedAxis[], seed: number, lookBack: boolean): MaskedAxis[] {
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(limit * random());
  const forms = (Object.keys(relationForms) as RelationForm[]).filter(
    (form) => lookBack || form !== "before",
  );
  return axes.map((axis, c): MaskedAxis => {
    if (axis.axis === null || c === 0 || random() < 0.5) return axis;
    const terms = Array.from({ length: 1 + below(3) }, () => {
      const form = forms[below(forms.length)]!;
      const factor = random() < 0.5 ? below(9) / 2 - 2 : random() - 0.5;
      if (form === "before") {
        return { form, columns: [below(axes.length)], back: 1 + below(mostRowsBack), factor };
      }
      const columns = Array.from({ length: relationForms[form] }, () => below(c));
      return { form, columns, factor };
    });
    return {
      ...axis,
      relation: { offset: random() < 0.5 ? 0 : random(), terms, unit: axis.spread },
    };
  });
}

/** Networks with random weights on the grid, as large as sums stay exact with. */
function randomNetworks(
  { context, components, weightBits, hidden, size, seed }: MaskedFileSource,
  axes: readonly MaskedAxis[],
): FixedPointNetwork[] {
  const inputs = inputWidths(axes, context);
  const unit = 2 ** (10 - weightBits);
  return axes.map((axis, c) => {
    for (let scale = size; ; scale /= 4) {
      const widths = [inputs[c]!.count, ...hidden, outputCount(axis, components)];
      const layers = widths.slice(1).map((outputs, depth) => {
        const last = depth === widths.length - 2;
        const own = 100 * seed + 10 * c + depth;
        return randomLayer(widths[depth]!, outputs, last ? "linear" : "leakyRelu", own, scale);
      });
      const network = toFixedPoint(layers, weightBits);
      const rounded = {
        weightBits,
        layers: network.layers.map((layer) => ({
          ...layer,
          bias: layer.bias.map((bias) => Math.floor(bias / unit) * unit),
        })),
      };
      if (sumsStayExact(rounded)) return rounded;
    }
  });
}
