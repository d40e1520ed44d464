import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { boundedChunks } from "../../src/http/boundedBody.js";
import { collectGarbage } from "../collectGarbage.js";

const bounds = { maxBytes: 1e6, tooLarge: () => new Error("too large") };

test("chunks that were read can be freed, while others arrive and while the signal lives", async () => {
  const { signal } = new AbortController();
  const chunks: WeakRef<Uint8Array>[] = [];
  async function* arriving(): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < 50; i++) {
      const chunk = new Uint8Array(1000);
      chunks.push(new WeakRef(chunk));
      yield chunk;
    }
  }
  const alive = async (): Promise<number> => {
    await delay(0);
    collectGarbage();
    return chunks.filter((chunk) => chunk.deref()).length;
  };
  let [length, inTheMiddle] = [0, 0];
  for await (const chunk of boundedChunks(arriving(), { ...bounds, signal })) {
    length += chunk.byteLength;
    if (length === 40_000) inTheMiddle = await alive();
  }
  assert.equal(length, 50_000);
  assert.ok(inTheMiddle <= 2, `${inTheMiddle} chunks are alive`);
  assert.ok((await alive()) <= 1);
  assert.equal(signal.aborted, false);
});

test("a signal stops reading, even while nothing arrives", async () => {
  const stalled = new ReadableStream<Uint8Array>();
  const stop = new AbortController();
  const read = boundedChunks(stalled, { ...bounds, signal: stop.signal });
  setTimeout(() => stop.abort(new Error("stalled")), 10);
  await assert.rejects(read.next(), /stalled/);
});
