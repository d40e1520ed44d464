import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { root } from "../paths.js";
import { runBicep } from "./bicep.js";

const resource = z.object({
  type: z.string(),
  name: z.string(),
  id: z.string(),
  properties: z.record(z.string(), z.unknown()).default({}),
});
const snapshot = z.object({
  predictedResources: z.array(z.looseObject(resource.shape)),
  diagnostics: z.array(z.unknown()),
  outputs: z.record(z.string(), z.unknown()),
});

export type Resource = z.infer<typeof snapshot>["predictedResources"][number];

/** What a deployment would make. */
export interface Prediction {
  readonly text: string;
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly settings: Readonly<Record<string, unknown>>;
  all(type: string): Resource[];
  only(type: string): Resource;
}

/** Has the compiler predict a deployment, without Azure. */
export async function predict(
  bicep: string,
  parameters: Readonly<Record<string, string | number>> = {},
): Promise<Prediction> {
  const folder = await mkdtemp(join(tmpdir(), "test-"));
  try {
    return toPrediction(await snapshotOf(bicep, folder, parameters));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function snapshotOf(
  bicep: string,
  folder: string,
  parameters: Readonly<Record<string, string | number>>,
): Promise<string> {
  // The compiler writes its prediction beside the parameters, so both go where they may.
  await cp(join(root, "infra"), join(folder, "infra"), { recursive: true });
  const lines = Object.entries({
    environmentName: "test",
    location: "eastus",
    principalId: "00000000-0000-0000-0000-000000000001",
    ...parameters,
  }).map(([name, value]) => `param ${name} = ${typeof value === "string" ? `'${value}'` : value}`);
  await writeFile(
    join(folder, "test.bicepparam"),
    ["using 'infra/main.bicep'", ...lines, ""].join("\n"),
  );
  const run = runBicep(bicep, [
    "snapshot",
    join(folder, "test.bicepparam"),
    "--mode=overwrite",
    "--location=eastus",
    "--tenant-id=00000000-0000-0000-0000-000000000002",
    "--subscription-id=00000000-0000-0000-0000-000000000003",
  ]);
  assert.equal(run.code, 0, run.error);
  return readFile(join(folder, "test.snapshot.json"), "utf8");
}

function toPrediction(text: string): Prediction {
  const { predictedResources, diagnostics, outputs } = snapshot.parse(JSON.parse(text));
  assert.deepEqual(diagnostics, []);
  const all = (type: string) => predictedResources.filter((one) => one.type === type);
  const only = (type: string) => {
    const [one, ...more] = all(type);
    assert.ok(one !== undefined && more.length === 0, `not one, but ${all(type).length} ${type}`);
    return one;
  };
  return { text, outputs, settings: only("Microsoft.Web/sites/config").properties, all, only };
}
