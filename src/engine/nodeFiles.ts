import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { FileSource, RestartableSink } from "../data/fileAccess.js";
import { UsageError } from "../errors.js";

/** A file of the disk that is open for reading. */
export class NodeFileSource implements FileSource {
  private constructor(
    readonly name: string,
    readonly size: number,
    private readonly handle: FileHandle,
  ) {}

  /** @throws UsageError where the file does not exist or cannot be read */
  static async open(path: string): Promise<NodeFileSource> {
    let handle: FileHandle;
    try {
      handle = await open(path);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      throw new UsageError(
        code === "ENOENT"
          ? `No such file: ${path}`
          : `Cannot read ${path}: ${code ?? String(error)}`,
      );
    }
    const stats = await handle.stat();
    if (!stats.isFile()) {
      await handle.close();
      throw new UsageError(`${path} is not a file.`);
    }
    return new NodeFileSource(basename(path), stats.size, handle);
  }

  async read(offset: number, length: number, buffer?: Uint8Array): Promise<Uint8Array> {
    const most = Math.max(0, Math.min(length, this.size - offset));
    const bytes = buffer === undefined ? new Uint8Array(most) : buffer.subarray(0, most);
    let done = 0;
    while (done < bytes.length) {
      const { bytesRead } = await this.handle.read(bytes, done, bytes.length - done, offset + done);
      if (bytesRead === 0) return bytes.subarray(0, done);
      done += bytesRead;
    }
    return bytes;
  }

  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** Runs `use` with the file open, and closes it. */
export async function withFile<T>(path: string, use: (file: FileSource) => Promise<T>): Promise<T> {
  const file = await NodeFileSource.open(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

/**
 * Writes a file beside `path` and renames it when `fill` and then `check` have succeeded: `path` is whole or untouched.
 * @param check called with the path of the complete file before it takes its name
 */
export async function writeWhole<T>(
  path: string,
  fill: (sink: RestartableSink) => Promise<T>,
  check?: (writtenPath: string) => Promise<void>,
): Promise<T> {
  mkdirSync(dirname(path), { recursive: true });
  const beside = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.part`);
  try {
    const handle = await open(beside, "wx");
    const file = new WriteBehind(handle);
    let result: T;
    try {
      result = await fill(file);
      await file.written();
      await handle.sync();
    } finally {
      await handle.close();
    }
    await check?.(beside);
    await rename(beside, path);
    return result;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

/** Appends to a file while the next bytes are made. */
class WriteBehind implements RestartableSink {
  private length = 0;
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly handle: FileHandle) {}

  /** Comes back when what was written before is on its way to the disk, and fails where that failed. */
  async write(bytes: Uint8Array): Promise<void> {
    await this.last;
    this.last = this.append(bytes);
    // It is told by the next call.
    this.last.catch(() => undefined);
  }

  async restart(): Promise<void> {
    await this.last;
    await this.handle.truncate(0);
    this.length = 0;
  }

  /** @throws what a write failed with */
  async written(): Promise<void> {
    await this.last;
  }

  private async append(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length;) {
      const at = this.length + done;
      done += (await this.handle.write(bytes, done, bytes.length - done, at)).bytesWritten;
    }
    this.length += bytes.length;
  }
}
