import type { PixelValues } from "../image/preprocess.js";
import type { GivenOutputs, SessionOptions, SessionOutputs } from "./session.js";
import { fromThreadError, type ThreadError } from "./threadError.js";
import { startThread } from "./startThread.js";

/** Messages to the thread of the session: first the model, then its inputs. */
export type ToSession =
  | { readonly type: "open"; readonly options: SessionOptions }
  | {
      readonly type: "run";
      readonly id: number;
      readonly pixelValues: PixelValues;
      readonly explains: boolean;
    }
  | { readonly type: "close" };

export type FromSession =
  | { readonly type: "ready"; readonly onnxruntime: string; readonly gives: GivenOutputs }
  | { readonly type: "unusable"; readonly error: ThreadError }
  | {
      readonly type: "ran";
      readonly id: number;
      readonly outputs: SessionOutputs;
      readonly milliseconds: number;
    }
  | { readonly type: "failed"; readonly id: number; readonly error: ThreadError };

/** The buffers of outputs, which move between threads without a copy. */
export function buffersOf(outputs: SessionOutputs): ArrayBuffer[] {
  const { logits, features, featureMap, classMap } = outputs;
  return [logits, features, featureMap?.values, classMap?.values].flatMap((values) =>
    values ? [values.buffer] : [],
  );
}

/** What came out of a run, and how long it took. */
export interface Run {
  readonly outputs: SessionOutputs;
  readonly milliseconds: number;
}

/** A session in its own thread. */
export interface RemoteSession {
  /** Version of ONNX Runtime. */
  readonly onnxruntime: string;
  /** What the graph gives besides the logits. */
  readonly gives: GivenOutputs;
  /**
   * @param pixelValues input; its buffer moves to the thread
   * @param explains asks for the maps too
   */
  run(pixelValues: PixelValues, explains: boolean): Promise<Run>;
  /** Ends the thread. Runs must be done. */
  close(): void;
}

interface Waiting {
  readonly resolve: (run: Run) => void;
  readonly reject: (error: Error) => void;
}

/**
 * Starts the thread and loads the model. If the thread crashes, the calling thread crashes too.
 *
 * @param options may still be pending; the thread starts meanwhile
 * @throws ClassifierError `InvalidModel`
 */
export async function openRemoteSession(options: Promise<SessionOptions>): Promise<RemoteSession> {
  const thread = startThread("sessionThread.js");
  const waiting = new Map<number, Waiting>();
  let nextId = 0;
  const send = (message: ToSession, transfer: ArrayBuffer[] = []): void =>
    thread.postMessage(message, transfer);

  const session = (onnxruntime: string, gives: GivenOutputs): RemoteSession => ({
    onnxruntime,
    gives,
    run: (pixelValues, explains) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        const { buffer } = pixelValues.data;
        const transfer = buffer instanceof ArrayBuffer ? [buffer] : [];
        send({ type: "run", id, pixelValues, explains }, transfer);
      }),
    close: () => send({ type: "close" }),
  });
  const opened = new Promise<RemoteSession>((resolve, reject) => {
    thread.on("message", (message: FromSession) => {
      if (message.type === "ready") return resolve(session(message.onnxruntime, message.gives));
      if (message.type === "unusable") return reject(fromThreadError(message.error));
      const job = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.type === "ran") job?.resolve(message);
      else job?.reject(fromThreadError(message.error));
    });
    thread.on("error", (error) => {
      throw error;
    });
  });
  send({ type: "open", options: await options });
  return opened;
}
