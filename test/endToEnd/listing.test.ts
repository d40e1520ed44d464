import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { z } from "zod";
import { connectByString } from "../../src/storage/connection.js";
import { toTableKeys } from "../../src/storage/tableKeys.js";
import { classificationListSchema } from "../../src/contracts/upload/listAnswer.js";
import { namesOfPartition, seedRows, type Seed } from "../storage/seedRows.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp();
const { host } = app;
after(() => app.stop());
const account = connectByString(app.storage.connectionString);

type List = z.infer<typeof classificationListSchema>;
type Query = Record<string, string>;

/** A container of its own, with these rows. */
async function fill(container: string, seeds: readonly Seed[]): Promise<void> {
  await account.blobs.getContainerClient(container).create();
  await seedRows(account, container, seeds);
}

const addressOf = (container: string, query: Query = {}): string =>
  `${host.url}/api/classifications/${container}?${new URLSearchParams(query).toString()}`;

async function page(address: string): Promise<List> {
  const answer = await fetch(address);
  assert.equal(answer.status, 200, await answer.clone().text());
  return classificationListSchema.parse(await answer.json());
}

/** All pages, by the addresses that they give. */
async function pages(container: string, query: Query = {}): Promise<List[]> {
  const all: List[] = [];
  for (let next: string | undefined = addressOf(container, query); next !== undefined;) {
    const read = await page(next);
    all.push(read);
    next = read.next;
  }
  return all;
}

async function namesIn(container: string, query: Query = {}): Promise<string[]> {
  return (await pages(container, query)).flatMap(({ value }) => value.map(({ blob }) => blob));
}

/** Asserts a refusal, and what its sentence says. */
async function refused(address: string, status: number, code: string, says: RegExp) {
  const answer = await fetch(address);
  const problem = Object(await answer.json());
  assert.deepEqual([answer.status, problem.code], [status, code], address);
  assert.match(problem.detail, says);
}

/** By RowKey, which is how rows are listed. */
const byKey = (names: readonly string[]): string[] =>
  names.toSorted((a, b) => (toTableKeys("c", a).rowKey < toTableKeys("c", b).rowKey ? -1 : 1));

describe("names of every kind", () => {
  const long = "日本/".repeat(60);
  const names = [
    ...["a", "a b", "a-b", "a.b", "a/b", "a/b/c", "a%b", "a%2Fb", "a!b", "a!2Fb", "a~b", "a_b"],
    ...[
      "A",
      "ab",
      "a'b",
      'a"b',
      "a''",
      "a+b=&?#\\c",
      "=1+1",
      "ä",
      "ä/ö",
      "猫/😀",
      "😀",
      "😁",
      "~",
      "z",
    ],
    // The keys of these have only the beginning of their names.
    ...[`${long}1`, `${long}2/a`, `${long}2/b`, "é".repeat(500), `${"é".repeat(499)}e`],
    ...["x".repeat(512), "x".repeat(513), `${"x".repeat(446)}é${"x".repeat(100)}`, "x".repeat(447)],
  ];
  before(() =>
    fill(
      "names",
      names.map((name) => ({ name })),
    ),
  );

  test("pages of any size have each row once, in the same order", async () => {
    for (const limit of [1, 2, 7, names.length, 1000]) {
      assert.deepEqual(await namesIn("names", { limit: String(limit) }), byKey(names));
    }
  });

  test("a prefix gives exactly the names that begin with it", async () => {
    const cuts = names.flatMap((name) => {
      const characters = Array.from(name);
      const lengths = [1, 2, 3, 74, 75, 90, 149, 170, 445, 446, 447, characters.length];
      return lengths.map((length) => characters.slice(0, length).join(""));
    });
    const prefixes = new Set([...cuts, "a!2", "a%2", "a/", "B", "!", "é".repeat(1024), "zz"]);
    for (const prefix of prefixes) {
      const expected = names.filter((name) => name.startsWith(prefix));
      assert.deepEqual(await namesIn("names", { prefix }), byKey(expected), prefix);
    }
  });
});

