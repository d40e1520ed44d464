import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { eventually } from "../deadline.js";
import { fixture } from "../paths.js";
import { fileContent } from "./client.js";
import { connectApp } from "./connectedApp.js";

const PICTURES = 200;
const KILL_AFTER = 5;

const app = await connectApp();
const { receiver } = app;
const first = await app.start();
let second: Awaited<ReturnType<typeof app.start>> | undefined;
after(async () => {
  await second?.host.stop();
  await app.stop();
});

test("a host that is killed in the middle of notifications loses none of them", async () => {
  await first.connection.listen("WhenPictureIsClassified", receiver, { prefix: "kill/" });
  // After some, nothing that was posted is deleted from the queue any more: there the host is killed.
  let release = (): void => {};
  const killed = new Promise<void>((resolve) => {
    release = resolve;
  });
  receiver.hold = () => (receiver.received.length < KILL_AFTER ? Promise.resolve() : killed);
  const cat = fileContent(readFileSync(fixture("photos/cat.jpg")));
  const blobs = Array.from({ length: PICTURES }, (_, i) => `kill/${i}.jpg`);
  await Promise.all(blobs.map((blob) => first.connection.run("Upload", { blob }, cat)));
  await eventually(async () => (receiver.received.length > KILL_AFTER ? true : undefined));
  first.host.process.kill("SIGKILL");
  release();
  const before = receiver.received.length;
  assert.ok(before < PICTURES, "The kill came too late");

  second = await app.start();
  const ids = await eventually(async () => {
    const ids = new Map<unknown, Set<unknown>>();
    for (const { content } of receiver.received) {
      const { blob, notification_id: id } = content;
      ids.set(blob, (ids.get(blob) ?? new Set()).add(id));
    }
    return ids.size >= PICTURES ? ids : undefined;
  });
  assert.deepEqual([...ids.keys()].map(String).toSorted(), blobs.toSorted());
  for (const [blob, known] of ids) assert.equal(known.size, 1, String(blob));
  assert.equal(new Set([...ids.values()].flatMap((known) => [...known])).size, PICTURES);
  assert.deepEqual(receiver.faults, []);
  // Those that the kill hit between the post and its note came again.
  assert.ok(receiver.received.length > PICTURES, "Nothing was repeated: the kill hit nothing");
});
