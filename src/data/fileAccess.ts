/** A file that is open for reading at any position. The only way in which the numeric folders see files. */
export interface FileSource {
  /** What to call the file in messages. */
  readonly name: string;
  /** Length in bytes. */
  readonly size: number;
  /**
   * Reads exactly `length` bytes from `offset`; fewer only at the end of the file.
   * @param buffer of at least `length` bytes, which the result may lie in
   */
  read(offset: number, length: number, buffer?: Uint8Array): Promise<Uint8Array>;
}

/** A file that is being written from front to back. */
export interface FileSink {
  /** Appends all of `bytes`, which may not change until the file is closed. */
  write(bytes: Uint8Array): Promise<void>;
}

/** A file being written that can be emptied, to write something else. */
export interface RestartableSink extends FileSink {
  restart(): Promise<void>;
}

/** Where long work reports how far it is (0 to 1), and learns that it shall stop. */
export interface Progress {
  report(fraction: number, phase: string): void;
  readonly signal: AbortSignal;
}
