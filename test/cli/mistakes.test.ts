import assert from "node:assert/strict";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { after, describe, test } from "node:test";
import { shippedModel } from "../modelFolder.js";
import { startTestStorage } from "../localHost/testHost.js";
import { connectByString } from "../../src/storage/connection.js";
import { provisionStorage } from "../../src/storage/provision.js";
import { runCli } from "./runCli.js";

/** A folder as somebody may have it who tries the commands. */
const folder = await realpath(await mkdtemp(join(tmpdir(), "mistakes-")));
after(() => rm(folder, { recursive: true }));
await mkdir(join(folder, "photos/cat"), { recursive: true });
await writeFile(join(folder, "photos/cat/1.jpg"), "no picture");
await writeFile(join(folder, "notes.txt"), "notes");
await mkdir(join(folder, "empty"));
await mkdir(join(folder, "model"));
await symlink(shippedModel, join(folder, "model/efficientnet-lite0"));

const azurite = await startTestStorage();
after(() => azurite.stop());
await provisionStorage(connectByString(azurite.connectionString));

/** A port at which nothing listens. */
const port = await freePort();
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}
const nowhere = `http://127.0.0.1:${port}`;
const accounts = {
  there: azurite.connectionString,
  gone: azurite.connectionString.replaceAll(/http:\/\/127\.0\.0\.1:\d+/g, nowhere),
  garbage: "garbage",
};

type Mistake = [commandLine: string, code: 1 | 2, line: string, account?: keyof typeof accounts];

