import type { InvocationContext, Timer } from "@azure/functions";
import { app, storage } from "../src/app.js";
import { countStuck } from "../src/storage/stuck.js";
import { recordStuck } from "../src/telemetry/metrics.js";

/** Every quarter of an hour: whether uploads wait for longer than that, so that somebody hears of it. */
export async function checkUploads(_timer: Timer, context: InvocationContext): Promise<void> {
  const stuck = await countStuck(await storage(), new Date());
  recordStuck(stuck);
  if (stuck > 0) context.warn(`${stuck} uploads are queued for more than 15 minutes`);
}

app.timer("checkUploads", { schedule: "0 */15 * * * *", handler: checkUploads });
