import type { NetworkRunners } from "../networkRunners.js";
import type { ChunkRows } from "./maskedChunks.js";
import { MaskedWriter, type MaskedCoding } from "./maskedWriter.js";

/** Tells how many bits a masked autoencoder would take. */
export class MaskedMeter {
  private constructor(private readonly writer: MaskedWriter) {}

  static async create(coding: MaskedCoding, networks: NetworkRunners): Promise<MaskedMeter> {
    return new MaskedMeter(await MaskedWriter.create(coding, networks));
  }

  /** The ideal code lengths in bits of the coded columns, 0 for the others, of a run of rows. */
  run(rows: readonly ChunkRows[]): Promise<number[]> {
    return this.writer.measure(rows);
  }

  dispose(): Promise<void> {
    return this.writer.dispose();
  }
}
