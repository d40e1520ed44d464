import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { firstIssue } from "../src/firstIssue.js";

const picture = z.union([z.string().min(1), z.object({ $content: z.string() })]);
const schema = z.strictObject({
  top_k: z.int().min(1).max(100).optional(),
  score: z.number().optional(),
  precision: z.number().gt(0).max(1).optional(),
  names: z.array(z.string().max(3)).min(1).max(2).optional(),
  on_error: z.enum(["fail", "null", "skip"]).optional(),
  url: z.url().optional(),
  pictures: z.union([z.array(picture), z.object({ data: z.array(picture) })]).optional(),
  key: z.string().min(16).optional(),
  even: z
    .number()
    .refine((value) => value % 2 === 0, "odd")
    .optional(),
});

const cases: [value: unknown, sentence: string][] = [
  [{ top_k: "abc" }, 'top_k must be a whole number from 1 to 100; it is "abc".'],
  [{ top_k: 1.5 }, "top_k must be a whole number from 1 to 100; it is 1.5."],
  [{ top_k: null }, "top_k must be a whole number from 1 to 100; it is null."],
  [{ top_k: 0 }, "top_k must be at least 1; it is 0."],
  [{ top_k: 101 }, "top_k must be at most 100; it is 101."],
  [{ score: [] }, "score must be a number; it is a list."],
  [{ score: Number.NaN }, "score must be a number; it is not a number."],
  [{ precision: 0 }, "precision must be above 0; it is 0."],
  [{ precision: "high" }, 'precision must be a number above 0, at most 1; it is "high".'],
  [{ names: [] }, "names is empty."],
  [{ names: ["a", "b", "c"] }, "names must have at most 2 items."],
  [{ names: ["long"] }, "names[0] must have at most 3 characters."],
  [{ on_error: "ignore" }, 'on_error must be "fail", "null" or "skip"; it is "ignore".'],
  [
    { url: "cat.jpg" },
    "url must be a URL with http or https, such as https://example.org/cat.jpg.",
  ],
  // Of the forms of a union, the one that the value is closest to.
  [{ pictures: ["AAAA", 5] }, "pictures[1] must be a text; it is 5."],
  [{ pictures: { data: ["AAAA", ""] } }, "pictures.data[1] must not be empty."],
  [{ pictures: [{ $content: 1 }] }, "pictures[0].$content must be a text; it is 1."],
  // What is too short may be a secret.
  [{ key: "secret" }, "key must have at least 16 characters."],
  [{ topK: 3 }, 'The body has an unknown field "topK"; it takes top_k instead.'],
  [{ even: 1 }, "even: odd"],
  [[], "The body must be an object; it is a list."],
  ["x".repeat(100), `The body must be an object; it is "${"x".repeat(40)}…".`],
];

for (const [value, sentence] of cases) {
  test(sentence, () => {
    const { error } = schema.safeParse(value);
    assert.ok(error);
    assert.equal(firstIssue(error), sentence);
  });
}

test("what is missing, and whose fields are unknown, is told with what is expected", () => {
  const { error } = z.object({ container: z.string() }).safeParse({});
  assert.ok(error);
  assert.equal(firstIssue(error), "container is missing; it must be a text.");
  const { error: unknown } = z.strictObject({ a: z.string(), b: z.int() }).safeParse({
    ...{ a: "", b: 1, limit: 2 },
  });
  assert.ok(unknown);
  assert.equal(firstIssue(unknown), 'The body has an unknown field "limit"; it takes a, b.');
});
