import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { test } from "node:test";
import { root } from "./paths.js";

/** The rooms of the house, from the top down: a file imports from its own room and those below. */
const rooms = [
  // On somebody's desk, never deployed.
  ...["cli", "cli/command", "localHost"],
  ...["checkpoint", "checkpoint/hub", "checkpoint/beit", "checkpoint/onnx", "checkpoint/weights"],
  // The service.
  ...["functions", "app", "trainings"],
  ...["learning/heads", "learning/evaluation", "learning/augment", "learning/regression"],
  ...["learning/dataset", "learning/random"],
  ...[
    "requests",
    "uploads",
    "batches",
    "subscriptions",
    "intake",
    "contracts",
    "outbound",
    "http",
    "gate",
    "classifier",
  ],
  ...["storage", "inference", "image", "labels", "telemetry"],
  // What all of it stands on.
  ...[
    "identity",
    "settings",
    "azureSettings",
    "tooLarge",
    "errors",
    "errorKinds",
    "redact",
    "sha256",
  ],
  ...["onAbort", "firstIssue", "issuePhrase", "misspelt"],
];

/** Libraries that only some rooms may call. */
const owners: Readonly<Record<string, readonly string[]>> = {
  sharp: ["image", "learning/augment", "learning/evaluation"],
  "onnxruntime-node": ["inference"],
  applicationinsights: ["telemetry"],
  "@opentelemetry/api": ["telemetry"],
  "@azure/storage-blob": ["storage", "localHost"],
  "@azure/storage-queue": ["storage", "localHost"],
  "@azure/data-tables": ["storage", "localHost"],
  "@azure/identity": ["identity"],
};

const files = [...list("src"), ...list("functions")];

function list(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith(".ts") && !path.includes("/assembly/"));
}

/** `src/storage/names.ts` → `storage`, `src/app.ts` → `app`, `src/learning/random.ts` → itself. */
function roomOf(file: string): string {
  const inside = file.replace(/^src\//, "").replace(/\.[a-z.]+$/, "");
  if (rooms.includes(inside)) return inside;
  return dirname(inside).replace(/^contracts\/.*/, "contracts");
}

test("every file is in a room of the plan", () => {
  for (const file of files) assert.ok(rooms.includes(roomOf(file)), `${file}: no such room`);
});

for (const file of files) {
  test(`${file} imports what it may`, () => {
    const text = readFileSync(join(root, file), "utf8");
    const imports =
      /^(?:import|export)(?<type> type)?(?:[^;"]* from)? "(?<a>[^"]+)"|import\("(?<b>[^"]+)"\)/gm;
    for (const { groups = {} } of text.matchAll(imports)) {
      const name = groups["a"] ?? groups["b"] ?? "";
      if (name.startsWith(".")) checkArrow(file, normalize(join(dirname(file), name)));
      else if (groups["type"] === undefined) checkLibrary(file, name);
    }
  });
}

function checkArrow(file: string, imported: string): void {
  const [from, to] = [roomOf(file), roomOf(imported)];
  assert.ok(rooms.indexOf(from) <= rooms.indexOf(to), `${from} is below ${to}: ${imported}`);
  assert.ok(from !== "functions" || to !== "functions", `functions stand alone: ${imported}`);
}

function checkLibrary(file: string, library: string): void {
  const allowed = owners[library] ?? [roomOf(file)];
  assert.ok(allowed.includes(roomOf(file)), `${library} belongs to ${allowed.join(" and ")}`);
}
