import { z } from "zod";
import { boundSchema } from "../config/config.js";
import { columnTypes } from "../data/table.js";
import { FileFormatError } from "../errors.js";
import type { ByteBudget, ColumnBytes } from "../protocol/evaluation.js";
import { formatVersion } from "./container/memberKind.js";
import { maxAtoms } from "./entropy/binTable.js";
import { mostDigits, mostPlaces } from "./grids/decimalGrid.js";

const count = z.int().min(0);
const wholeText = z.string().regex(/^-?[0-9]{1,20}$/);

const gridSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("uniform"), step: z.number().positive() }),
  z.object({ kind: z.literal("integer"), step: wholeText, base: wholeText }),
  z.object({
    kind: z.literal("logarithmic"),
    linear: count.max(2 ** 52),
    step: z.number().positive(),
    first: z.number().positive(),
    octaves: z.number().positive(),
  }),
  z.object({
    kind: z.literal("decimal"),
    digits: count.min(1).max(mostDigits),
    places: count.max(mostPlaces),
  }),
  z.object({
    kind: z.literal("bits"),
    patterns: z.enum(["float32", "float64", "int64", "uint64"]),
    planes: z.union([z.literal(1), z.literal(2)]),
    base: count.max(2 ** 32),
    zeros: count.max(31),
  }),
  z.object({ kind: z.literal("prediction") }),
]);

const storedColumnSchema = z.object({
  name: z.string(),
  type: z.enum(columnTypes),
  unit: z.string().nullable(),
  bound: boundSchema,
  absoluteBound: z.number().nullable(),
  sentinels: z.array(z.number()),
  grid: gridSchema,
  /** Bit patterns of the atoms, as hexadecimal bytes in the order of the file. */
  atoms: z.array(z.string().regex(/^([0-9a-f]{2}){1,8}$/)).max(maxAtoms),
  /** What is coded of each plane. */
  planes: z.array(z.enum(["value", "difference", "residual", "masked"])).max(2),
  /** Lowest and highest index: predictions are kept between them; of masked models, those of values that are no atoms. */
  lowest: z.number(),
  highest: z.number(),
  bitsPerValue: z.number(),
  maxError: z.number().nullable(),
  exceptions: count,
});

/** Taps along an axis. */
const largestKernel = 64;
const axis = z.int().min(1).max(65536);
const storedConvolutionSchema = z.object({
  from: z.array(axis).min(1).max(3),
  channels: z.tuple([axis, axis]),
  kernel: z.array(axis.max(largestKernel)).min(1).max(3),
  strides: z.array(axis).min(1).max(3),
});

const storedModelSchema = z.object({
  type: z.literal("dense"),
  latent: z.int().min(1).max(65536),
  /** Lengths of the blocks that it sees of arrays; absent: it sees rows of a table. */
  block: z.array(axis).min(2).max(4).optional(),
  /** Positions in `columns`, in the order of the network's outputs; of blocks all outputs of a place stand together. */
  columns: z.array(count).min(1).max(65536),
  /** Weights and biases of the decoder. */
  parameters: count,
  /** Latent = whole number x step; for fixed-point decoders in units of 2^-10. */
  latentSteps: z.array(z.number().positive()),
  decoder: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("onnx") }),
    z.object({
      kind: z.literal("fixedPoint"),
      weightBits: z.int().min(0).max(20),
      layers: z
        .array(
          z.object({
            inputs: z.int().min(1).max(65536),
            outputs: z.int().min(1).max(65536),
            activation: z.enum(["leakyRelu", "linear"]),
            /** What the layer is the transpose of; absent: dense. */
            convolution: storedConvolutionSchema.optional(),
          }),
        )
        .min(1)
        .max(64),
    }),
  ]),
});

const storedMaskedModelSchema = z.object({
  type: z.literal("masked"),
  latent: z.literal(0),
  /** Positions in `columns`, in coding order. */
  columns: z.array(count).min(1).max(65536),
  /** Weights and biases of all networks. */
  parameters: count,
  /** Rows before that the networks see. */
  context: z.int().min(0).max(8),
  components: z.int().min(1).max(64),
  weightBits: z.int().min(0).max(10),
});

const storedFieldModelSchema = z.object({
  type: z.literal("field"),
  latent: z.literal(0),
  /** Positions in `columns` of the arrays that are coded. */
  columns: z.array(count).min(1).max(65536),
  /** Weights and biases of all networks. */
  parameters: count,
  components: z.int().min(1).max(64),
  weightBits: z.int().min(0).max(10),
});

