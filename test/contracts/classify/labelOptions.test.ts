import assert from "node:assert/strict";
import { test } from "node:test";
import { toAskedClassifier, toLabelOptions } from "../../../src/contracts/classify/labelOptions.js";
import { httpRequest } from "../../httpRequest.js";

test("top_k and threshold are read from the query", () => {
  const { topK, threshold } = toLabelOptions(httpRequest("?top_k=3&threshold=0.25"));
  assert.deepEqual([topK, threshold], [3, 0.25]);
});

for (const name of ["rollup", "unsure"] as const) {
  test(`${name} is true or false`, () => {
    assert.equal(toLabelOptions(httpRequest(`?${name}=true`))[name], true);
    assert.equal(toLabelOptions(httpRequest(`?${name}=false`))[name], false);
    assert.equal(toLabelOptions(httpRequest())[name], undefined);
  });
}

test("what is not given stays open", () => {
  const { topK, threshold } = toLabelOptions(httpRequest());
  assert.deepEqual([topK, threshold], [undefined, undefined]);
});

test("a value out of bounds is refused by the parameter's name", () => {
  const bad = {
    top_k: ["0", "-1", "1.5", "many", "%20", "1000000", "Infinity"],
    threshold: ["-0.1", "1.1", "half", "%20", "NaN"],
    rollup: ["%20", "1", "yes", "TRUE"],
    unsure: ["%20", "1", "yes", "TRUE"],
  };
  for (const [name, values] of Object.entries(bad)) {
    for (const value of values) {
      const read = () => toLabelOptions(httpRequest(`?${name}=${value}`));
      assert.throws(read, { code: "InvalidParameter", message: new RegExp(name) }, value);
    }
  }
});

test("an empty value is not given", () => {
  const request = httpRequest("?top_k=&threshold=&rollup=&function_to_apply=");
  assert.deepEqual(toLabelOptions(request), toLabelOptions(httpRequest()));
});

test("the bounds themselves are accepted", () => {
  assert.equal(toLabelOptions(httpRequest("?top_k=999999")).topK, 999_999);
  assert.equal(toLabelOptions(httpRequest("?threshold=0")).threshold, 0);
  assert.equal(toLabelOptions(httpRequest("?threshold=1")).threshold, 1);
});

test("a model is asked for by its name", () => {
  assert.equal(toAskedClassifier(httpRequest("?model=lite0")).model, "lite0");
  assert.equal(toAskedClassifier(httpRequest()).model, undefined);
});
