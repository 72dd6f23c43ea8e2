import type { ColumnType } from "../data/table.js";
import { FileFormatError } from "../errors.js";
import type { ContainerReader } from "./container/containerReader.js";
import { valuesPerStep } from "./field/chunkShapes.js";
import { hasPlanes, largestIndex } from "./grids/columnGrid.js";
import { holdsPatterns } from "./grids/bitsGrid.js";
import type { StoredColumn, StoredHeader } from "./header.js";
import { hasCells } from "./masked/columnCells.js";
import { isPredictable } from "./prediction.js";
import { valueBytes } from "../data/columnValues.js";

/**
 * Checks what the schema of the header cannot: that its parts fit each other and the members of the file.
 * @throws FileFormatError where they do not
 */
export function checkHeader(
  header: StoredHeader,
  container: ContainerReader,
  fileBytes: number,
): void {
  const chunks = Math.ceil(header.rows / header.chunkRows);
  if (container.entriesOf("chunk").length !== chunks) fail("the number of chunks does not fit");
  const names = new Set(header.columns.map(({ name }) => name));
  if (names.size !== header.columns.length) fail("two columns have the same name");
  const { model, bytes } = header;
  checkShape(header);
  if (model?.type === "dense") checkBlock(header, model.block);
  if (bytes.model + bytes.data + bytes.exceptions > fileBytes) fail("the byte budget does not fit");
  for (const column of header.columns) checkColumn(column);
  if (model === null) {
    if (header.columns.some(needsModel)) fail("the model is missing");
    return;
  }
  const member = model.type === "dense" && model.decoder.kind === "onnx" ? "decoder" : "model";
  if (container.entriesOf(member).length !== 1) fail("the member of the model is missing");
  if (model.type === "dense" && model.latentSteps.length !== model.latent) {
    fail("the latents have a wrong number of steps");
  }
  if (model.type === "dense" && model.decoder.kind === "fixedPoint") {
    if (!model.latentSteps.every(Number.isInteger)) fail("a step of a latent is no whole number");
  }
  if (
    new Set(model.columns).size !== model.columns.length ||
    model.columns.some((column) => column >= header.columns.length)
  ) {
    fail("the columns of the model do not exist");
  }
  header.columns.forEach((column, position) => {
    if (!needsModel(column)) return;
    if ((model.type !== "dense") !== column.planes.includes("masked")) {
      fail("a column needs another kind of model");
    }
    if (!model.columns.includes(position)) fail("the model does not predict a column");
    if (
      model.type === "dense" &&
      model.decoder.kind === "onnx" &&
      column.grid.kind !== "prediction"
    ) {
      fail("a residual needs a fixed-point decoder");
    }
  });
}

/** Arrays: the shape holds the rows, and chunks are whole steps along its first axis. */
function checkShape({ layout, rows, chunkRows, model }: StoredHeader): void {
  if (layout.kind !== "arrays") {
    if (model?.type === "field") fail("the model needs arrays");
    return;
  }
  const step = layout.shape.slice(1).reduce((product, length) => product * length, 1);
  if (layout.shape[0] * step !== rows) fail("the shape does not fit the rows");
  if (chunkRows % Math.max(1, step) !== 0) fail("the chunks do not fit the shape");
  for (const { type, shape, bytes } of layout.beside) {
    const letter = type[1];
    const itemBytes = Number(type.slice(2)) * (letter === "U" ? 4 : 1);
    const count = shape.reduce((product, length) => product * length, 1);
    if (bytes.length !== 2 * itemBytes * count) fail("an array beside the others has a wrong size");
  }
}

/** Blocks: none is longer than the arrays, and no chunk has a part of one along the first axis. */
function checkBlock(
  { layout, chunkRows }: StoredHeader,
  block: readonly number[] | undefined,
): void {
  if (layout.kind !== "arrays") {
    if (block !== undefined) fail("the model needs arrays");
    return;
  }
  const { shape } = layout;
  if (
    block?.length !== shape.length ||
    block.some((length, axis) => length > Math.max(1, shape[axis])) ||
    chunkRows % (block[0] * Math.max(1, valuesPerStep(shape))) !== 0
  ) {
    fail("the blocks of the model do not fit the shape");
  }
}

function checkColumn({ name, type, grid, planes, atoms, lowest, highest }: StoredColumn): void {
  const float = type === "float32" || type === "float64";
  const fits =
    grid.kind === "prediction" ||
    (grid.kind === "uniform" && float) ||
    grid.kind === "logarithmic" ||
    (grid.kind === "decimal" && float) ||
    (grid.kind === "bits" &&
      holdsPatterns(type, grid.patterns) &&
      (grid.patterns !== "float32" || grid.planes === 1)) ||
    (grid.kind === "integer" && !float && BigInt(grid.step) > 0n);
  if (!fits) fail(`the grid of "${name}" does not fit its type`);
  if (!hasPlanes(grid, planes.length, atoms.length)) fail(`"${name}" has a wrong number of planes`);
  if (planes.includes("residual") && !isPredictable(grid)) fail(`"${name}" cannot be predicted`);
  if (planes.includes("masked")) {
    if (!hasCells(grid)) fail(`"${name}" cannot be predicted`);
    if (![lowest, highest].every((limit) => Number.isInteger(limit)) || lowest > highest) {
      fail(`the limits of "${name}" are impossible`);
    }
    if (Math.max(-lowest, highest) > largestIndex) fail(`the limits of "${name}" are impossible`);
  }
  if (planes[1] !== undefined && planes[1] !== "value") fail(`"${name}" has an impossible coding`);
  if (atoms.some((atom) => atom.length !== 2 * valueBytes(type as ColumnType))) {
    fail(`an atom of "${name}" has a wrong length`);
  }
}

function needsModel({ grid, planes }: StoredColumn): boolean {
  return grid.kind === "prediction" || planes.includes("residual") || planes.includes("masked");
}

function fail(reason: string): never {
  throw new FileFormatError(`Damaged file: in collimate.json, ${reason}.`);
}
