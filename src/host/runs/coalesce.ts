/**
 * Runs `work` soon after it was asked for: never two at a time, never more often than every `pause` milliseconds, and
 * once more after the last request.
 */
export class Coalesced {
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private again = false;
  private lastStart = -Infinity;
  private disposed = false;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly pause: number,
    private readonly failed: (error: unknown) => void,
  ) {}

  /** Asks for the work to be done, now or when the pause is over. */
  request(): void {
    if (this.disposed) return;
    if (this.running !== null) {
      this.again = true;
      return;
    }
    if (this.timer !== null) return;
    const wait = Math.max(0, this.lastStart + this.pause - performance.now());
    this.timer = setTimeout(() => {
      this.timer = null;
      void this.run();
    }, wait);
  }

  /** Does the work without waiting for the pause and settles when what was there at the call has been seen. */
  async now(): Promise<void> {
    if (this.running !== null) await this.running;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
    if (!this.disposed) await this.run();
  }

  dispose(): void {
    this.disposed = true;
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private run(): Promise<void> {
    this.running ??= this.once();
    return this.running;
  }

  private async once(): Promise<void> {
    this.lastStart = performance.now();
    try {
      await this.work();
    } catch (error) {
      this.failed(error);
    } finally {
      this.running = null;
      if (this.again) {
        this.again = false;
        this.request();
      }
    }
  }
}
