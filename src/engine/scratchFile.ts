import { mkdtemp, open, rm, type FileHandle } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { FileSource, RestartableSink } from "../data/fileAccess.js";

/** A file that is gone after its use: written first, read afterwards. */
export class ScratchFile implements RestartableSink, FileSource {
  private length = 0;

  private constructor(
    readonly name: string,
    private readonly handle: FileHandle,
  ) {}

  /**
   * Runs `use` with an empty file.
   * @param folder where it lies; that of the system's temporary files where absent
   */
  static async with<T>(
    name: string,
    use: (file: ScratchFile) => Promise<T>,
    folder = tmpdir(),
  ): Promise<T> {
    const path = join(await mkdtemp(join(folder, ".collimate-")), "scratch");
    const handle = await open(path, "w+");
    try {
      return await use(new ScratchFile(name, handle));
    } finally {
      await handle.close();
      await rm(dirname(path), { recursive: true, force: true });
    }
  }

  get size(): number {
    return this.length;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const left = bytes.length - done;
      done += (await this.handle.write(bytes, done, left, this.length + done)).bytesWritten;
    }
    this.length += bytes.length;
  }

  async restart(): Promise<void> {
    await this.handle.truncate(0);
    this.length = 0;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, this.length - offset)));
    for (let done = 0; done < bytes.length;) {
      const left = bytes.length - done;
      const { bytesRead } = await this.handle.read(bytes, done, left, offset + done);
      if (bytesRead === 0) return bytes.subarray(0, done);
      done += bytesRead;
    }
    return bytes;
  }
}
