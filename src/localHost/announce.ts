import type { RunningHost } from "./host.js";
import type { Keys } from "./keys.js";

/**
 * Tells people what runs, where, and what to try.
 *
 * @param keys undefined where none are asked for
 */
export function announce({ url, functions }: RunningHost, keys: Keys | undefined): void {
  const width = Math.max(...functions.map(({ name }) => name.length));
  console.log("\nFunctions:");
  for (const { name, trigger } of functions) console.log(`  ${name.padEnd(width)}  ${trigger}`);
  console.log(`\n${keys ? keyLines(keys) : noKeyLine}`);
  const photo = "--data-binary @test/fixtures/photos/cat.jpg -H 'content-type: image/jpeg'";
  const key = keys ? ` -H 'x-functions-key: ${keys.function}'` : "";
  console.log(`\nReady. Try:\n  curl ${photo}${key} ${url}/api/classify`);
  console.log(`or open the page:\n  ${url}/api/demo\n`);
}

const noKeyLine = "Keys: none are asked for. npm start -- --auth asks for them, as Azure does.";

const keyLines = ({ function: key, master, blobsExtension }: Keys): string =>
  [
    `Key: ${key} (FUNCTIONS_KEY; header x-functions-key or ?code=)`,
    `Master key: ${master} (FUNCTIONS_MASTER_KEY; for batches)`,
    `Event Grid's key: ${blobsExtension} (FUNCTIONS_BLOBS_EXTENSION_KEY)`,
  ].join("\n");
