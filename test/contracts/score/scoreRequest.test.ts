import assert from "node:assert/strict";
import { test } from "node:test";
import { toScoreRequest } from "../../../src/contracts/score/scoreRequest.js";

test("a list of pictures is taken in its order", () => {
  const request = toScoreRequest({ input_data: ["AAAA", "BBBB"] }, 2);
  assert.deepEqual(request.sources, ["AAAA", "BBBB"]);
  assert.deepEqual([request.topK, request.keepGoing], [undefined, false]);
});

test("a DataFrame has one picture in each row, alone or in a list", () => {
  const frame = { columns: ["image"], index: [0, "b"], data: ["AAAA", ["BBBB"]] };
  assert.deepEqual(toScoreRequest({ input_data: frame }, 2).sources, ["AAAA", "BBBB"]);
});

test("parameters tell how many labels, and whether a bad picture fails alone", () => {
  const keepGoing = (on_error: string) =>
    toScoreRequest({ input_data: ["AAAA"], params: { top_k: 3, on_error } }, 1);
  assert.equal(keepGoing("null").topK, 3);
  assert.equal(keepGoing("null").keepGoing, true);
  assert.equal(keepGoing("fail").keepGoing, false);
});

test("more pictures than the limit are refused with both numbers", () => {
  const three = { input_data: ["AAAA", "BBBB", "CCCC"] };
  assert.equal(toScoreRequest(three, 3).sources.length, 3);
  assert.throws(() => toScoreRequest(three, 2), { code: "TooManyImages", message: /3.*2/ });
});

test("any other form is refused, with what is wrong", () => {
  const frame = (columns: unknown, data: unknown) => ({ input_data: { columns, data } });
  const cases: [json: unknown, word: RegExp][] = [
    [null, /body/],
    [["AAAA"], /body/],
    [{}, /input_data/],
    [{ input_data: [] }, /input_data/],
    [{ input_data: ["AAAA", ""] }, /input_data/],
    [frame(["image", "label"], ["AAAA"]), /input_data/],
    [frame(["picture"], ["AAAA"]), /input_data/],
    [frame(["image"], []), /input_data/],
    [frame(["image"], [["AAAA", "BBBB"]]), /input_data/],
    [{ input_data: ["AAAA"], params: { top_k: 0 } }, /params\.top_k/],
    [{ input_data: ["AAAA"], params: { on_error: "stop" } }, /params\.on_error/],
  ];
  for (const [json, message] of cases) {
    const read = () => toScoreRequest(json, 9);
    assert.throws(read, { code: "InvalidRequest", message }, JSON.stringify(json));
  }
});