describe("filters, order and continuations", () => {
  const at = (day: number): Date => new Date(Date.UTC(2026, 0, day));
  const seeds: Seed[] = [
    { name: "1", label: "bird's nest", score: 1, queuedAt: at(1), completedAt: at(9) },
    { name: "2", label: "bird", score: 0.5, queuedAt: at(2), completedAt: at(3) },
    { name: "3", label: "bird", score: 0.25, queuedAt: at(3), completedAt: at(4) },
    { name: "4", status: "queued", queuedAt: at(8) },
    { name: "5", status: "failed", queuedAt: at(1), completedAt: at(2) },
  ];
  before(() => fill("filters", seeds));

  test("each filter lets pass what it says", async () => {
    const cases: [query: Query, names: string][] = [
      [{}, "12345"],
      [{ status: "queued" }, "4"],
      [{ status: "failed" }, "5"],
      [{ status: "succeeded" }, "123"],
      [{ label: "bird" }, "23"],
      [{ label: "bird's nest" }, "1"],
      [{ min_score: "0.5" }, "12"],
      [{ min_score: "0.51" }, "1"],
      [{ min_score: "1" }, "1"],
      [{ min_score: "0" }, "123"],
      [{ min_score: "1e-7" }, "123"],
      [{ since: "2026-01-08" }, "14"],
      [{ since: "2026-01-09T01:00:00+01:00" }, "1"],
      [{ since: "2026-01-10" }, ""],
      [{ since: "0001-01-01" }, "12345"],
      [{ label: "bird", min_score: "0.3", since: "2026-01-03", status: "succeeded" }, "2"],
      // A designer of workflows sends these for fields that are left empty.
      [{ prefix: "", status: "", label: "", min_score: "", since: "", continuation: "" }, "12345"],
    ];
    for (const [query, names] of cases) {
      assert.equal((await namesIn("filters", query)).join(""), names, JSON.stringify(query));
    }
  });

  test("the newest come first, over pages too", async () => {
    for (const limit of ["1", "2", "5"]) {
      assert.equal((await namesIn("filters", { order: "newest", limit })).join(""), "14325");
    }
  });

  test("a row is as it is asked for alone, but for labels that are not wanted", async () => {
    const { value } = await page(addressOf("filters", { limit: "1" }));
    const alone: unknown = await (await fetch(`${host.url}/api/classifications/filters/1`)).json();
    assert.deepEqual(value[0], alone);
    assert.equal(value[0]?.labels?.length, 5);
    const { value: short } = await page(addressOf("filters", { top_k: "2" }));
    assert.deepEqual(
      short.map(({ labels }) => labels?.length),
      [2, 2, 2, undefined, undefined],
    );
  });

  test("a continuation is for its listing, and for no other", async () => {
    const { continuation = "", next = "" } = await page(addressOf("filters", { limit: "2" }));
    assert.match(continuation, /^[\w-]+$/);
    assert.equal(new URL(next).searchParams.get("limit"), "2");
    // Another size or number of labels is the same listing.
    const rest = await namesIn("filters", { continuation, limit: "3", top_k: "1" });
    assert.equal(rest.join(""), "345");
    const flipped = continuation.replace(/.$/, (last) => (last === "A" ? "B" : "A"));
    const wrong = [flipped, continuation.slice(1), `${continuation}A`, "x", "%00", "ä"];
    for (const token of wrong) {
      const address = addressOf("filters", { continuation: token });
      await refused(address, 400, "InvalidParameter", /^continuation: /);
    }
    for (const query of [{ status: "queued" }, { prefix: "1" }, { order: "newest" }]) {
      const address = addressOf("filters", { ...query, continuation });
      await refused(address, 400, "InvalidParameter", /^continuation: /);
    }
    await refused(addressOf("names", { continuation }), 400, "InvalidParameter", /^continuation: /);
  });

  test("a key in the query stays in the address of the next page", async () => {
    const { next = "" } = await page(addressOf("filters", { limit: "2", code: "a key" }));
    assert.equal(new URL(next).searchParams.get("code"), "a key");
  });

  test("a wrong value is named, with what is expected", async () => {
    const cases: [name: string, value: string, expected: RegExp][] = [
      ["status", "done", /queued, succeeded or failed; it is "done"/],
      ["min_score", "high", /a number from 0 to 1; it is "high"/],
      ["min_score", "1.1", /a number from 0 to 1/],
      ["since", "yesterday", /a date or a time such as .*; it is "yesterday"/],
      ["since", "2026-13-01", /a date or a time/],
      ["top_k", "0", /a whole number from 1 to 100; it is "0"/],
      ["limit", "1001", /a whole number from 1 to 1000; it is "1001"/],
      ["limit", " ", /a whole number/],
      ["order", "oldest", /name or newest/],
      ["format", "xml", /json or csv/],
    ];
    for (const [name, value, expected] of cases) {
      const address = addressOf("filters", { [name]: value });
      await refused(address, 400, "InvalidParameter", new RegExp(`^${name} must be`));
      await refused(address, 400, "InvalidParameter", expected);
    }
    for (const [name, meant] of [
      ["min-score", "min_score"],
      ["topk", "top_k"],
      ["Status", "status"],
      ["labels", "label"],
    ] as const) {
      const says = new RegExp(`There is no query parameter ${name}. Did you mean ${meant}?`);
      await refused(addressOf("filters", { [name]: "1" }), 400, "InvalidParameter", says);
    }
    const others = { code: "key", clientId: "default", "api-version": "1", subscription: "key" };
    assert.equal((await namesIn("filters", others)).length, 5);
    await refused(addressOf("filters", { prefix: "a\0" }), 400, "InvalidBlobName", /U\+0000/);
  });
});

