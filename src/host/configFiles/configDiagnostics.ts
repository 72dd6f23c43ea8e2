import { Diagnostic, DiagnosticSeverity, Range, type TextDocument } from "vscode";
import type { ConfigProblem } from "../../config/configProblem.js";

/** Where a problem stands in the document. */
export function rangeOf(problem: ConfigProblem, document: TextDocument): Range {
  const { line, column, endLine, endColumn } = problem;
  return document.validateRange(new Range(line - 1, column - 1, endLine - 1, endColumn - 1));
}

/** A problem as the editor shows it. */
export function toDiagnostic(problem: ConfigProblem, document: TextDocument): Diagnostic {
  const severity =
    problem.severity === "error" ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning;
  const diagnostic = new Diagnostic(rangeOf(problem, document), problem.message, severity);
  diagnostic.source = "collimate";
  diagnostic.code = problem.code;
  return diagnostic;
}
