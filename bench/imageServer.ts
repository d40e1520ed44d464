/** A process that classifies pictures over HTTP, watched from its start. */

import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { Agent } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { postPicture } from "./httpClient.js";

export interface ImageServer {
  readonly url: string;
  /** Milliseconds from the start of the process, to a client that tried all the time. */
  readonly firstAnswer: number;
  /** MB, of all that the process had in memory at a time. */
  peakMemory(): number;
  stop(): Promise<void>;
}

/**
 * Starts a server and waits for its first answer.
 *
 * @param toArgs of `node`, for the port that the server shall listen on
 */
export async function startImageServer(
  toArgs: (port: string) => string[],
  env: Record<string, string>,
  path: string,
  picture: Uint8Array,
): Promise<ImageServer> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}${path}`;
  const start = performance.now();
  const child = spawn(process.execPath, toArgs(`${port}`), {
    env: { ...process.env, ...env },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const exited = once(child, "exit");
  const agent = new Agent();
  while (!(await answers(url, picture, agent))) {
    if (child.exitCode !== null) throw new Error(`The server of ${url} ended`);
    await delay(5);
  }
  return {
    url,
    firstAnswer: performance.now() - start,
    peakMemory() {
      const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
      return (Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) * 1024) / 1e6;
    },
    async stop() {
      child.kill();
      await exited;
    },
  };
}

/** @returns false where nobody listens yet */
async function answers(url: string, picture: Uint8Array, agent: Agent): Promise<boolean> {
  try {
    await postPicture(url, picture, agent);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ECONNREFUSED") return false;
    throw error;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, "listening");
  const address: AddressInfo | string | null = server.address();
  server.close();
  await once(server, "close");
  if (typeof address !== "object" || !address) throw new Error("No port is free");
  return address.port;
}
