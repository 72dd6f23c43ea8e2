import type { FileSource, RestartableSink } from "../data/fileAccess.js";

/** A file in memory: written first, read afterwards. */
export class MemoryFile implements RestartableSink, FileSource {
  private bytes = new Uint8Array(1 << 16);
  private length = 0;

  constructor(readonly name: string) {}

  get size(): number {
    return this.length;
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.length + bytes.length > this.bytes.length) {
      const larger = new Uint8Array(Math.max(2 * this.bytes.length, this.length + bytes.length));
      larger.set(this.bytes.subarray(0, this.length));
      this.bytes = larger;
    }
    this.bytes.set(bytes, this.length);
    this.length += bytes.length;
    return Promise.resolve();
  }

  restart(): Promise<void> {
    this.length = 0;
    return Promise.resolve();
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    return Promise.resolve(this.bytes.slice(offset, Math.min(this.length, offset + length)));
  }
}
