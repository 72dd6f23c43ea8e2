export type PythonValue =
  | string
  | number
  | boolean
  | null
  | readonly PythonValue[]
  | { readonly [key: string]: PythonValue };

const number = /[+-]?(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:[eE][+-]?\d+)?(?![\w.])/y;
const word = /[A-Za-z_]\w*/y;
const words: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };
const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\n": "" };
const deepest = 32;

/** Reads one Python literal: numbers, strings, True, False, None, and lists, tuples and dicts of them. */
export class PythonLiteralReader {
  private at = 0;

  constructor(private readonly text: string) {}

  /** The value; undefined where the text is not one literal from its beginning to its end. */
  read(): PythonValue | undefined {
    const value = this.value(0);
    this.space();
    return this.at === this.text.length ? value : undefined;
  }

  private value(depth: number): PythonValue | undefined {
    this.space();
    if (depth > deepest) return undefined;
    const character = this.text[this.at] ?? "";
    if (character === "[") return this.items("]", depth)?.items;
    if (character === "(") {
      const found = this.items(")", depth);
      // Brackets around one value without a comma are no tuple.
      return found?.items.length === 1 && !found.comma ? found.items[0] : found?.items;
    }
    if (character === "{") return this.dict(depth);
    const string = this.strings();
    if (string !== undefined) return string;
    const digits = this.match(number);
    if (digits !== undefined) return Number(digits.replaceAll("_", ""));
    const name = this.match(word);
    return name === undefined ? undefined : words[name];
  }

  private items(
    close: string,
    depth: number,
  ): { readonly items: PythonValue[]; readonly comma: boolean } | undefined {
    const items: PythonValue[] = [];
    let comma = false;
    for (this.at++; !this.take(close); comma = this.take(",")) {
      if (items.length > 0 && !comma) return undefined;
      const item = this.value(depth + 1);
      if (item === undefined) return undefined;
      items.push(item);
    }
    return { items, comma };
  }

  private dict(depth: number): Record<string, PythonValue> | undefined {
    const entries: [string, PythonValue][] = [];
    let comma = true;
    for (this.at++; !this.take("}"); comma = this.take(",")) {
      const key = comma ? this.value(depth + 1) : undefined;
      if (key === undefined || typeof key === "object" || !this.take(":")) return undefined;
      const value = this.value(depth + 1);
      if (value === undefined) return undefined;
      entries.push([String(key), value]);
    }
    return Object.fromEntries(entries);
  }

  /** Strings that stand beside one another are one. Those with parts to compute (f"...") and bytes are none. */
  private strings(): string | undefined {
    let joined: string | undefined;
    for (;;) {
      this.space();
      const open = this.match(/[rRuU]?("""|'''|"|')/y);
      if (open === undefined) return joined;
      const isRaw = /^r/i.test(open);
      const quote = open.replace(/^[rRuU]/, "");
      joined ??= "";
      while (!this.text.startsWith(quote, this.at)) {
        if (this.at >= this.text.length) return undefined;
        let character = this.text[this.at++]!;
        if (character === "\\" && !isRaw) {
          const escaped = this.text[this.at++] ?? "";
          character = escapes[escaped] ?? (/[\\'"]/.test(escaped) ? escaped : `\\${escaped}`);
        }
        joined += character;
      }
      this.at += quote.length;
    }
  }

  private take(character: string): boolean {
    this.space();
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private space(): void {
    while (/\s/.test(this.text[this.at] ?? "")) this.at++;
  }
}
