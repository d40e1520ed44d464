import { invalidPickle as invalid, PickleBytes } from "./pickleBytes.js";
import { Global, type Pickled, type PickleVocabulary } from "./pickled.js";

/**
 * Reads a pickle of protocol 2 to 5 (Python's `pickletools.py` describes each opcode), but only the
 * opcodes that plain data needs. No code runs, whatever the pickle says.
 *
 * @throws ClassifierError `InvalidCheckpoint`, naming the opcode or global that is not allowed
 */
export function readPickle(bytes: Buffer, vocabulary: PickleVocabulary): Pickled {
  return new Unpickler(bytes, vocabulary).run();
}

const mark = Symbol("mark");

class Unpickler {
  readonly #bytes: PickleBytes;
  readonly #vocabulary: PickleVocabulary;
  readonly #stack: (Pickled | typeof mark)[] = [];
  readonly #memo = new Map<number, Pickled>();

  constructor(bytes: Buffer, vocabulary: PickleVocabulary) {
    this.#bytes = new PickleBytes(bytes);
    this.#vocabulary = vocabulary;
  }

  run(): Pickled {
    for (;;) {
      const opcode = this.#bytes.uint8();
      if (opcode === 0x2e) return this.#pop(); // STOP
      this.#step(opcode);
    }
  }

  #step(opcode: number): void {
    const stack = this.#stack;
    switch (opcode) {
      case 0x80: // PROTO
        return this.#protocol(this.#bytes.uint8());
      case 0x95: // FRAME: eight bytes of length, of use to streams only
        return void this.#bytes.take(8);
      case 0x28: // MARK
        return void stack.push(mark);
      case 0x30: // POP
        return void stack.pop();

      case 0x4e: // NONE
        return void stack.push(null);
      case 0x88: // NEWTRUE
        return void stack.push(true);
      case 0x89: // NEWFALSE
        return void stack.push(false);
      case 0x4b: // BININT1
        return void stack.push(this.#bytes.uint8());
      case 0x4d: // BININT2
        return void stack.push(this.#bytes.take(2).readUInt16LE());
      case 0x4a: // BININT
        return void stack.push(this.#bytes.take(4).readInt32LE());
      case 0x8a: // LONG1
        return void stack.push(this.#bytes.long(this.#bytes.uint8()));
      case 0x47: // BINFLOAT
        return void stack.push(this.#bytes.take(8).readDoubleBE());
      case 0x8c: // SHORT_BINUNICODE
        return void stack.push(this.#bytes.text(this.#bytes.uint8()));
      case 0x58: // BINUNICODE
        return void stack.push(this.#bytes.text(this.#bytes.uint32()));

      case 0x29: // EMPTY_TUPLE
      case 0x5d: // EMPTY_LIST
        return void stack.push([]);
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        return void stack.push(this.#popMany(opcode - 0x84));
      case 0x74: // TUPLE
        return void stack.push(this.#popToMark());
      case 0x61: // APPEND
        return this.#append([this.#pop()]);
      case 0x65: // APPENDS
        return this.#append(this.#popToMark());

      case 0x7d: // EMPTY_DICT
        return void stack.push(new Map());
      case 0x73: // SETITEM
        return this.#setItems(this.#popMany(2));
      case 0x75: // SETITEMS
        return this.#setItems(this.#popToMark());

      case 0x71: // BINPUT
        return void this.#memo.set(this.#bytes.uint8(), this.#top());
      case 0x72: // LONG_BINPUT
        return void this.#memo.set(this.#bytes.uint32(), this.#top());
      case 0x94: // MEMOIZE
        return void this.#memo.set(this.#memo.size, this.#top());
      case 0x68: // BINGET
        return this.#recall(this.#bytes.uint8());
      case 0x6a: // LONG_BINGET
        return this.#recall(this.#bytes.uint32());

      case 0x63: // GLOBAL
        return this.#global(this.#bytes.line(), this.#bytes.line());
      case 0x93: // STACK_GLOBAL
        return this.#stackGlobal();
      case 0x52: // REDUCE
        return this.#reduce();
      case 0x62: // BUILD: attributes of an object, such as a state dict's versions of its modules
        return void this.#pop();
      case 0x51: // BINPERSID
        return void stack.push(this.#vocabulary.persistent(this.#pop()));
      default:
        throw invalid(
          `opcode 0x${opcode.toString(16)} at byte ${this.#bytes.position - 1} is not allowed`,
        );
    }
  }

  #protocol(version: number): void {
    if (version < 2 || version > 5) throw invalid(`protocol ${version} is not supported`);
  }

  #append(items: Pickled[]): void {
    const list = this.#top();
    if (!Array.isArray(list)) throw invalid("something is appended to what is no list");
    for (const item of items) list.push(item);
  }

  #setItems(items: Pickled[]): void {
    const dict = this.#top();
    if (!(dict instanceof Map) || items.length % 2 !== 0) {
      throw invalid("an item is set in what is no dictionary");
    }
    for (let i = 0; i < items.length; i += 2) dict.set(items[i] ?? null, items[i + 1] ?? null);
  }

  #recall(key: number): void {
    const value = this.#memo.get(key);
    if (value === undefined) throw invalid(`memo ${key} is read before it is written`);
    this.#stack.push(value);
  }

  #stackGlobal(): void {
    const [module, name] = this.#popMany(2);
    if (typeof module !== "string" || typeof name !== "string")
      throw invalid("a global has no name");
    this.#global(module, name);
  }

  #global(module: string, name: string): void {
    const full = `${module}.${name}`;
    if (!this.#vocabulary.globals.has(full)) {
      throw invalid(`it names ${JSON.stringify(full)}, which weights do not need; nothing was run`);
    }
    this.#stack.push(new Global(full));
  }

  #reduce(): void {
    const [callable, args] = this.#popMany(2);
    if (!(callable instanceof Global) || !Array.isArray(args)) {
      throw invalid("something is called that is no function");
    }
    this.#stack.push(this.#vocabulary.reduce(callable.name, args));
  }

  #top(): Pickled {
    const value = this.#stack.at(-1);
    if (value === undefined || value === mark) throw invalid("its stack is empty");
    return value;
  }

  #pop(): Pickled {
    const value = this.#top();
    this.#stack.pop();
    return value;
  }

  #popMany(count: number): Pickled[] {
    return Array.from({ length: count }, () => this.#pop()).toReversed();
  }

  #popToMark(): Pickled[] {
    const from = this.#stack.lastIndexOf(mark);
    if (from < 0) throw invalid("a mark is missing");
    const values = this.#popMany(this.#stack.length - from - 1);
    this.#stack.pop();
    return values;
  }
}
