import type { ReportRun } from "../../src/protocol/report.js";
import type { HostConnection, PanelHandlers } from "../hostConnection.js";
import type { SavedState } from "../viewState.js";

/** In place of the editor: the report answers itself, and tells the page around it what is chosen. */
export function reportConnection(
  shown: ReportRun,
  strings: Readonly<Record<string, string>>,
): HostConnection {
  let handlers: PanelHandlers | null = null;
  let state: unknown = null;
  const show = (): void => {
    const { run, metrics, evaluation, log } = shown;
    handlers?.showRun({ run, metrics, evaluation, log, strings });
  };
  return {
    send: (name, ...params) => {
      if (name === "ready") show();
      else if (name === "saveFile") save(params[0] as unknown as SavedFile);
    },
    getState: () => state,
    setState: (next) => {
      state = next;
      if (window.parent === window) return;
      const { key, views } = next as SavedState;
      window.parent.postMessage({ collimateView: views[key] }, "*");
    },
    listen: (next) => {
      handlers = next;
      window.addEventListener("message", ({ data }) => {
        const view = (data as { readonly collimateShow?: unknown } | null)?.collimateShow;
        if (view === undefined) return;
        state = { views: { [shown.run.key]: view } };
        show();
      });
    },
  };
}

interface SavedFile {
  readonly suggestedName: string;
  readonly data: string;
  readonly binary: boolean;
}

function save({ suggestedName, data, binary }: SavedFile): void {
  const content = binary ? Uint8Array.from(atob(data), (each) => each.charCodeAt(0)) : data;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = suggestedName;
  link.click();
  URL.revokeObjectURL(link.href);
}
