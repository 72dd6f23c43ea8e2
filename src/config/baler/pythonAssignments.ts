import { PythonLiteralReader, type PythonValue } from "./pythonLiteral.js";

/** `OBJECT.NAME = VALUE` in a Python text. */
export interface PythonAssignment {
  readonly name: string;
  /** From 1. */
  readonly line: number;
  /** What stands on the right, without its comment. */
  readonly text: string;
  /** Absent where the right side is no literal: nothing is computed. */
  readonly value?: PythonValue;
}

const assignment = /^([A-Za-z_]\w*)\.([A-Za-z_]\w*)\s*(?::[^=]*)?=(?!=)\s*/;

/**
 * The assignments to attributes in a Python text, in order. The text is read, never executed: strings, comments and
 * brackets over several lines are told apart, everything else is skipped.
 */
export function pythonAssignments(text: string): PythonAssignment[] {
  return logicalLines(text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n")).flatMap(
    ({ line, code }): PythonAssignment[] => {
      const match = assignment.exec(code);
      if (match === null) return [];
      const right = code.slice(match[0].length).trim();
      const value = new PythonLiteralReader(right).read();
      const found = { name: match[2]!, line, text: right };
      return [value === undefined ? found : { ...found, value }];
    },
  );
}

interface LogicalLine {
  readonly line: number;
  /** Without comment and indentation. */
  readonly code: string;
}

/** Joins what brackets, strings in three quotes and backslashes continue, and splits at semicolons. */
function logicalLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  let code = "";
  let first = 1;
  let line = 1;
  let depth = 0;
  const end = (): void => {
    if (code.trim() !== "") lines.push({ line: first, code: code.trim() });
    code = "";
  };
  const quoted = /("""|'''|"|')/y;
  for (let at = 0; at < text.length;) {
    const character = text[at]!;
    if (code.trim() === "") first = line;
    quoted.lastIndex = at;
    const quote = quoted.exec(text)?.[0];
    if (quote !== undefined) {
      const stop = endOfString(text, at + quote.length, quote);
      const piece = text.slice(at, stop);
      line += piece.split("\n").length - 1;
      code += piece;
      at = stop;
      continue;
    }
    at++;
    if (character === "#") {
      while (at < text.length && text[at] !== "\n") at++;
    } else if (character === "\\" && text[at] === "\n") {
      code += " ";
      at++;
      line++;
    } else if (character === "\n") {
      if (depth === 0) end();
      else code += " ";
      line++;
    } else if (character === ";" && depth === 0) {
      end();
    } else {
      if ("([{".includes(character)) depth++;
      if (")]}".includes(character)) depth = Math.max(0, depth - 1);
      code += character;
    }
  }
  end();
  return lines;
}

/** Where the string ends whose opening quote ends at `from`: behind its closing quote, or at the end of its line. */
function endOfString(text: string, from: number, quote: string): number {
  for (let at = from; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text.startsWith(quote, at)) return at + quote.length;
    else if (quote.length === 1 && text[at] === "\n") return at;
  }
  return text.length;
}
