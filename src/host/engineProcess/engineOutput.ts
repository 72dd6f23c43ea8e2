/** One line of progress of an engine that runs with `--progress json`. */
export interface EngineProgress {
  readonly fraction: number;
  readonly phase: string;
}

/** What one line on the engine's standard error means. */
export type EngineLine =
  | { readonly kind: "progress"; readonly progress: EngineProgress }
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "text"; readonly text: string };

/** Tells progress and the final error from other text. */
export function readEngineLine(line: string): EngineLine {
  const value = parseObject(line);
  if (value !== null && typeof value["fraction"] === "number") {
    const phase = typeof value["phase"] === "string" ? value["phase"] : "";
    return { kind: "progress", progress: { fraction: value["fraction"], phase } };
  }
  if (value !== null && typeof value["error"] === "string") {
    return { kind: "error", message: value["error"] };
  }
  return { kind: "text", text: line };
}

/** Cuts a stream of text into lines, which may arrive in any pieces. */
export class LineSplitter {
  private rest = "";

  constructor(private readonly onLine: (line: string) => void) {}

  push(text: string): void {
    const lines = (this.rest + text).split(/\r?\n/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") this.onLine(line);
  }

  end(): void {
    if (this.rest !== "") this.onLine(this.rest);
    this.rest = "";
  }
}

function parseObject(line: string): Readonly<Record<string, unknown>> | null {
  if (!line.startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return value as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}
