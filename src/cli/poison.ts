/** `npm run poison -- list | requeue | drop`: what was given up on, for operators. */

import { peekDeadLetters, takeDeadLetters, type DeadLetter } from "../storage/deadLetters.js";
import { requeue } from "../uploads/requeue.js";
import { openAccount } from "./account.js";

const usage = `Usage:
  npm run poison -- list       what was given up on, and why (the first 32)
  npm run poison -- requeue    have all of it tried again
  npm run poison -- drop       forget all of it; rows stay as they are`;

const [command, ...rest] = process.argv.slice(2);
if (rest.length === 0 && command === "list") await list();
else if (rest.length === 0 && command === "requeue") await requeueAll();
else if (rest.length === 0 && command === "drop") await drop();
else {
  console.error(usage);
  process.exitCode = 2;
}

async function list(): Promise<void> {
  const { letters, count } = await peekDeadLetters(await openAccount());
  console.log(count === 0 ? "Nothing was given up on." : `About ${count} messages:`);
  for (const letter of letters) console.log(describe(letter));
}

async function requeueAll(): Promise<void> {
  const storage = await openAccount();
  let requeued = 0;
  let kept = 0;
  for await (const { letter, remove } of takeDeadLetters(storage)) {
    if (await requeue(storage, letter)) {
      await remove();
      requeued++;
    } else kept++;
  }
  console.log(`${requeued} requeued${kept > 0 ? `, ${kept} kept, which nobody understands` : ""}.`);
}

async function drop(): Promise<void> {
  let dropped = 0;
  for await (const { remove } of takeDeadLetters(await openAccount())) {
    await remove();
    dropped++;
  }
  console.log(`${dropped} dropped.`);
}

function describe({ queue, code, reason, message }: DeadLetter): string {
  return `${queue}  ${JSON.stringify(message)}\n    ${code}: ${reason}`;
}
