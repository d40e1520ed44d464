import assert from "node:assert/strict";
import { test } from "node:test";
import { toWrongAddress } from "../../../src/contracts/openapi/addresses.js";
import { operations } from "../../../src/contracts/openapi/operations.js";

const lists = "/api/openapi.json lists the operations.";

const cases: [method: string, path: string, code: string, detail: string, allow?: string][] = [
  [
    "GET",
    "/api/classify",
    "MethodNotAllowed",
    "This address takes POST, not GET. /api/openapi.json describes it.",
    "POST",
  ],
  [
    "PUT",
    "/API/batches/7/",
    "MethodNotAllowed",
    "This address takes GET, DELETE, not PUT. /api/openapi.json describes it.",
    "GET, DELETE",
  ],
  [
    "POST",
    "/api/uploads/2026/cat.jpg",
    "MethodNotAllowed",
    "This address takes PUT, not POST. /api/openapi.json describes it.",
    "PUT",
  ],
  [
    "GET",
    "/api/batches/7",
    "NotFound",
    "An id in this address is malformed. The service gives ids such as 0d13076a-563b-449f-8460-354ea372aa0b.",
  ],
  [
    "POST",
    "/api/res",
    "NotFound",
    `There is nothing at this address. Near it are GET /api/results/{resultId}, DELETE /api/results/{resultId}. ${lists}`,
  ],
  ["GET", "/api/nothing", "NotFound", `There is nothing at this address. ${lists}`],
  ["GET", "/api/", "NotFound", `There is nothing at this address. ${lists}`],
  ["GET", "/api", "NotFound", `There is nothing at this address. ${lists}`],
];

for (const [method, path, code, detail, allow] of cases) {
  test(`${method} ${path} is ${code}`, () => {
    const wrong = toWrongAddress(method, path);
    assert.deepEqual([wrong.error.code, wrong.error.message, wrong.allow], [code, detail, allow]);
  });
}

test("every operation is known, with its own method", () => {
  for (const { method, path } of operations) {
    const { allow } = toWrongAddress("TRACE", path);
    assert.ok(allow?.split(", ").includes(method.toUpperCase()), path);
  }
});
