/**
 * The Azurite that `npm start` keeps for a checkout, and the note beside its data that tells other
 * processes who runs it, and where. `UseDevelopmentStorage=true` stands for it.
 */

import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { ClassifierError } from "../errors.js";
import { connectionStringAt, startAzurite, type Azurite } from "./azurite.js";

/** The value of `AzureWebJobsStorage` that asks for it. */
export const developmentStorage = "UseDevelopmentStorage=true";
/** Azurite's usual port for blobs. Queues and Tables have the next two. */
const usualPort = 10_000;

const noteSchema = z.object({
  /** The process of `npm start`. */
  pid: z.int().positive(),
  url: z.string(),
  /** The first of Azurite's three ports. */
  port: z.int().min(1).max(65_533),
});
type Note = z.output<typeof noteSchema>;

const noteIn = (folder: string): string => join(folder, "running.json");

/**
 * Starts Azurite on its usual ports, or on others if these are taken.
 *
 * @param folder of its data
 * @param url where the host is going to be
 * @throws ClassifierError InvalidSetting when another `npm start` works with the same data;
 *   StorageUnavailable when Azurite does not start
 */
export async function startDevelopmentStorage(folder: string, url: string): Promise<Azurite> {
  await mkdir(folder, { recursive: true });
  const running = await readNote(folder);
  if (running && (await isRunning(running))) {
    const detail = `npm start already runs here: process ${running.pid} serves ${running.url}. Stop it first.`;
    throw new ClassifierError("InvalidSetting", detail);
  }
  await rm(noteIn(folder), { force: true });
  const port = await freePort();
  const note: Note = { pid: process.pid, url, port };
  // Fails if another `npm start` has begun in the meantime.
  await writeFile(noteIn(folder), JSON.stringify(note), { flag: "wx" });
  const removeNote = (): Promise<void> => rm(noteIn(folder), { force: true });
  try {
    const azurite = await startAzurite(folder, [port, port + 1, port + 2]);
    const taken = port === usualPort ? "" : `, because others have ${ports(usualPort)}`;
    console.log(`Storage: Azurite on ${ports(port)}${taken}; its data are in ${folder}`);
    return {
      ...azurite,
      async stop() {
        await azurite.stop();
        await removeNote();
      },
    };
  } catch (error) {
    await removeNote();
    throw error;
  }
}

/**
 * @param folder of the data
 * @returns the connection string of the Azurite that a running `npm start` keeps there, or the name
 *   of the usual one
 */
export async function findDevelopmentStorage(folder: string): Promise<string> {
  const note = await readNote(folder);
  return note && exists(note.pid) ? connectionStringAt(note.port) : developmentStorage;
}

async function readNote(folder: string): Promise<Note | undefined> {
  try {
    return noteSchema.parse(JSON.parse(await readFile(noteIn(folder), "utf8")));
  } catch {
    // There is none, or it is not whole.
    return undefined;
  }
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Otherwise it belongs to another user.
    return !(error instanceof Error && "code" in error && error.code === "ESRCH");
  }
}

/** A process that died leaves its note behind, and its number may be another program's by now. */
async function isRunning({ pid, port }: Note): Promise<boolean> {
  if (pid === process.pid || !exists(pid)) return false;
  // It may have started a moment ago.
  for (let tries = 0; tries < 20; tries++) {
    if (await isAnswered(port)) return true;
    await delay(250);
  }
  return false;
}

/** @returns the first of three free ports */
async function freePort(): Promise<number> {
  for (let port = usualPort; port < usualPort + 500; port += 10) {
    const areFree = await Promise.all([port, port + 1, port + 2].map(isFree));
    if (areFree.every(Boolean)) return port;
  }
  throw new ClassifierError("StorageUnavailable", "No ports above 10000 are free for Azurite.");
}

/** On some systems a program can listen at one address of a port that another has at all addresses. */
const isFree = async (port: number): Promise<boolean> =>
  !(await isAnswered(port)) && (await canListen(port));

function isAnswered(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("connect", () => socket.destroy());
  });
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

const ports = (first: number): string => `ports ${first} to ${first + 2}`;
