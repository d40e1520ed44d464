/** `npm run poison -- list | requeue | drop`: what was given up on, for operators. */

import { peekDeadLetters, takeDeadLetters, type DeadLetter } from "../storage/deadLetters.js";
import { requeue } from "../uploads/requeue.js";
import { openAccount } from "./account.js";
import { runCommand } from "./command/runCommand.js";
import { runSubcommand, type Subcommand } from "./command/runSubcommand.js";

await runSubcommand("poison", "Shows or ends what the service gave up on, for operators.", {
  list: async () =>
    toSubcommand("list", "Shows what was given up on, and why (the first 32).", list),
  requeue: async () => toSubcommand("requeue", "Has all of it tried again.", requeueAll),
  drop: async () => toSubcommand("drop", "Forgets all of it; rows stay as they are.", drop),
});

function toSubcommand(name: string, summary: string, run: () => Promise<void>): Subcommand {
  const table = { name: `poison ${name}`, summary, options: {}, example: "", run };
  return { summary, run: (args) => runCommand(table, args) };
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
