import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { z } from "zod";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const python = process.env["PYTHON"] ?? "python3";
const timeout = 60_000;
const probe = spawnSync(python, ["-c", "import huggingface_hub"], { timeout });
const skip = probe.status !== 0 && `${python} has no package huggingface_hub`;

const script = `
import json, sys
from huggingface_hub import InferenceClient
client = InferenceClient(model=sys.argv[1], token="hf_unused")
picture = open(sys.argv[2], "rb").read()
answers = [
    client.image_classification(picture),
    client.image_classification(picture, top_k=3),
    client.image_classification(sys.argv[2], top_k=1, function_to_apply="none"),
]
print(json.dumps([[{"label": a.label, "score": a.score} for a in answer] for answer in answers]))
`;

const answersSchema = z.array(z.array(z.object({ label: z.string(), score: z.number() })));

test("huggingface_hub's InferenceClient works unchanged", { skip }, async (t) => {
  const app = await startTestApp();
  t.after(() => app.stop());
  const args = ["-c", script, `${app.host.url}/api/classify`, fixture("photos/cat.jpg")];
  const { stdout, stderr } = spawnSync(python, args, { encoding: "utf8", timeout });
  assert.notEqual(stdout, "", stderr);
  const [plain, three, logits] = answersSchema.parse(JSON.parse(stdout));
  assert.equal(plain?.length, 5);
  assert.equal(plain?.[0]?.label, "tiger cat");
  assert.equal(three?.length, 3);
  assert.equal(logits?.length, 1);
  assert.ok((logits?.[0]?.score ?? 0) > 1);
});
