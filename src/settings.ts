import { resolve } from "node:path";
import { z } from "zod";
import { ClassifierError } from "./errors.js";

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** Every app setting of the service. Azure passes app settings as environment variables. */
const environment = z.object({
  /** Folder of the served model; a relative path starts at the app's root folder. */
  MODEL_DIR: z.string().min(1).default("model/efficientnet-lite0"),
  /** Threads of one inference; by default as many as the process may use cores. */
  INFERENCE_THREADS: wholeNumber(1, 256).optional(),
  /** Pictures that may wait for the inference worker before callers are sent away. */
  MAX_WAITING_PICTURES: wholeNumber(1, 100_000).default(256),
  /** Bytes of one encoded picture. */
  MAX_IMAGE_BYTES: wholeNumber(1, 100 * 1024 * 1024).default(20 * 1024 * 1024),
  /** Pixels (width × height) of one decoded picture. */
  MAX_IMAGE_PIXELS: wholeNumber(1, 1_000_000_000).default(50_000_000),
  /** Bytes of the body of one request of `/api/score`. */
  MAX_REQUEST_BYTES: wholeNumber(1, 100 * 1024 * 1024).default(100 * 1024 * 1024),
  /** Pictures in one request of `/api/score`. */
  MAX_IMAGES_PER_REQUEST: wholeNumber(1, 10_000).default(100),
  /** Connection string of the storage account … */
  AzureWebJobsStorage: z.string().min(1).optional(),
  /** … or its name, when the app's managed identity is to be used. */
  AzureWebJobsStorage__accountName: z.string().min(1).optional(),
  /** Client id of a user-assigned identity; without it the system-assigned one is used. */
  AzureWebJobsStorage__clientId: z.string().min(1).optional(),
  /** Turns telemetry on. */
  APPLICATIONINSIGHTS_CONNECTION_STRING: z.string().min(1).optional(),
});

export interface Settings {
  readonly modelDir: string;
  readonly inferenceThreads: number | undefined;
  readonly maxWaitingPictures: number;
  readonly maxImageBytes: number;
  readonly maxImagePixels: number;
  readonly maxRequestBytes: number;
  readonly maxImagesPerRequest: number;
  readonly storage: StorageSettings;
  readonly applicationInsights: string | undefined;
}

export interface StorageSettings {
  readonly connectionString: string | undefined;
  readonly accountName: string | undefined;
  readonly clientId: string | undefined;
}

/**
 * Checks the environment and turns it into settings.
 *
 * @throws ClassifierError `InvalidSetting`, naming the variable
 */
export function toSettings(variables: Record<string, string | undefined>): Settings {
  // An app setting that was emptied in the portal means the same as one that is absent.
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const { data: env, error } = environment.safeParse(present);
  if (error) {
    const [issue] = error.issues;
    throw new ClassifierError("InvalidSetting", `${issue?.path.join(".")}: ${issue?.message}`);
  }
  return Object.freeze({
    modelDir: resolve(env.MODEL_DIR),
    inferenceThreads: env.INFERENCE_THREADS,
    maxWaitingPictures: env.MAX_WAITING_PICTURES,
    maxImageBytes: env.MAX_IMAGE_BYTES,
    maxImagePixels: env.MAX_IMAGE_PIXELS,
    maxRequestBytes: env.MAX_REQUEST_BYTES,
    maxImagesPerRequest: env.MAX_IMAGES_PER_REQUEST,
    storage: Object.freeze({
      connectionString: env.AzureWebJobsStorage,
      accountName: env.AzureWebJobsStorage__accountName,
      clientId: env.AzureWebJobsStorage__clientId,
    }),
    applicationInsights: env.APPLICATIONINSIGHTS_CONNECTION_STRING,
  });
}
