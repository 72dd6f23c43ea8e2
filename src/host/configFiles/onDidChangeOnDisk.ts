import { Disposable, type TextDocument, workspace } from "vscode";

/** Calls `changed` when an open document was saved, or read again because its file changed. */
export function onDidChangeOnDisk(changed: (document: TextDocument) => void): Disposable {
  return Disposable.from(
    workspace.onDidSaveTextDocument(changed),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (!document.isDirty) changed(document);
    }),
  );
}
