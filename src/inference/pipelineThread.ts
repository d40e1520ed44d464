/**
 * The thread that turns pictures into logits, so that the main thread stays free for requests. Each
 * session has its own thread, because ONNX Runtime's `run` and `create` block the calling thread.
 * So this thread decodes and preprocesses the next pictures while others are in inference.
 */

import { once } from "node:events";
import { setPriority } from "node:os";
import { platform } from "node:process";
import { parentPort } from "node:worker_threads";
import { ClassifierError } from "../errors.js";
import type { PictureDecoder } from "../image/pictureDecoder.js";
import type {
  Decoding,
  FromPipeline,
  Inference,
  ToPipeline,
  PipelineOptions,
} from "./pipelineMessages.js";
import { buffersOf, openRemoteSession } from "./remoteSession.js";
import { SessionPool } from "./sessionPool.js";
import { toThreadError } from "./threadError.js";

/** Priorities range from -20 (highest) to 19. A process starts with 0. */
const INFERENCE_PRIORITY = 10;

// On Linux a priority applies to the calling thread and the threads that it starts. So the threads
// of ONNX Runtime yield to the main thread, which answers requests while all cores compute.
if (platform === "linux") giveWay();

if (!parentPort) throw new Error("This module runs in a worker thread only");
const port = parentPort;

try {
  const options = received();
  // The model takes longest to load, so it starts first, even before the options and the decoder.
  const opening = openRemoteSession(options.then(({ session }) => session));
  const [
    { preprocessor, limits, jpegDecode, session: sessionOptions },
    session,
    { PictureDecoder, sharpVersion, libvipsVersion },
  ] = await Promise.all([options, opening, import("../image/pictureDecoder.js")]);
  const asItIs = { ...preprocessor, resize: undefined, crop: undefined };
  const served = new PictureDecoder(limits, preprocessor, { jpegDecode });
  const decoders = {
    served,
    // One budget of memory for both, where they are the same.
    exact: jpegDecode === "exact" ? served : new PictureDecoder(limits, preprocessor),
    ready: new PictureDecoder(limits, asItIs),
  };
  const leaving = new Map<number, AbortController>();
  const aside = new Set<number>();
  const inWork = (): number => leaving.size - aside.size;
  const sessions = new SessionPool(session, sessionOptions, inWork);
  const pipeline: Pipeline = { decoders, sessions, leaving, aside };
  port.on("message", (message: ToPipeline) => {
    if (message.type === "infer") return void answer(pipeline, message);
    if (message.type === "leave") {
      return pipeline.leaving.get(message.id)?.abort(new ClassifierError("CallerGone"));
    }
    sessions.close();
    for (const decoder of Object.values(decoders)) decoder.close();
    port.close();
  });
  const { onnxruntime, gives } = session;
  const versions = { onnxruntime, sharp: sharpVersion, libvips: libvipsVersion };
  send({ type: "ready", model: { versions, gives } });
} catch (error) {
  send({ type: "unusable", error: toThreadError(error) });
}

/** Lowers the priority. Some sandboxes forbid it; then all threads have the same priority. */
function giveWay(): void {
  try {
    setPriority(INFERENCE_PRIORITY);
  } catch {
    return;
  }
}

/** The stages of a picture. */
interface Pipeline {
  readonly decoders: Readonly<Record<Decoding, PictureDecoder>>;
  readonly sessions: SessionPool;
  /** Of each picture in work, by id. */
  readonly leaving: Map<number, AbortController>;
  /** Those that are costly and not prepared yet. */
  readonly aside: Set<number>;
}

/** Waits for the first message. */
async function received(): Promise<PipelineOptions> {
  const [message]: ToPipeline[] = await once(port, "message");
  if (message?.type !== "load") throw new Error(`Expected the model but received ${message?.type}`);
  return message.options;
}

type InferMessage = Extract<ToPipeline, { type: "infer" }>;

async function answer(pipeline: Pipeline, message: InferMessage): Promise<void> {
  const { id } = message;
  try {
    const inference = await infer(pipeline, message);
    send({ type: "inferred", id, inference }, buffersOf(inference));
  } catch (error) {
    send({ type: "failed", id, error: toThreadError(error) });
  } finally {
    pipeline.leaving.delete(id);
  }
}

async function infer(
  { decoders, sessions, leaving, aside }: Pipeline,
  { id, picture, isPatient, explains, decoding }: InferMessage,
): Promise<Inference> {
  const start = performance.now();
  const leave = new AbortController();
  leaving.set(id, leave);
  const onCostly = (): void => {
    aside.add(id);
    send({ type: "costly", id });
  };
  const options = { isPatient, onCostly, left: leave.signal };
  const preparing = decoders[decoding].prepare(picture, options);
  const prepared = await preparing.finally(() => aside.delete(id));
  const { width, height, pixelValues, preprocessing } = prepared;
  const decode = performance.now() - start - preprocessing;
  const { outputs, milliseconds, share } = await sessions.run(pixelValues, explains);
  const timings = { decode, preprocess: preprocessing, inference: milliseconds, share };
  return { ...outputs, width, height, timings };
}

function send(message: FromPipeline, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}