const layoutSchema = z.union([
  z.object({ format: z.literal("npz"), kind: z.literal("columns") }),
  z.object({
    format: z.literal("npz"),
    kind: z.literal("matrix"),
    member: z.string(),
    names: z.string().nullable(),
  }),
  z.object({ format: z.literal("npy"), kind: z.literal("array") }),
  z.object({
    format: z.enum(["npz", "npy"]),
    kind: z.literal("arrays"),
    shape: z
      .array(count.max(2 ** 40))
      .min(2)
      .max(4)
      .readonly(),
    beside: z
      .array(
        z.object({
          name: z.string(),
          type: z.string().regex(/^[<|][fiubU][0-9]{1,4}$/),
          shape: z
            .array(count.max(2 ** 20))
            .max(64)
            .readonly(),
          bytes: z.string().regex(/^([0-9a-f]{2})*$/),
        }),
      )
      .readonly(),
  }),
  z.object({ format: z.enum(["csv", "tsv"]), kind: z.literal("text") }),
]);

const storedHeaderSchema = z.object({
  format: z.literal(formatVersion),
  rows: count,
  chunkRows: z.int().min(1),
  layout: layoutSchema,
  columns: z.array(storedColumnSchema).max(65536),
  model: z
    .discriminatedUnion("type", [
      storedModelSchema,
      storedMaskedModelSchema,
      storedFieldModelSchema,
    ])
    .nullable(),
  provenance: z.record(z.string(), z.unknown()),
  /** What is neither model, data nor exceptions is header. */
  bytes: z.object({ model: count, data: count, exceptions: count }),
});

/** `collimate.json` as stored. */
export type StoredHeader = z.output<typeof storedHeaderSchema>;
export type StoredColumn = z.output<typeof storedColumnSchema>;
/** A model with latents. */
export type StoredModel = z.output<typeof storedModelSchema>;
export type StoredMaskedModel = z.output<typeof storedMaskedModelSchema>;
export type StoredFieldModel = z.output<typeof storedFieldModelSchema>;

/** One column as a compressed file tells it. */
export interface HeaderColumn extends StoredColumn {
  /** Distance of neighbouring values that can come back; null where the grid is that of the type, or there is none. */
  readonly gridStep: number | null;
}

/** What a compressed file tells without decoding. */
export interface CompressedHeader extends Omit<StoredHeader, "columns" | "bytes"> {
  readonly columns: readonly HeaderColumn[];
  /** When the file was made (ISO 8601); null where it does not say. */
  readonly created: string | null;
  readonly bytes: ByteBudget;
  readonly columnBytes: readonly ColumnBytes[];
}

/** The header's text. */
export function formatHeader(header: StoredHeader): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify(header));
}

/** @throws FileFormatError where the text is no header of this format */
export function parseHeader(text: Uint8Array): StoredHeader {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
  } catch {
    throw new FileFormatError("Damaged file: collimate.json is not JSON.");
  }
  const parsed = storedHeaderSchema.safeParse(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new FileFormatError(
      `Damaged file: in collimate.json, ${issue.path.join(".")}: ${issue.message}.`,
    );
  }
  return parsed.data;
}

/** The header as it is shown. @param fileBytes length of the file */
export function describeHeader(
  stored: StoredHeader,
  fileBytes: number,
  created: Date | null,
): CompressedHeader {
  const { model, data, exceptions } = stored.bytes;
  return {
    ...stored,
    created: created?.toISOString() ?? null,
    columns: stored.columns.map((column) => ({ ...column, gridStep: gridStep(column) })),
    bytes: { model, data, exceptions, header: fileBytes - model - data - exceptions },
    columnBytes: stored.columns.map(columnBytes),
  };
}

/** What `compress` reports of a column. */
export function columnBytes(column: StoredColumn): ColumnBytes {
  return {
    name: column.name,
    type: column.type,
    bound: typeof column.bound === "string" ? column.bound : JSON.stringify(column.bound),
    absoluteBound: column.absoluteBound,
    maxError: column.maxError ?? NaN,
    bitsPerValue: column.bitsPerValue,
    exceptions: column.exceptions,
    sentinels: column.sentinels,
  };
}

function gridStep({ grid }: StoredColumn): number | null {
  if (grid.kind === "uniform") return grid.step;
  return grid.kind === "integer" ? Number(grid.step) : null;
}
