import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { connectByString } from "../../src/storage/connection.js";
import { provisionStorage } from "../../src/storage/provision.js";
import { eventually, within } from "../deadline.js";
import {
  startTestHost,
  startTestStorage,
  type TestHost,
  type TestStorage,
} from "../localHost/testHost.js";
import { fixture, root } from "../paths.js";
import { certificate, startIngestion, type TelemetryItem } from "./ingestion.js";
import { stagePackage } from "./stagedPackage.js";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "package-")));
after(() => rmSync(folder, { recursive: true, force: true }));
const staged = stagePackage(folder);
const offline =
  staged === undefined && "its libraries come from the registry, which does not answer";
const { files, bytes } = staged ?? { files: [], bytes: 0 };

describe("the package", { skip: offline }, () => {
  test("is small", () => {
    assert.ok(files.length > 0 && files.length <= 480, `${files.length} files`);
    assert.ok(bytes <= 120 * 1024 * 1024, `${bytes} bytes`);
  });

  test("has what the app needs, and nothing of the local host, of maps and of tests", () => {
    for (const file of ["host.json", "LICENSE", "NOTICE", "dist/web/demo.html"]) {
      assert.ok(files.includes(file), file);
    }
    assert.ok(files.includes("model/efficientnet-lite0/model.onnx"));
    assert.ok(files.includes("dist/app/functions/index.js"));
    assert.ok(files.includes("dist/app/chunks/wordnet/nouns.tsv.br"));
    const unwanted = /localHost|azurite|\.map$|\.ts$|\.py$|local\.settings\.json|(^|\/)test\//i;
    assert.deepEqual(
      files.filter((file) => unwanted.test(file)),
      [],
    );
  });

  test("has native code for Linux on x64 with glibc alone", () => {
    const native = files.filter((file) => /\.(node|dll|dylib|exe|so(\.[\d.]+)?)$/.test(file));
    assert.ok(native.some((file) => file.includes("onnxruntime")));
    assert.ok(native.some((file) => file.includes("sharp-linux-x64/")));
    for (const file of native) {
      assert.match(file, /linux[-/]x64\//, file);
      const head = readFileSync(join(folder, file)).subarray(0, 20);
      // ELF, 64 bits, for x86-64.
      assert.equal(head.subarray(0, 5).toString("latin1"), "\u007fELF\u0002", file);
      assert.equal(head.readUInt16LE(18), 62, file);
    }
    const foreign = /musl|darwin|win32|wasm32|arm64|napi-v\d+\/(?!linux\/x64\/)/;
    assert.deepEqual(
      files.filter((file) => file.startsWith("node_modules/") && foreign.test(file)),
      [],
    );
  });

  test("starts the app, and runs and installs nothing else", () => {
    const manifest: object = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    assert.ok(!("scripts" in manifest) && !("devDependencies" in manifest));
    assert.equal(Object(manifest).main, "dist/app/functions/index.js");
    assert.deepEqual(Object.keys(Object(manifest).dependencies), ["onnxruntime-node", "sharp"]);
  });

  test("does not tell where it was made", () => {
    const texts = files.filter((file) => /\.(js|mjs|cjs|json)$/.test(file));
    assert.deepEqual(
      texts.filter((file) => readFileSync(join(folder, file), "utf8").includes(root)),
      [],
    );
  });
});

describe(
  "the package at work, with nothing else of the project in reach",
  { skip: offline },
  () => {
    const cat = readFileSync(fixture("photos/cat.jpg"));
    let ingestion: Awaited<ReturnType<typeof startIngestion>>;
    let storage: TestStorage;
    let host: TestHost;
    before(async () => {
      ingestion = await startIngestion();
      storage = await startTestStorage();
      const { connectionString } = storage;
      // No host does it in Azure.
      await provisionStorage(connectByString(connectionString));
      const settings = {
        AzureWebJobsStorage: connectionString,
        BLOB_SOURCE: "LogsAndContainerScan",
        // Azure's worker runs in the app's folder.
        MODEL_DIR: join(folder, "model/efficientnet-lite0"),
        APPLICATIONINSIGHTS_CONNECTION_STRING: ingestion.connectionString,
        APPLICATIONINSIGHTS_STATSBEAT_DISABLED: "true",
        NODE_EXTRA_CA_CERTS: certificate,
      };
      host = await startTestHost(settings, "--root", folder);
    });
    after(async () => {
      await within(20, "The end of the host", host.stop());
      await storage.stop();
      ingestion.close();
    });

    test("it classifies", async () => {
      const answer = await fetch(`${host.url}/api/classify`, { method: "POST", body: cat });
      assert.equal(Object(await answer.json())[0].label, "tiger cat");
    });

    test("it rolls up", async () => {
      const answer = await fetch(`${host.url}/api/classify?rollup=true`, {
        method: "POST",
        body: cat,
      });
      assert.equal(Object(await answer.json())[0].label, "domestic cat");
    });

    test("it serves its page", async () => {
      const answer = await fetch(`${host.url}/api/demo`);
      assert.equal(answer.status, 200);
      assert.match(answer.headers.get("content-type") ?? "", /^text\/html/);
      assert.match(await answer.text(), /<script/);
    });

    test("its health is good", async () => {
      const answer = await fetch(`${host.url}/api/health`);
      assert.equal(answer.status, 200, await answer.clone().text());
    });

    test("an upload gets its row", async () => {
      await storage.blobs
        .getContainerClient("uploads")
        .getBlockBlobClient("cat.jpg")
        .uploadData(cat);
      const row = await eventually(async () => {
        const answer = await fetch(`${host.url}/api/classifications/uploads/cat.jpg`);
        const row: unknown = await answer.json();
        return answer.ok && Object(row).status !== "queued" ? row : undefined;
      });
      assert.equal(Object(row).labels[0].label, "tiger cat");
    });

    test("a batch ends", async () => {
      const body = JSON.stringify({ container: "uploads" });
      const started = await fetch(`${host.url}/api/batches`, { method: "POST", body });
      assert.equal(started.status, 202);
      const state = await eventually(async () => {
        const answer = await fetch(started.headers.get("location") ?? "");
        return answer.status === 202 ? undefined : answer.json();
      });
      assert.equal(Object(state).status, "Succeeded");
    });

    test("its telemetry arrives, and counts no request that the host counts", async () => {
      assert.equal(await within(20, "The end of the host", host.stop()), 0);
      const named = (item: TelemetryItem): string | undefined => item.data.baseData.name;
      const ofType = (type: string) =>
        ingestion.items.filter(({ data }) => data.baseType === type).map(named);
      assert.deepEqual(ofType("RequestData"), []);
      const spans = ofType("RemoteDependencyData");
      for (const name of ["classify", "queueUpload", "classifyUpload", "startBatch", "batchStep"]) {
        assert.ok(spans.includes(name), name);
      }
      assert.ok(ofType("MetricData").length > 0);
    });
  },
);
