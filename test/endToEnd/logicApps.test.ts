import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, test } from "node:test";
import { fixture } from "../paths.js";
import { startTestApp } from "./testApp.js";

const app = await startTestApp();
after(() => app.stop());

/** A file's content as Logic Apps writes it into JSON. */
function content(photo: string): object {
  const $content = readFileSync(fixture(`photos/${photo}`)).toString("base64");
  return { "$content-type": "image/jpeg", $content };
}

async function post(route: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${app.host.url}/api/${route}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  assert.equal(answer.status, 200);
  return answer.json();
}

test("classify takes the content object of Logic Apps", async () => {
  const labels = Object(await post("classify?top_k=1", content("cat.jpg")));
  assert.equal(labels[0].label, "tiger cat");
});

test("score takes content objects among its pictures", async () => {
  const pictures = [content("daisy.jpg"), Object(content("cat.jpg")).$content];
  const answers = Object(await post("score", { input_data: pictures, params: { top_k: 1 } }));
  assert.deepEqual([answers[0][0].label, answers[1][0].label], ["daisy", "tiger cat"]);
});
