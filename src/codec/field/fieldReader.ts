import { FileFormatError } from "../../errors.js";
import type { StoredHeader } from "../header.js";
import { ColumnClasses, patternNumbers } from "../masked/columnClasses.js";
import type { MaskedRows } from "../masked/maskedReader.js";
import type { NetworkRunners } from "../networkRunners.js";
import { chunkShape } from "./chunkShapes.js";
import { CodedField } from "./codedField.js";
import { FieldChunks } from "./fieldChunks.js";
import { readField } from "./fieldMember.js";
import { hasFewSteps } from "./wavefront.js";
import { fieldAxis } from "./prepareField.js";

/** The networks of a file of arrays. */
export class FieldReader {
  private constructor(
    private readonly shape: readonly number[],
    private readonly positions: readonly number[],
    private readonly meanings: readonly ColumnClasses[],
    private readonly fields: readonly CodedField[],
  ) {}

  /** @throws FileFormatError where the model is damaged */
  static async create(
    member: Uint8Array,
    header: StoredHeader,
    networks: NetworkRunners,
  ): Promise<FieldReader> {
    const { model, layout } = header;
    if (model?.type !== "field" || layout.kind !== "arrays") {
      throw new FileFormatError("Damaged file: the model is missing.");
    }
    const dimensions = layout.shape.length;
    const largest = chunkShape(layout.shape, 0, Math.min(header.rows, header.chunkRows));
    if (!hasFewSteps(largest)) {
      throw new FileFormatError("Damaged file: the shape of the arrays is impossible.");
    }
    const { components, weightBits } = model;
    const stored = readField(member, {
      fields: model.columns.length,
      dimensions,
      components,
      weightBits,
    });
    const meanings: ColumnClasses[] = [];
    const fields: CodedField[] = [];
    for (const [i, position] of model.columns.entries()) {
      const { name, grid, type, atoms, lowest, highest } = header.columns[position];
      const numbers = patternNumbers(type, atoms.map(bytesOfAtom));
      meanings.push(new ColumnClasses(fieldAxis(name, stored[i].atoms), grid, numbers));
      const parts = {
        dimensions,
        coding: stored[i],
        components,
        limits: [lowest, highest] as const,
      };
      fields.push(await CodedField.create(parts, networks));
    }
    return new FieldReader(layout.shape, model.columns, meanings, fields);
  }

  /**
   * Decodes a chunk.
   * @returns by position, the arrays
   * @throws FileFormatError where the bytes are damaged
   */
  async read(bytes: Uint8Array, rows: number): Promise<Map<number, MaskedRows>> {
    const decoded = await new FieldChunks(this.fields).read(bytes, chunkShape(this.shape, 0, rows));
    return new Map(
      decoded.map(({ classes, indices }, i): [number, MaskedRows] => {
        const { patternOf, indexOf } = this.meanings[i];
        const atomOf = new Uint16Array(classes.length);
        for (let row = 0; row < classes.length; row++) {
          const own = classes[row];
          if (own >= patternOf.length) continue;
          atomOf[row] = patternOf[own] + 1;
          if (Number.isFinite(indexOf[own])) indices[row] = indexOf[own];
        }
        return [this.positions[i], { indices, atomOf }];
      }),
    );
  }

  async dispose(): Promise<void> {
    for (const field of this.fields) await field.dispose();
  }
}

function bytesOfAtom(atom: string): Uint8Array {
  return Uint8Array.from(atom.match(/../g) ?? [], (byte) => parseInt(byte, 16));
}
