import assert from "node:assert/strict";
import { test } from "node:test";
import { readPickle } from "../../../src/checkpoint/weights/pickle.js";
import type { PickleVocabulary } from "../../../src/checkpoint/weights/pickled.js";

const vocabulary: PickleVocabulary = {
  globals: new Set(["collections.OrderedDict"]),
  reduce: () => new Map(),
  persistent: () => null,
};
const read = (...parts: (string | number[])[]) =>
  readPickle(
    Buffer.concat(
      parts.map((part) =>
        typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part),
      ),
    ),
    vocabulary,
  );

test("numbers, texts, tuples, lists and dictionaries are read", () => {
  // pickle.dumps({"a": [1, -2, 300, 1.5, None, True], "b": ("x", 2**40)}, protocol=2)
  const expected = new Map<string, unknown>([
    ["a", [1, -2, 300, 1.5, null, true]],
    ["b", ["x", 2 ** 40]],
  ]);
  const pickle = [
    "80027d71002858010000006171015d7102284b014afeffffff4d2c01473ff80000000000004e8865",
    "58010000006271035801000000787104",
    "8a0600000000000186",
    "7105752e",
  ].join("");
  assert.deepEqual(read([...Buffer.from(pickle, "hex")]), expected);
});

const hostile: [what: string, bytes: string, message: RegExp][] = [
  ["os.system", "\x80\x02cos\nsystem\nX\x02\0\0\0ls\x85R.", /names "os\.system".*nothing was run/],
  ["posix.system", "\x80\x04\x8c\x05posix\x8c\x06system\x93.", /names "posix\.system"/],
  ["builtins.eval", "\x80\x02cbuiltins\neval\n.", /names "builtins\.eval"/],
  ["a global that hides behind a known one", "\x80\x02ccollections\nOrderedDict.x\n.", /names/],
  ["an instance by INST", "\x80\x02(ios\nsystem\n.", /opcode 0x69/],
  ["an object by NEWOBJ", "\x80\x02ccollections\nOrderedDict\n)\x81.", /opcode 0x81/],
  ["a copyreg extension", "\x80\x02\x82\x01.", /opcode 0x82/],
  ["protocol 0", "(lp0\n.", /opcode 0x6c/],
  ["protocol 6", "\x80\x06N.", /protocol 6/],
  ["a call of what is no function", "\x80\x02K\x01)R.", /is called that is no function/],
  ["no end", "\x80\x02N", /ends too early/],
  ["an empty stack", "\x80\x02.", /stack is empty/],
  ["a text longer than the file", "\x80\x02X\xff\xff\xff\xff.", /ends too early/],
  ["a huge number", "\x80\x02\x8a\xff.", /more than 48 bits/],
  ["an unknown memo", "\x80\x02h\x07.", /memo 7/],
  ["a mark that is missing", "\x80\x02Nt.", /mark is missing/],
  ["an item of what is no list", "\x80\x02NNa.", /no list/],
];
for (const [what, bytes, message] of hostile) {
  test(`a pickle with ${what} is refused`, () => {
    assert.throws(() => read(bytes), { code: "InvalidCheckpoint", message });
  });
}
