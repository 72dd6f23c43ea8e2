/** Types of values in WebAssembly. */
export type WasmType = "i32" | "f64" | "v128";

const typeCodes: Record<WasmType, number> = { i32: 0x7f, f64: 0x7c, v128: 0x7b };

/** Instructions without operands in the code; those from 0xfd00 on are of the vector extension. */
const plain = {
  end: 0x0b,
  i32Add: 0x6a,
  i32Multiply: 0x6c,
  i32ShiftLeft: 0x74,
  i32LessUnsigned: 0x49,
  f64x2Splat: 0xfd14,
  f64x2Floor: 0xfd75,
  f64x2Add: 0xfdf0,
  f64x2Mul: 0xfdf2,
  /** The second where it is smaller than the first, else the first. */
  f64x2Smaller: 0xfdf6,
  f64x2Larger: 0xfdf7,
  f64x2FromLowInt32: 0xfdfe,
  int32FromF64x2: 0xfdfc,
  int32x4Splat: 0xfd11,
  int32x4Add: 0xfdae,
  int32x4Subtract: 0xfdb1,
  int32x4Smaller: 0xfdb6,
  int32x4Larger: 0xfdb8,
  /** Products of 16-bit numbers, summed in pairs. */
  int32x4Dot: 0xfdba,
  int32x4ShiftLeft: 0xfdab,
  int32x4ShiftRight: 0xfdac,
  int16x8Narrow: 0xfd85,
  int16x8Size: 0xfd80,
  v128Or: 0xfd50,
  v128AnyTrue: 0xfd53,
} as const;

/** A local variable of a function, parameters first. */
export interface WasmLocal {
  readonly index: number;
}

/** Writes the code of one function; the calls append one instruction each. */
export class WasmCode {
  private readonly bytes: number[] = [];
  private readonly locals: WasmType[] = [];
  private readonly parameterCount: number;

  constructor(parameters: readonly WasmType[]) {
    this.parameterCount = parameters.length;
  }

  parameter(index: number): WasmLocal {
    return { index };
  }

  local(type: WasmType): WasmLocal {
    this.locals.push(type);
    return { index: this.parameterCount + this.locals.length - 1 };
  }

  get(...locals: readonly WasmLocal[]): this {
    for (const { index } of locals) this.bytes.push(0x20, ...unsigned(index));
    return this;
  }

  set({ index }: WasmLocal): this {
    this.bytes.push(0x21, ...unsigned(index));
    return this;
  }

  int(value: number): this {
    this.bytes.push(0x41, ...signed(value));
    return this;
  }

  float(value: number): this {
    this.bytes.push(0x44, ...new Uint8Array(Float64Array.of(value).buffer));
    return this;
  }

  do(...names: readonly (keyof typeof plain)[]): this {
    for (const name of names) this.code(plain[name]);
    return this;
  }

  /** Loads an i32. */
  loadInt(offset = 0): this {
    return this.memory(0x28, offset);
  }

  /** Loads 16 bytes from the address on the stack plus `offset`. */
  load(offset = 0): this {
    return this.memory(0xfd00, offset);
  }

  /** Loads 8 bytes; the upper ones are 0. */
  loadLow(offset = 0): this {
    return this.memory(0xfd5d, offset);
  }

  /** Loads 4 bytes into each quarter. */
  loadSplat(offset = 0): this {
    return this.memory(0xfd09, offset);
  }

  store(offset = 0): this {
    return this.memory(0xfd0b, offset);
  }

  /** Stores the lower 8 bytes. */
  storeLow(offset = 0): this {
    this.memory(0xfd5b, offset);
    this.bytes.push(0);
    return this;
  }

  /** Stores the lowest 4 bytes. */
  storeQuarter(offset = 0): this {
    this.memory(0xfd5a, offset);
    this.bytes.push(0);
    return this;
  }

  /** Stores the `place`-th 2 bytes. */
  storeEighth(place: number, offset = 0): this {
    this.memory(0xfd59, offset);
    this.bytes.push(place);
    return this;
  }

  /** Two numbers. */
  floats(first: number, second: number): this {
    this.code(0xfd0c);
    this.bytes.push(...new Uint8Array(Float64Array.of(first, second).buffer));
    return this;
  }

  /** Bytes of two vectors, numbered from 0 to 31. */
  shuffle(places: readonly number[]): this {
    this.code(0xfd0d);
    this.bytes.push(...places);
    return this;
  }

  /** Runs `body` while what it leaves on the stack is not 0. */
  loop(body: () => void): this {
    this.bytes.push(0x03, 0x40);
    body();
    this.bytes.push(0x0d, 0x00);
    return this.do("end");
  }

  /** The function with its length, as a module holds it. */
  toFunction(): number[] {
    const locals = this.locals.flatMap((type) => [1, typeCodes[type]]);
    const body = [...unsigned(this.locals.length), ...locals, ...this.bytes, plain.end];
    return [...unsigned(body.length), ...body];
  }

  private memory(code: number, offset: number): this {
    this.code(code);
    // Alignment is a hint.
    this.bytes.push(0, ...unsigned(offset));
    return this;
  }

  private code(code: number): void {
    if (code < 0xfd00) this.bytes.push(code);
    else this.bytes.push(0xfd, ...unsigned(code - 0xfd00));
  }
}

export interface WasmFunction {
  readonly name: string;
  readonly parameters: readonly WasmType[];
  readonly results: readonly WasmType[];
  readonly code: WasmCode;
}

/**
 * A WebAssembly module of functions that work on one memory, imported as "memory" of "host".
 * Format: https://webassembly.github.io/spec/core/binary/modules.html
 */
export function wasmModule(functions: readonly WasmFunction[]): Uint8Array<ArrayBuffer> {
  const types = (own: readonly WasmType[]): number[] => list(own.map((type) => [typeCodes[type]]));
  const name = (text: string): number[] =>
    list([...new TextEncoder().encode(text)].map((byte) => [byte]));
  const sections: [number, number[]][] = [
    [1, list(functions.map((own) => [0x60, ...types(own.parameters), ...types(own.results)]))],
    [2, list([[...name("host"), ...name("memory"), 0x02, 0x00, 1]])],
    [3, list(functions.map((_, i) => unsigned(i)))],
    [7, list(functions.map((own, i) => [...name(own.name), 0x00, ...unsigned(i)]))],
    [10, list(functions.map((own) => own.code.toFunction()))],
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...sections.flatMap(([id, bytes]) => [id, ...unsigned(bytes.length), ...bytes]),
  ]);
}

function list(entries: readonly (readonly number[])[]): number[] {
  return [...unsigned(entries.length), ...entries.flat()];
}

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
  return [...bytes, value];
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  for (; value < -64 || value >= 64; value >>= 7) bytes.push((value & 127) + 128);
  return [...bytes, value & 127];
}
