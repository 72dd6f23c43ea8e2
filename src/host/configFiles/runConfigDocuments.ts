import { type Disposable, Uri, workspace } from "vscode";
import { readRun, type RunFolder } from "../../engine/runFolder/readRun.js";

const scheme = "collimate-run";

/** Address of the config as it was when a run started. */
export function runConfigUri(run: RunFolder): Uri {
  return Uri.from({ scheme, path: `/${run.record.config.file}`, query: run.folder });
}

/** Serves the configs that run folders keep, read-only. */
export function registerRunConfigDocuments(): Disposable {
  return workspace.registerTextDocumentContentProvider(scheme, {
    provideTextDocumentContent: async (uri) => (await readRun(uri.query))?.record.config.text ?? "",
  });
}
