import { findNodeAtLocation, parseTree, type Node, type ParseError } from "jsonc-parser";
import type { ConfigProblem, ProblemCode } from "./configProblem.js";

export type ConfigPath = readonly (string | number)[];

/** A stretch of the text, in characters from its start. */
export interface TextRange {
  readonly offset: number;
  readonly length: number;
}

/** What a problem is, apart from its place. */
export interface Finding {
  readonly path: ConfigPath;
  /** Whether the key is at fault, or its value. */
  readonly at: "key" | "value";
  /** The part of a text that is at fault, in characters of it. */
  readonly within?: TextRange;
  readonly message: string;
  readonly code: ProblemCode;
  readonly suggestion?: string | null;
  readonly severity?: "error" | "warning";
}

/** The text of a config and where everything stands in it. Comments and trailing commas are allowed. */
export class ConfigText {
  readonly root: Node | undefined;
  readonly syntaxErrors: readonly ParseError[];
  private readonly lineStarts: readonly number[];

  constructor(text: string) {
    const errors: ParseError[] = [];
    const options = { allowTrailingComma: true, disallowComments: false };
    this.root = parseTree(text.replace(/^\uFEFF/, " "), errors, options);
    this.syntaxErrors = errors;
    const starts = [0];
    for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
    this.lineStarts = starts;
  }

  /** Whether the text itself sets this, so that it is no default. */
  has(path: ConfigPath): boolean {
    return this.node(path) !== undefined;
  }

  problem(finding: Finding): ConfigProblem {
    const range =
      finding.at === "key"
        ? this.keyRange(finding.path)
        : (this.partRange(finding) ?? this.valueRange(finding.path));
    return this.problemAt(range, finding);
  }

  problemAt(range: TextRange, finding: Omit<Finding, "at">): ConfigProblem {
    const start = this.position(range.offset);
    const end = this.position(range.offset + range.length);
    return {
      line: start.line,
      column: start.column,
      endLine: end.line,
      endColumn: end.column,
      path: pathText(finding.path),
      message: finding.message,
      suggestion: finding.suggestion ?? null,
      code: finding.code,
      severity: finding.severity ?? "error",
    };
  }

  /** The key of the last step of a path; the nearest enclosing key where the text does not have it. */
  private keyRange(path: ConfigPath): TextRange {
    const node = this.node(path);
    if (node === undefined || path.length === 0) return this.enclosing(path);
    return node.parent?.type === "property" ? node.parent.children![0]! : node;
  }

  /** The value at a path; of an object or a list, its key, because only that is short. */
  private valueRange(path: ConfigPath): TextRange {
    const node = this.node(path);
    if (node === undefined || path.length === 0) return this.enclosing(path);
    return node.type === "object" || node.type === "array" ? this.keyRange(path) : node;
  }

  /** A part of a text; null where the text is written with escapes, so that its characters are not counted. */
  private partRange({ path, within }: Finding): TextRange | null {
    const node = this.node(path);
    if (within === undefined || node?.type !== "string") return null;
    if (node.length !== (node.value as string).length + 2) return null;
    return { offset: node.offset + 1 + within.offset, length: within.length };
  }

  private enclosing(path: ConfigPath): TextRange {
    if (path.length > 0) return this.keyRange(path.slice(0, -1));
    if (this.root === undefined) return { offset: 0, length: 0 };
    const isNested = this.root.type === "object" || this.root.type === "array";
    return { offset: this.root.offset, length: isNested ? 1 : this.root.length };
  }

  private node(path: ConfigPath): Node | undefined {
    return this.root === undefined ? undefined : findNodeAtLocation(this.root, [...path]);
  }

  private position(offset: number): { line: number; column: number } {
    let line = this.lineStarts.length - 1;
    while (line > 0 && this.lineStarts[line]! > offset) line--;
    return { line: line + 1, column: offset - this.lineStarts[line]! + 1 };
  }
}

/** A path as it is written in code: `training.epochs`, `columns["*fPt"].bound`, `model.hidden[2]`. */
export function pathText(path: ConfigPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "number") return `${text}[${step}]`;
    if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === "" ? step : `${text}.${step}`;
  }, "");
}
