import { Diagnostic, DiagnosticSeverity, Range, type TextDocument, workspace } from "vscode";
import type { ConfigProblem, ProblemCode } from "../../config/configProblem.js";

/** What VS Code's own JSON service reports too. */
const generalMistakes: readonly ProblemCode[] = ["syntax", "duplicateKey"];

/** The problems of a config that the editor would not show without us. */
export function ownDiagnostics(
  problems: readonly ConfigProblem[],
  document: TextDocument,
): Diagnostic[] {
  const isJson = ["json", "jsonc"].includes(document.languageId);
  const isValidated =
    isJson && workspace.getConfiguration("json", document).get("validate.enable", true);
  return problems
    .filter((problem) => !isValidated || !generalMistakes.includes(problem.code))
    .map((problem) => toDiagnostic(problem, document));
}

/** Where a problem stands in the document. */
export function rangeOf(problem: ConfigProblem, document: TextDocument): Range {
  const { line, column, endLine, endColumn } = problem;
  return document.validateRange(new Range(line - 1, column - 1, endLine - 1, endColumn - 1));
}

function toDiagnostic(problem: ConfigProblem, document: TextDocument): Diagnostic {
  const severity =
    problem.severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
  const diagnostic = new Diagnostic(rangeOf(problem, document), problem.message, severity);
  diagnostic.source = "collimate";
  diagnostic.code = problem.code;
  return diagnostic;
}
