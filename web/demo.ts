/** The page to try the service: takes a picture in many ways and shows what the service says. */

import { ApiError, classify, modelName, readRow, upload, type LabelScore } from "./api.js";
import { setUpCamera } from "./camera.js";
import { element } from "./elements.js";

const file = element("file", HTMLInputElement);
const url = element("url", HTMLInputElement);
const key = element("key", HTMLInputElement);
const picture = element("picture", HTMLImageElement);
const status = element("status", HTMLParagraphElement);
const labels = element("labels", HTMLOListElement);

/** Milliseconds between two looks at the row of an upload. */
const ROW_INTERVAL = 500;

file.addEventListener("change", () => {
  const [chosen] = file.files ?? [];
  if (chosen) void take(chosen);
  // The same file may be chosen again.
  file.value = "";
});

element("url-form", HTMLFormElement).addEventListener("submit", (event) => {
  event.preventDefault();
  void take(new URL(url.value));
});

document.addEventListener("paste", (event) => takeFirstFile(event.clipboardData));
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  document.body.classList.add("dragging");
});
document.addEventListener("dragleave", () => document.body.classList.remove("dragging"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  document.body.classList.remove("dragging");
  takeFirstFile(event.dataTransfer);
});

setUpCamera((shot) => void take(shot), complain);
modelName().then(
  (name) => (element("model", HTMLParagraphElement).textContent += ` Served by ${name}.`),
  () => complain("The service is not ready yet."),
);

function takeFirstFile(transfer: DataTransfer | null): void {
  const [given] = transfer?.files ?? [];
  if (given) void take(given);
}

/** Every newer picture ends the older one's turn to write on the page. */
let turn = 0;

async function take(source: Blob | URL): Promise<void> {
  const mine = ++turn;
  show(source);
  const later =
    document.querySelector<HTMLInputElement>("input[name=way]:checked")?.value === "later";
  const start = performance.now();
  try {
    const found =
      later && source instanceof Blob
        ? await watch(source, () => mine === turn)
        : await classify(source, key.value);
    if (mine !== turn || found === undefined) return;
    const milliseconds = Math.round(performance.now() - start);
    say(`Answered in ${milliseconds.toLocaleString("en")} ms.`);
    labels.replaceChildren(...found.map(toItem));
  } catch (error) {
    if (mine === turn)
      complain(error instanceof ApiError ? error.message : "The service cannot be reached.");
  }
}

/** Uploads a picture and waits for its row. */
async function watch(
  source: Blob,
  current: () => boolean,
): Promise<readonly LabelScore[] | undefined> {
  say("Uploading …");
  const location = await upload(source, key.value);
  say("Uploaded; waiting for its row …");
  while (current()) {
    const row = await readRow(location, key.value);
    if (row?.status === "succeeded") return row.labels ?? [];
    if (row?.status === "failed") throw new ApiError(`${row.error?.message} (${row.error?.code})`);
    if (row) say("Queued; waiting for its turn …");
    await new Promise((resolve) => setTimeout(resolve, ROW_INTERVAL));
  }
  return undefined;
}

function show(source: Blob | URL): void {
  URL.revokeObjectURL(picture.src);
  labels.replaceChildren();
  picture.hidden = source instanceof URL;
  if (source instanceof Blob) {
    picture.src = URL.createObjectURL(source);
    picture.alt = source instanceof File ? source.name : "The picture that was taken";
  }
  say("Classifying …");
}

function toItem({ label, score }: LabelScore): HTMLLIElement {
  const percent = `${(100 * score).toFixed(1)} %`;
  const item = document.createElement("li");
  const [name, value, meter] = [
    document.createElement("span"),
    document.createElement("span"),
    document.createElement("meter"),
  ];
  name.textContent = label;
  value.textContent = percent;
  value.className = "score";
  meter.value = score;
  meter.setAttribute("aria-hidden", "true");
  item.append(name, value, meter);
  return item;
}

function say(text: string): void {
  status.classList.remove("bad");
  status.textContent = text;
}

function complain(reason: string): void {
  status.classList.add("bad");
  status.textContent = reason;
}
