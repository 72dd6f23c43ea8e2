import { Zstd } from "@hpcc-js/wasm-zstd";

/** Tells what zstd makes of data. */
export class ZstdSize {
  private constructor(
    private readonly zstd: Zstd,
    private readonly level: number,
  ) {}

  static async create({ level }: { readonly level: number }): Promise<ZstdSize> {
    return new ZstdSize(await Zstd.load(), level);
  }

  /** Bytes that are left. */
  run(data: Uint8Array): Promise<number> {
    return Promise.resolve(this.zstd.compress(data, this.level).length);
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }
}
