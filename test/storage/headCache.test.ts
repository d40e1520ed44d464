import assert from "node:assert/strict";
import { test } from "node:test";
import { toHead } from "../../src/inference/heads.js";
import { HeadCache } from "../../src/storage/headCache.js";

const meaning = { labels: ["a"], task: "single-label", scoreFunction: "sigmoid" } as const;

/** A cache, and a read of it that notes down what it had to fetch: heads of 8 bytes. */
function cacheOf(mostBytes: number) {
  const cache = new HeadCache(mostBytes);
  const fetched: string[] = [];
  const get = (name: string) =>
    cache.get(name, async () => {
      fetched.push(name);
      return toHead(name, meaning, new Uint8Array(8));
    });
  return { cache, fetched, get };
}

test("what was not asked for the longest time leaves when the bytes are too many", async () => {
  const { fetched, get } = cacheOf(16);
  for (const name of ["a", "b", "a", "c", "a", "b"]) await get(name);
  assert.deepEqual(fetched, ["a", "b", "c", "b"]);
});

test("those who ask at the same time share a read, and one that is too large is kept alone", async () => {
  const { fetched, get } = cacheOf(1);
  await Promise.all([get("a"), get("a")]);
  await get("a");
  assert.deepEqual(fetched, ["a"]);
});

test("a read that failed is tried again", async () => {
  const { cache, get } = cacheOf(16);
  await assert.rejects(
    cache.get("a", () => Promise.reject(new Error("down"))),
    /down/,
  );
  assert.equal((await get("a")).name, "a");
});
