// transformers.js' pipeline behind the smallest HTTP server: what one would write by hand.
//
//     node server.mjs MODEL_FOLDER PORT

import { createServer } from "node:http";
import { basename, dirname } from "node:path";
import { env, pipeline, RawImage } from "@huggingface/transformers";

const [folder, port] = process.argv.slice(2);
env.allowRemoteModels = false;
env.localModelPath = dirname(folder);
const classify = await pipeline("image-classification", basename(folder), {
  dtype: "fp32",
  subfolder: "",
  model_file_name: "model",
});

const server = createServer((request, response) => void answer(request, response));
server.listen(Number(port), "127.0.0.1");

async function answer(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const image = await RawImage.fromBlob(new Blob(chunks));
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(await classify(image, { top_k: 5 })));
}
