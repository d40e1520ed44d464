import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { suite, test } from "node:test";
import { root } from "../paths.js";
import { temporaryFolder } from "../temporaryFolder.js";

/** An Azure CLI that shows the key from its third question on. */
const az = `#!/bin/sh
echo "$*" >> "$CALLS"
case "$1 $2 $3" in
  "functionapp keys list")
    if [ "$(grep -c "^functionapp keys list" "$CALLS")" -ge 3 ]; then echo true; else echo false; fi ;;
  "deployment group create")
    if [ -n "$REFUSAL" ]; then echo "$REFUSAL" >&2; exit 1; fi ;;
esac
`;

async function subscribe(folder: string, variables: Record<string, string>) {
  await writeFile(join(folder, "az"), az, { mode: 0o755 });
  const calls = join(folder, "calls");
  await writeFile(calls, "");
  const run = spawnSync("sh", [join(root, "infra/scripts/subscribe.sh")], {
    encoding: "utf8",
    timeout: 20_000,
    env: {
      PATH: `${folder}:${process.env["PATH"]}`,
      CALLS: calls,
      REFUSAL: "",
      AZURE_RESOURCE_GROUP: "group",
      AZURE_FUNCTION_APP_NAME: "app",
      AZURE_STORAGE_ACCOUNT_NAME: "account",
      EVENT_GRID_TOPIC_NAME: "topic",
      AZURE_SUBSCRIPTION_ID: "0003",
      SUBSCRIBE_PAUSE_SECONDS: "0",
      ...variables,
    },
  });
  return { ...run, calls: (await readFile(calls, "utf8")).trimEnd().split("\n") };
}

suite("subscribe.sh", { skip: process.platform === "win32" && "it is for sh" }, () => {
  test("waits for the key, then subscribes", async (t) => {
    const run = await subscribe(await temporaryFolder(t), {});
    assert.equal(run.status, 0, run.stderr);
    assert.match(
      run.stdout,
      /\(2 of 20\): the key blobs_extension does not exist yet\nPictures in/,
    );
    assert.equal(run.calls.length, 5);
    const last = run.calls.at(-1) ?? "";
    assert.match(last, /--subscription 0003 --template-file .*\/infra\/eventSubscription\.bicep /);
    assert.match(last, /functionAppName=app storageAccountName=account systemTopicName=topic/);
    for (const call of run.calls) assert.doesNotMatch(call, /code=|systemKeys\.blobs_extension$/);
  });

  test("gives up with the reason and what to do", async (t) => {
    const run = await subscribe(await temporaryFolder(t), {
      REFUSAL: "Webhook validation handshake failed",
      SUBSCRIBE_ATTEMPTS: "4",
    });
    assert.equal(run.status, 1);
    assert.match(run.stdout, /\(4 of 4\): Azure has not accepted the subscription yet/);
    assert.match(run.stderr, /^Webhook validation handshake failed\n/);
    assert.match(run.stderr, /azd hooks run postdeploy/);
  });

  test("says which variable it lacks", async (t) => {
    const run = await subscribe(await temporaryFolder(t), { EVENT_GRID_TOPIC_NAME: "" });
    assert.notEqual(run.status, 0);
    assert.match(run.stderr, /EVENT_GRID_TOPIC_NAME: run it with azd, or set it/);
  });
});
