import {
  CodeAction,
  CodeActionKind,
  type Disposable,
  l10n,
  languages,
  WorkspaceEdit,
} from "vscode";
import type { ConfigChecks } from "./configChecks.js";
import { rangeOf } from "./configDiagnostics.js";
import { configSelector } from "./configPattern.js";
import { replacementFor } from "./replacementFor.js";

/** Offers to replace a mistake by the suggestion that comes with it. */
export function registerConfigQuickFixes(checks: ConfigChecks): Disposable {
  return languages.registerCodeActionsProvider(
    configSelector,
    {
      provideCodeActions: (document, range, context) =>
        checks.problemsIn(document).flatMap((problem) => {
          const { suggestion } = problem;
          const place = rangeOf(problem, document);
          if (suggestion === null || place.intersection(range) === undefined) return [];
          const action = new CodeAction(l10n.t("Use {0}", suggestion), CodeActionKind.QuickFix);
          action.edit = new WorkspaceEdit();
          action.edit.replace(
            document.uri,
            place,
            replacementFor(document.getText(place), suggestion),
          );
          action.diagnostics = context.diagnostics.filter((one) => one.range.isEqual(place));
          action.isPreferred = true;
          return [action];
        }),
    },
    { providedCodeActionKinds: [CodeActionKind.QuickFix] },
  );
}
