/** The tab that teaches: pictures by label, a training, how good it is, a try, the call to copy. */

import { toProblem, type Caller } from "../api.js";
import { element } from "../elements.js";
import { askForKey, givenKey, onKey, stopAskingForKey } from "../key.js";
import { cancelTraining, startTraining } from "./api.js";
import { follow } from "./follow.js";
import { chosenPictures, setUpLabels, whatIsMissing } from "./labels.js";
import { say, showRunning, showSending } from "./progress.js";
import { hideResult, showResult } from "./result.js";
import { sendPictures } from "./sendPictures.js";
import { offer, setUpTryIt } from "./tryIt.js";

const form = element("train", HTMLFormElement);
const name = element("head-name", HTMLInputElement);
const cancel = element("training-cancel", HTMLButtonElement);

/** Folders of two visits stay apart. */
const visit = Date.now().toString(36);
let turn = new AbortController();
/** The training that runs, once it is started. */
let running: string | undefined;
/** What to do again when the key changes. */
let again: (() => void) | undefined;

const toCaller = (): Caller => ({ key: givenKey(), signal: turn.signal, wants: "master" });

export function setUpTeach(): void {
  setUpLabels();
  setUpTryIt(toCaller, complain);
  offer(undefined);
  name.addEventListener("change", () => (name.value = toHeadName(name.value)));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    begin(train);
  });
  cancel.addEventListener("click", () => {
    if (running === undefined) turn.abort();
    else cancelTraining(running, toCaller()).catch((error: unknown) => complain(error));
  });
  onKey(() => again?.());
  const [, id] = /^#teach\/([\da-f-]+)$/.exec(location.hash) ?? [];
  if (id !== undefined) begin(() => watch(id));
}

/** Runs a training, or goes on with one, and shows what fails. */
function begin(work: () => Promise<void>): void {
  turn.abort();
  turn = new AbortController();
  const { signal } = turn;
  again = undefined;
  hideResult();
  offer(undefined);
  work()
    .catch((error: unknown) => {
      if (signal.aborted) say("Canceled.");
      else complain(error, () => begin(work));
    })
    .finally(() => {
      if (turn.signal === signal) showRunning(false);
    });
}

async function train(): Promise<void> {
  const missing = whatIsMissing();
  if (missing) {
    say(missing.detail, true);
    missing.at.focus();
    return;
  }
  running = undefined;
  showRunning(true);
  const prefix = `teach/${name.value}/${visit}/`;
  await sendPictures(prefix, chosenPictures(), toCaller(), showSending);
  const { id } = await startTraining(name.value, prefix, toCaller());
  // A reload goes on from here.
  history.replaceState(null, "", `#teach/${id}`);
  await watch(id);
}

async function watch(id: string): Promise<void> {
  running = id;
  showRunning(true);
  const training = await follow(id, toCaller());
  stopAskingForKey();
  name.value = training.name;
  if (training.status === "Canceled") say("Canceled.");
  if (training.status === "Failed") say(training.error?.message ?? "It failed.", true);
  if (training.status !== "Succeeded") return;
  await showResult(training, toCaller());
  offer(training);
  say(`Done: version ${training.version} of ${training.name}.`);
  element("result", HTMLElement).scrollIntoView({ block: "nearest" });
}

/** Says what went wrong; a missing key is asked for, and then the same is tried again. */
function complain(error: unknown, retry?: () => void): void {
  const problem = toProblem(error);
  say(problem.detail, true);
  if (problem.status !== 401) return;
  again = retry;
  askForKey(problem);
}

/** Lower-case letters, digits and hyphens, as heads are called. */
function toHeadName(text: string): string {
  const plain = text
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  return plain.replaceAll(/^-|-$/g, "").slice(0, 64);
}