/** Words are separated by single spaces; `''` is an empty one. */
const mistakes: Mistake[] = [
  [
    "results",
    2,
    "CONTAINER[/PREFIX] is needed, such as: npm run results -- uploads/2026/ --out results.csv",
  ],
  ["results uploads --min-score high", 2, '--min-score must be a number from 0 to 1; it is "high"'],
  [
    "results uploads --since yesterday",
    2,
    '--since must be a date or a time such as 2026-11-23 or 2026-11-23T08:30:00Z; it is "yesterday"',
  ],
  ["results uploads --stauts failed", 2, "There is no option --stauts; did you mean --status?"],
  ["results nope", 1, "ContainerNotFound: The storage account has no container of this name."],
  [
    "results requests",
    1,
    'InvalidParameter: "requests" is a container of this service or of its host, whose rows are not listed. Use one with pictures, such as uploads.',
  ],
  ["results ./photos", 1, 'InvalidParameter: "." cannot be the name of a container.'],
  ["results uploads --out empty", 1, "empty: it is a folder; expected a file."],
  // Options that there are not.
  ["batch photos --topk 3", 2, "There is no option --topk; did you mean --top-k?"],
  ["batch photos --fast", 2, "There is no option --fast; npm run batch -- --help lists them"],
  ["upload notes.txt --wiat", 2, "There is no option --wiat; did you mean --wait?"],
  ["finetune --data photos --fold 5", 2, "There is no option --fold; did you mean --folds?"],
  ["evaluate -m x", 2, "There is no option -m; npm run evaluate -- --help lists them"],
  ["model inspect x --label", 2, "There is no option --label; did you mean --labels?"],
  ["provision --force", 2, "There is no option --force; npm run provision -- --help lists them"],
  // Values that are none.
  ["finetune --data photos --folds abc", 2, '--folds must be a whole number from 2; it is "abc"'],
  ["finetune --data photos --folds 1", 2, '--folds must be a whole number from 2; it is "1"'],
  [
    "finetune --data photos --holdout 2",
    2,
    '--holdout must be a number from 0.01 to 0.99; it is "2"',
  ],
  [
    "finetune --data photos --seed ''",
    2,
    '--seed must be a whole number from 0 to 2147483648; it is ""',
  ],
  ...["a,b", "../x", "A", "a@3"].map((name): Mistake => [
    `finetune --data photos --head ${name}`,
    2,
    `--head must be a name of 1 to 64 characters a-z, 0-9 and dashes; it is "${name}"`,
  ]),
  ...["a,b", "../x", "A", "a@0"].map((name): Mistake => [
    `evaluate --model model/efficientnet-lite0 --data photos --head ${name}`,
    2,
    `--head must be a name of 1 to 64 characters a-z, 0-9 and dashes, or a version such as fridge@3; it is "${name}"`,
  ]),
  [
    "finetune --data photos --precision 2",
    2,
    '--precision must be a number from 0.01 to 1; it is "2"',
  ],
  // Before any picture is read: this one is none.
  [
    "finetune --data photos --folds 2",
    2,
    "--folds must be at most the number of pictures, 1; it is 2",
  ],
  ["batch photos --top-k abc", 2, '--top-k must be a whole number from 1 to 1000; it is "abc"'],
  ["batch photos --top-k 2.5", 2, '--top-k must be a whole number from 1 to 1000; it is "2.5"'],
  [
    "batch photos --error-threshold -2",
    2,
    '--error-threshold must be a whole number from -1; it is "-2"',
  ],
  [
    "batch photos --url localhost:7071",
    2,
    '--url must be an address such as https://APP.azurewebsites.net; it is "localhost:7071"',
  ],
  [
    "batch --id hello",
    2,
    '--id must be the id of a batch, as npm run batch prints it; it is "hello"',
  ],
  [
    "evaluate --model m --data d --task many",
    2,
    '--task must be multi-class or multi-label; it is "many"',
  ],
  ["evaluate --model m --data d --split half", 2, '--split must be all or azureml; it is "half"'],
  ["model import x --precision fp16", 2, '--precision must be fp32 or int8; it is "fp16"'],
  [
    "connector --host a/b",
    2,
    '--host must be a host name such as classifier.azurewebsites.net; it is "a/b"',
  ],
  // What is missing or too much.
  ["batch photos --out --top-k 3", 2, "--out needs a value: a folder"],
  ["upload notes.txt --wait=yes", 2, '--wait takes no value; it is "yes"'],
  [
    "upload",
    2,
    "FILE | FOLDER … is needed, such as: npm run upload -- test/fixtures/photos --wait",
  ],
  ["batch", 2, "Either FOLDER | CONTAINER[/PREFIX] or --id ID is needed"],
  ["batch a b", 2, '"b" is too much; npm run batch takes FOLDER | CONTAINER[/PREFIX]'],
  ["evaluate --data photos", 2, "--model is needed: a model folder"],
  ["finetune", 2, "--data is needed: labelled pictures, as for npm run evaluate"],
  ["finetune --data photos --folds 5 --split azureml", 2, "--folds and --split exclude each other"],
  ["finetune --data photos --head a --out b", 2, "--head and --out exclude each other"],
  // What an app does, and what is done here.
  ...["model m", "split azureml", "strength 1", "contact-sheet a.png"].map((option): Mistake => [
    `finetune --data photos --head a --cloud ${nowhere} --${option}`,
    2,
    `--${option.split(" ")[0]} and --cloud exclude each other`,
  ]),
  ["finetune --data photos --promote always", 2, "--promote goes with --cloud"],
  ["finetune --data photos --key a", 2, "--key goes with --cloud"],
  [
    `finetune --data photos --cloud ${nowhere}`,
    2,
    "--cloud needs --head NAME: an app trains heads",
  ],
  [`evaluate --model m --data d --cloud ${nowhere}`, 2, "--model and --cloud exclude each other"],
  ["evaluate --data photos", 2, "--model is needed: a model folder"],
  [
    "evaluate --model m --data photos --head a@3",
    2,
    "--head a@3 names a version, which goes with --cloud",
  ],
  [
    `evaluate --data notes.txt --cloud ${nowhere}`,
    1,
    "notes.txt is a file; an app takes a folder, or a container and prefix.",
  ],
  ["forget me.jpg", 2, 'A picture must be CONTAINER/BLOB; it is "me.jpg"'],
  ["poison lst", 2, 'There is no command "lst"; did you mean list?'],
  ["poison", 2, "A command is needed: list, requeue, drop"],
  ["poison list all", 2, '"all" is too much; npm run poison -- list takes only options'],
  ["model", 2, "A command is needed: import, inspect, compare, publish"],
  ["model train", 2, 'There is no command "train"; expected import, inspect, compare, publish'],
  [
    "model compare a",
    2,
    "FOLDER FOLDER is needed, such as: npm run model -- compare model/beit-22k-fp32 model/beit-22k --images my-pictures",
  ],
  ["model compare a b", 2, "--images is needed: a folder of pictures"],
  ["model import . --keep-float x", 2, "--keep-float goes with --precision int8"],
  // Files and folders.
  ["upload nope.jpg", 1, "There is no file or folder nope.jpg."],
  ["upload empty", 1, "empty has no files."],
  ["batch ./nope/", 1, "There is no folder ./nope/."],
  ["batch nope", 1, "nope is neither a folder here nor a container."],
  ["batch My_Photos", 1, "My_Photos is neither a folder here nor a container."],
  ["batch empty", 1, "empty has no files."],
  [
    "batch notes.txt",
    1,
    "notes.txt is a file; expected a folder or a container. One picture: npm run upload -- notes.txt --wait",
  ],
  ["batch photos --out notes.txt", 1, "notes.txt is a file; expected a folder to write into."],
  ["evaluate --model nope --data photos", 1, "There is no folder nope."],
  [
    "evaluate --model model/efficientnet-lite0 --data photos --head fridge",
    1,
    "efficientnet-lite0 has no head fridge; it has none.",
  ],
  ["evaluate --model notes.txt --data photos", 1, "notes.txt is a file; expected a folder."],
  ["evaluate --model model/efficientnet-lite0 --data ./nope", 1, "There is no folder ./nope."],
  [
    "evaluate --model model/efficientnet-lite0 --data notes.txt",
    1,
    "notes.txt is a file; expected a folder, a .jsonl or a .csv file.",
  ],
  [
    "evaluate --model model/efficientnet-lite0 --data photos --compare nope",
    1,
    "There is no folder nope.",
  ],
  ["finetune --data nope", 1, "nope is neither a folder here nor a container."],
  ["finetune --data photos --model nope", 1, "There is no folder nope."],
  [
    "finetune --data photos --out empty",
    1,
    `${folder}/empty exists already; remove it or choose another folder.`,
  ],
  [
    "model import photos --out empty",
    1,
    `${folder}/empty exists already; remove it or choose another folder.`,
  ],
  ["model import nope", 1, "nope is neither a folder nor a repository such as owner/name."],
  ["model import notes.txt", 1, "notes.txt is a file; expected the folder of a checkpoint."],
  ["model inspect nope", 1, "There is no folder nope."],
  ["model inspect photos", 1, `InvalidModel: config.json: cannot be read in ${folder}/photos`],
  ["model publish nope", 1, "There is no folder nope."],
  ["connector --out nope", 1, "There is no folder nope."],
  // Storage and the app.
  ...[
    "upload notes.txt",
    "batch photos",
    "provision",
    "poison list",
    "forget uploads/a.jpg",
  ].flatMap((command): Mistake[] => [
    [
      command,
      1,
      `StorageUnavailable: The storage account does not answer at ${nowhere}. Is npm start running? (ECONNREFUSED)`,
      "gone",
    ],
    [
      command,
      1,
      "InvalidSetting: AzureWebJobsStorage is not a valid connection string.",
      "garbage",
    ],
  ]),
  [
    "finetune --data nope",
    1,
    `There is no nope here. As for containers: StorageUnavailable: The storage account does not answer at ${nowhere}. Is npm start running? (ECONNREFUSED)`,
    "gone",
  ],
  ...[`batch photos --url ${nowhere}`, `evaluate --data photos --cloud ${nowhere}`].map(
    (command): Mistake => [
      command,
      1,
      `${nowhere} does not answer (ECONNREFUSED). Locally: is npm start running?`,
    ],
  ),
];

describe("a mistake in a command is answered with one line", { concurrency: 2 }, () => {
  for (const [commandLine, code, line, account = "there"] of mistakes) {
    test(account === "there" ? commandLine : `${commandLine} (storage: ${account})`, async () => {
      const [name = "", ...args] = commandLine
        .split(" ")
        .map((word) => (word === "''" ? "" : word));
      const variables = { AzureWebJobsStorage: accounts[account] };
      const run = await runCli(name, args, variables, folder);
      assert.deepEqual([run.error, run.code, run.out], [`${line}\n`, code, ""]);
    });
  }
});
