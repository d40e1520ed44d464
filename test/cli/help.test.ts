import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { root } from "../paths.js";
import { runCli } from "./runCli.js";

const commands = [
  ...["upload", "results", "batch", "forget", "poison", "provision", "evaluate", "finetune"],
  ...["model", "model import", "model inspect", "model compare", "model publish", "connector"],
];
const docs = await readFile(join(root, "docs/commands.md"), "utf8");

describe("--help shows usage and an example, as docs/commands.md does", { concurrency: 2 }, () => {
  for (const command of commands) {
    test(command, async () => {
      const [name = "", ...rest] = command.split(" ");
      const { code, out, error } = await runCli(name, [...rest, "--help"]);
      assert.deepEqual([code, error], [0, ""]);
      const line = ["npm run", name, ...(rest.length > 0 ? ["--", ...rest] : [])].join(" ");
      assert.match(out, new RegExp(`^[A-Z][^]+\n\nUsage:\n  ${line}[^]+\n\nExample:\n  ${line}`));
      for (const line of out.split("\n")) assert.ok(line.length <= 110, `too long: ${line}`);
      const section = `## ${command}\n\n\`\`\`\n${out}\`\`\`\n`;
      assert.ok(docs.includes(section), `docs/commands.md lacks this section:\n${section}`);
    });
  }
});
