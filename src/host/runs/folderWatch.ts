import { existsSync, type FSWatcher, watch } from "node:fs";
import { dirname } from "node:path";

/**
 * Calls `changed` when something happens directly inside `folder`, which need not exist yet: until then the nearest
 * existing folder above it, up to `top`, is watched. Never watches a tree.
 */
export class FolderWatch {
  private watcher: FSWatcher | null = null;
  private watched: string | null = null;
  private disposed = false;

  constructor(
    private readonly folder: string,
    private readonly top: string,
    private readonly changed: () => void,
  ) {
    this.arm();
  }

  dispose(): void {
    this.disposed = true;
    this.watcher?.close();
    this.watcher = null;
  }

  private arm(): void {
    if (this.disposed) return;
    const nearest = this.nearest();
    if (nearest === this.watched && this.watcher !== null) return;
    this.watcher?.close();
    this.watcher = null;
    this.watched = nearest;
    if (nearest === null) return;
    try {
      this.watcher = watch(nearest, { persistent: false }, () => this.happened(nearest));
      this.watcher.on("error", () => this.happened(nearest));
    } catch {
      // Out of watches, or gone in between: readers also look on their own while a run is at work.
      this.watched = null;
    }
  }

  private happened(where: string): void {
    if (this.disposed) return;
    if (where === this.folder && existsSync(where)) {
      this.changed();
      return;
    }
    this.arm();
    if (this.watched !== where) this.changed();
  }

  private nearest(): string | null {
    for (let path = this.folder; ; path = dirname(path)) {
      if (existsSync(path)) return path;
      if (path === this.top || path === dirname(path)) return null;
    }
  }
}
