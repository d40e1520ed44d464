import assert from "node:assert/strict";
import { test } from "node:test";
import { misspelt } from "../src/misspelt.js";

const known = ["top_k", "threshold", "async", "callback_url", "head"];

test("another spelling, or one slip, means the name", () => {
  const meant: Record<string, string> = {
    ...{ topk: "top_k", topK: "top_k", "top-k": "top_k", TOP_K: "top_k", top: "top_k" },
    ...{ treshold: "threshold", thershold: "threshold", thresholds: "threshold" },
    ...{ callbackUrl: "callback_url", heads: "head", asinc: "async" },
  };
  for (const [name, other] of Object.entries(meant)) assert.equal(misspelt(name, known), other);
});

test("a very long name is not compared, because errors repeat names", () => {
  assert.equal(misspelt(`top${"_".repeat(1e6)}k`, known), undefined);
});

test("known names, and names like none of them, mean nothing else", () => {
  for (const name of [...known, "code", "clientId", "api-version", "", "kpot", "x"]) {
    assert.equal(misspelt(name, known), undefined, name);
  }
});
