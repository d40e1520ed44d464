import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { containers, queues, tables } from "../../src/storage/names.js";
import { root } from "../paths.js";

const names = z.array(z.string());
const list = z.object({
  containers: names,
  infrastructureContainers: names,
  queues: names,
  tables: names,
});

test("what is deployed is what the code names", async () => {
  const text = await readFile(join(root, "infra/storageNames.json"), "utf8");
  const deployed = list.parse(JSON.parse(text));
  assert.deepEqual(deployed.containers.toSorted(), [...containers].toSorted());
  assert.deepEqual(deployed.queues.toSorted(), [...queues].toSorted());
  assert.deepEqual(deployed.tables.toSorted(), [...tables].toSorted());
  assert.deepEqual(deployed.infrastructureContainers, ["app-package", "eventgrid-dead-letters"]);
});
