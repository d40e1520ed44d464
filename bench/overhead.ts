/**
 * Where the milliseconds of a picture go, and what the service takes beyond its parts: each alone, and
 * over HTTP with one and with four clients, with the processor time of its process.
 *
 *     node dist/bench/overhead.js [MODEL_DIR] [small|phone] [rounds] [pictures per round]
 *
 * `phone` is the photo made as large as a phone's, 4032 × 3024.
 */

import { resolve } from "node:path";
import { measureStages } from "./stages.js";

const [folder = "model/efficientnet-lite0", kind = "small", rounds = "7", count = "30"] =
  process.argv.slice(2);
const photo = kind === "phone" ? "phone" : "small";
const stages = await measureStages(resolve(folder), photo, Number(rounds), Number(count));
const { wall, cpu, inService, cores } = stages;
const of = (name: string, figures = wall): number => figures[name] ?? Number.NaN;

console.log(`${stages.model}, ${photo} photo of ${stages.bytes} bytes, ${cores} cores`);
const stagesSum = inService.decode + inService.preprocess + inService.inference;
const rows: readonly (readonly [name: string, milliseconds: number])[] = [
  ["HTTP in and out, with a function that only reads the body", of("handler")],
  ["the same after a picture, when the caches are cold", of("handler after a picture")],
  ["waiting line, hops to the thread and back, labels", of("core") - stagesSum],
  ["decode, alone", of("decode")],
  ["decode, in the service", inService.decode],
  ["preprocess, alone", of("preprocess")],
  ["preprocess, in the service", inService.preprocess],
  ["session, alone", of("session")],
  ["session, in the service", inService.inference],
  [
    "HTTP in and out, beyond that function after a picture",
    of("service") - of("core") - of("handler after a picture"),
  ],
  ["all, one client", of("service")],
  ["all, four clients", of("service, four clients")],
];
for (const [name, value] of rows) console.log(`${name.padEnd(60)}${value.toFixed(2).padStart(8)}`);

const parts = ["decode", "preprocess", "session"];
const sum = (figures: typeof wall): number =>
  parts.reduce((all, name) => all + of(name, figures), 0);
const prepared = (of("decode") + of("preprocess")) / cores;
const shared = of("session") + prepared + of("handler, four clients");
const handlerCpu = of("handler, four clients", cpu);
const ratios: readonly (readonly [name: string, ratio: number])[] = [
  ["one client ÷ (parts + handler)", of("service") / (sum(wall) + of("handler"))],
  [
    "one client ÷ (parts + handler after a picture)",
    of("service") / (sum(wall) + of("handler after a picture")),
  ],
  [
    "four clients ÷ (session + (decode + preprocess) ÷ cores + handler)",
    of("service, four clients") / shared,
  ],
  [
    "four clients ÷ (processor time of the parts ÷ cores)",
    (of("service, four clients") * cores) / sum(cpu),
  ],
  [
    "processor time, four clients ÷ (parts + handler)",
    of("service, four clients", cpu) / (sum(cpu) + handlerCpu),
  ],
  [
    "pictures per second, scaled ÷ exact, four clients",
    of("service, four clients") / of("scaled, four clients"),
  ],
];
for (const [name, ratio] of ratios) console.log(`${name}: ${ratio.toFixed(2)}`);
