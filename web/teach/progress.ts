import { element } from "../elements.js";
import type { Training } from "./api.js";

const start = element("train-start", HTMLButtonElement);
const running = element("running", HTMLElement);
const bar = element("training-bar", HTMLProgressElement);
const counts = element("training-counts", HTMLElement);
const said = element("training-said", HTMLElement);

const steps = {
  list: "Listing the pictures …",
  features: "Looking at the pictures …",
  fit: "Learning, and checking what it learnt …",
  done: "Nearly done …",
};

/** Shows or hides what belongs to a training that runs. */
export function showRunning(isRunning: boolean): void {
  running.hidden = !isRunning;
  start.disabled = isRunning;
}

/** Says what happens, also to screen readers; the same again is not said twice. */
export function say(text: string, isBad = false): void {
  if (said.textContent !== text) said.textContent = text;
  said.classList.toggle("bad", isBad);
}

export function showSending(done: number, all: number): void {
  say("Sending the pictures …");
  showCounts(done, all);
}

export function showTraining({ step, pictures, seconds_left: seconds }: Training): void {
  say(steps[step]);
  if (step !== "features") {
    showCounts();
    return;
  }
  showCounts(pictures.done, pictures.found);
  if (seconds !== undefined) counts.textContent += `, ${seconds} s left`;
}

/** The bar only moves to and fro while nothing is done yet. */
function showCounts(done = 0, all = 0): void {
  counts.textContent = all > 0 ? `${done} of ${all}` : "";
  if (done === 0) bar.removeAttribute("value");
  else bar.value = done / all;
}
