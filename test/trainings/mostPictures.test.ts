import assert from "node:assert/strict";
import { test } from "node:test";
import { mostPictures } from "../../src/trainings/list.js";

test("a job takes fewer pictures of a model whose outputs are wide", () => {
  assert.equal(mostPictures(1280), 20_000);
  assert.equal(mostPictures(21_841), 2930);
});