test("containers that are closed, unknown or none are refused, and an empty one is empty", async () => {
  for (const container of [
    "requests",
    "predictions",
    "batch-work",
    "models",
    "azure-webjobs-hosts",
    "$logs",
  ]) {
    await refused(addressOf(container), 400, "InvalidParameter", /whose rows are not listed/);
  }
  await refused(addressOf("nope"), 404, "ContainerNotFound", /no container/);
  await refused(addressOf("Up_loads"), 400, "InvalidParameter", /"Up_loads" cannot be the name/);
  await refused(addressOf("a'b"), 400, "InvalidParameter", /cannot be the name/);
  assert.deepEqual(await page(addressOf("uploads")), { value: [] });
  // A path of nothing is no blob, so it is the container.
  assert.deepEqual(await page(`${host.url}/api/classifications/uploads/`), { value: [] });
  await refused(
    `${host.url}/api/classifications/uploads/2026/`,
    404,
    "ClassificationNotFound",
    /./,
  );
});

test("partitions that are not alike lose no row", async () => {
  // The first has none of them, and another has more than one answer of the Table takes.
  const names = namesOfPartition("5", 2300);
  await fill(
    "uneven",
    names.map((name) => ({ name })),
  );
  assert.deepEqual(await namesIn("uneven", { limit: "700" }), byKey(names));
});

test("a page that would cost too much for few rows comes short, and the next goes on", async () => {
  const names = byKey(namesOfPartition("0", 3400));
  const [last = ""] = names.slice(-1);
  await fill(
    "sparse",
    names.map((name) => (name === last ? { name, status: "failed" } : { name })),
  );
  const read = await pages("sparse", { status: "failed", limit: "1" });
  assert.deepEqual(read[0]?.value, []);
  assert.equal(read.length, 2);
  assert.equal(read[1]?.value[0]?.blob, last);
});
