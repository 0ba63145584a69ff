import { type Code, type Local, local, TYPES, type Type, unsigned } from './code.ts';

/** What this file needs of the standard interface, which Node's types leave out. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: Record<string, unknown> };
};

/** A function of whole numbers (most are addresses) that works on memory and returns nothing. */
export interface FunctionCode {
  readonly parameters: number;
  readonly locals: readonly Type[];
  readonly body: Code;
}

/** What the code of a function is written with. */
export interface Writer {
  /** Variables to be written again and again, 0 at first. */
  integer(): Local;
  vector(): Local;
  /** A stretch of code: `keep` computes a vector once, and gives what reads it; `run` does something. */
  block(write: (keep: (value: Code) => Code, run: (code: Code) => void) => void): Code;
}

/** A function of the parameters named; `write` returns its body. */
export function functionOf<Name extends string>(
  parameters: readonly Name[],
  write: (parameters: Readonly<Record<Name, Local>>, writer: Writer) => Code,
): FunctionCode {
  const locals: Type[] = [];
  const add = (type: Type) => local(parameters.length + locals.push(type) - 1);
  const writer: Writer = {
    integer: () => add('i32'),
    vector: () => add('v128'),
    block(fill) {
      const code: Code[] = [];
      const keep = (value: Code): Code => {
        const kept = add('v128');
        code.push(kept.set(value));
        return kept.get;
      };
      fill(keep, (more) => code.push(more));
      return code.flat();
    },
  };
  const named = Object.fromEntries(parameters.map((name, i) => [name, local(i)])) as Record<Name, Local>;
  return { parameters: parameters.length, locals, body: write(named, writer) };
}

/** Functions by name, with a memory of their own. */
export interface Kernel<Name extends string> {
  readonly memory: ArrayBuffer;
  readonly run: Readonly<Record<Name, (...numbers: number[]) => void>>;
}

const PAGE = 65_536;

/** Compiles functions; what it returns makes one instance after another, of so many bytes of memory each. */
export function compile<Name extends string>(
  functions: Readonly<Record<Name, FunctionCode>>,
): (bytes: number) => Kernel<Name> {
  const module = new WebAssembly.Module(encode(functions));
  return (bytes) => {
    const { exports } = new WebAssembly.Instance(module);
    const memory = exports['memory'] as { readonly buffer: ArrayBuffer; grow(pages: number): number };
    memory.grow(Math.ceil(bytes / PAGE));
    return { memory: memory.buffer, run: exports as Kernel<Name>['run'] };
  };
}

/** A module in the binary format (WebAssembly core specification, chapter 5): a type for each function, one memory. */
function encode(functions: Readonly<Record<string, FunctionCode>>): Uint8Array {
  const names = Object.keys(functions);
  const all = Object.values(functions);
  const types = all.map(({ parameters }) => [0x60, ...vector(Array(parameters).fill([TYPES.i32])), 0]);
  const exported = names.map((name, i) => [...text(name), 0, ...unsigned(i)]);
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vector(types)),
    ...section(3, vector(all.map((_, i) => unsigned(i)))),
    ...section(5, vector([[0, 0]])),
    ...section(7, vector([...exported, [...text('memory'), 2, 0]])),
    ...section(10, vector(all.map(encodeBody))),
  ]);
}

function encodeBody({ locals, body }: FunctionCode): Code {
  const code = [...vector(locals.map((type) => [1, TYPES[type]])), ...body, 0x0b];
  return [...unsigned(code.length), ...code];
}

const vector = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (name: string): Code => [...unsigned(name.length), ...new TextEncoder().encode(name)];
const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
