import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, request as forward } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { within } from "../deadline.js";
import { listen } from "../identityEndpoint.js";
import { fixture, root } from "../paths.js";

/** Whom a process must trust (NODE_EXTRA_CA_CERTS) to speak to these servers. */
export const certificate = fixture("tls/localhost.pem");
const certificateKey = fixture("tls/localhost-key.pem");

/** Azurite over TLS, which takes Azure's tokens, with two accounts. */
export interface SecureAzurite {
  /** App settings that name the services of the account `own`. */
  readonly serviceUris: Record<string, string>;
  /** The origin of the account `other`'s blobs: as in Azure, no path comes before the containers. */
  readonly otherOrigin: string;
  /** `Authorization` of each request to the other account. */
  readonly otherAuthorizations: readonly (string | undefined)[];
  close(): Promise<void>;
}

export async function startSecureAzurite(): Promise<SecureAzurite> {
  const folder = await mkdtemp(join(tmpdir(), "azurite-"));
  const ports = ["--blobPort", "0", "--queuePort", "0", "--tablePort", "0"];
  const tls = ["--oauth", "basic", "--cert", certificate, "--key", certificateKey];
  const quiet = ["--silent", "--skipApiVersionCheck", "--disableTelemetry"];
  const child = fork(
    join(root, "dist/app/localHost/azuriteProcess.js"),
    [...quiet, "--location", folder, ...ports, ...tls],
    {
      env: { ...process.env, AZURITE_ACCOUNTS: "own:a2V5;other:a2V5" },
      stdio: ["ignore", "pipe", "inherit", "ipc"],
    },
  );
  const origins = new Map<string, string>();
  const listening = new Promise<void>((resolve, reject) => {
    child.once("exit", () => reject(new Error("Azurite did not start")));
    if (!child.stdout) return;
    createInterface(child.stdout).on("line", (line) => {
      const [, service, url] = /Azurite (\w+) service is .* listening at (\S+)/.exec(line) ?? [];
      if (service && url) origins.set(service, url);
      if (origins.size === 3) resolve();
    });
  });
  await within(30, "The start of Azurite", listening);
  const uri = (service: string, account: string) => `${origins.get(service)}/${account}`;
  const other = await startOther(uri("Blob", "other"));
  return {
    serviceUris: {
      AzureWebJobsStorage__blobServiceUri: uri("Blob", "own"),
      AzureWebJobsStorage__queueServiceUri: uri("Queue", "own"),
      AzureWebJobsStorage__tableServiceUri: uri("Table", "own"),
    },
    otherOrigin: other.origin,
    otherAuthorizations: other.authorizations,
    async close() {
      other.close();
      const exited = once(child, "exit");
      child.disconnect();
      await within(10, "The end of Azurite", exited);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Gives an account of Azurite, which has its name in the path, an origin of its own. */
async function startOther(account: string) {
  const authorizations: (string | undefined)[] = [];
  const ca = readFileSync(certificate);
  const server = createServer({ cert: ca, key: readFileSync(certificateKey) }, (request, reply) => {
    const { url, method, headers } = request;
    authorizations.push(headers.authorization);
    const onward = forward(`${account}${url}`, { method, headers, ca }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    onward.once("error", () => reply.destroy());
    request.pipe(onward);
  });
  const port = await listen(server);
  return {
    origin: `https://localhost:${port}`,
    authorizations,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
