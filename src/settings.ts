import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { azureVariables, toAzureSettings, type AzureSettings } from "./azureSettings.js";
import { ClassifierError } from "./errors.js";
import { firstIssue } from "./firstIssue.js";

const wholeNumber = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** All settings of the service. Azure passes app settings as environment variables. */
const environment = z.object({
  /** Folder of the served model, absolute or relative to the app's root folder. */
  MODEL_DIR: z.string().min(1).default("model/efficientnet-lite0"),
  /** Folder of the served model in Blob storage. The app downloads it at start. */
  MODEL_URI: z.url({ protocol: /^https?$/ }).optional(),
  /** Local folder for downloaded models. */
  MODEL_CACHE: z.string().min(1).default(join(tmpdir(), "models")),
  /** Threads of one inference. The default is the number of cores that the process may use. */
  INFERENCE_THREADS: wholeNumber(1, 256).optional(),
  /** Pictures that may wait for the model. Above it, callers get 503. */
  MAX_WAITING_PICTURES: wholeNumber(1, 100_000).default(256),
  /** Total bytes of the waiting pictures. */
  MAX_WAITING_BYTES: wholeNumber(1, 2 ** 40).default(256 * 1024 * 1024),
  /** Milliseconds within which a request is answered. The header `x-timeout-ms` can lower it. */
  REQUEST_TIMEOUT_MS: wholeNumber(1, 230_000).default(30_000),
  /** Maximum bytes of one encoded picture. */
  MAX_IMAGE_BYTES: wholeNumber(1, 100 * 1024 * 1024).default(20 * 1024 * 1024),
  /** Maximum pixels (width × height) of one picture. */
  MAX_IMAGE_PIXELS: wholeNumber(1, 1_000_000_000).default(50_000_000),
  /** Maximum pixels of the longer side of one picture. */
  MAX_IMAGE_SIDE: wholeNumber(1, 1_000_000).default(20_000),
  /** Whether JPEGs that are far larger than the model's input are decoded at a part of their size. */
  JPEG_DECODE: z.enum(["exact", "scaled"]).default("exact"),
  /** Maximum nesting of arrays and objects in a JSON body. */
  MAX_JSON_DEPTH: wholeNumber(1, 1000).default(16),
  /** Maximum bytes of the body of a request with several pictures. */
  MAX_REQUEST_BYTES: wholeNumber(1, 100 * 1024 * 1024).default(100 * 1024 * 1024),
  /** Maximum pictures in one request. */
  MAX_IMAGES_PER_REQUEST: wholeNumber(1, 10_000).default(100),
  /** Whether requests may name pictures by URL, and which. */
  URL_INPUT: z.enum(["off", "public", "allowlist"]).default("public"),
  /** Host names for `allowlist`, comma-separated. `*.example.org` matches all its subdomains. */
  URL_ALLOWLIST: z.string().default(""),
  /** Ports that URLs may have, comma-separated. */
  URL_PORTS: z
    .string()
    .regex(/^\d{1,5}(,\d{1,5})*$/, "must be ports with commas between, such as 80,443")
    .default("80,443"),
  URL_MAX_REDIRECTS: wholeNumber(0, 20).default(5),
  /** Milliseconds to connect, to the first byte of the answer, and for the whole fetch. */
  URL_CONNECT_TIMEOUT_MS: wholeNumber(1, 60_000).default(3000),
  URL_FIRST_BYTE_TIMEOUT_MS: wholeNumber(1, 60_000).default(5000),
  URL_TIMEOUT_MS: wholeNumber(1, 120_000).default(10_000),
  /** How the blob trigger notices uploads: by Event Grid, or by polling. */
  BLOB_SOURCE: z.enum(["EventGrid", "LogsAndContainerScan"]).default("EventGrid"),
  /** Heads for uploads by prefix of the blob path: `flowers/=flowers,cars/=makes`. */
  UPLOAD_HEADS: z
    .string()
    .regex(
      /^[^=,]*=[^=,]+(,[^=,]*=[^=,]+)*$/,
      "must be prefix=head pairs with commas between, such as flowers/=flowers",
    )
    .optional(),
  /** Key that signs callbacks. Without it, callbacks are off. */
  CALLBACK_KEY: z.string().min(16).optional(),
  /** Hosts that callbacks may reach at private addresses, too; `*.example.org` as above. */
  CALLBACK_ALLOWLIST: z.string().default(""),
  ...azureVariables,
});

export interface Settings extends AzureSettings {
  readonly modelDir: string;
  readonly modelUri: string | undefined;
  readonly modelCache: string;
  readonly inferenceThreads: number | undefined;
  readonly maxWaitingPictures: number;
  readonly maxWaitingBytes: number;
  readonly requestTimeout: number;
  readonly maxImageBytes: number;
  readonly maxImagePixels: number;
  readonly maxImageSide: number;
  readonly jpegDecode: "exact" | "scaled";
  readonly maxJsonDepth: number;
  readonly maxRequestBytes: number;
  readonly maxImagesPerRequest: number;
  readonly url: UrlSettings;
  readonly blobSource: "LogsAndContainerScan" | "EventGrid";
  readonly callbackKey: string | undefined;
  readonly callbackAllowlist: readonly string[];
  readonly uploadHeads: readonly { readonly prefix: string; readonly head: string }[];
}

/** Limits for pictures by URL. Times are in milliseconds. */
export interface UrlSettings {
  readonly mode: "off" | "public" | "allowlist";
  readonly allowlist: readonly string[];
  readonly ports: readonly number[];
  readonly maxBytes: number;
  readonly maxRedirects: number;
  readonly connectTimeout: number;
  readonly firstByteTimeout: number;
  readonly totalTimeout: number;
}

/**
 * Validates the environment variables and converts them to settings.
 *
 * @throws ClassifierError `InvalidSetting`, naming the variable
 */
export function toSettings(variables: Record<string, string | undefined>): Settings {
  // The portal can leave a setting empty. That counts as not set.
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ""));
  const { data: env, error } = environment.safeParse(present);
  if (error) {
    throw new ClassifierError("InvalidSetting", firstIssue(error));
  }
  return Object.freeze({
    modelDir: resolve(env.MODEL_DIR),
    modelUri: env.MODEL_URI,
    modelCache: resolve(env.MODEL_CACHE),
    inferenceThreads: env.INFERENCE_THREADS,
    maxWaitingPictures: env.MAX_WAITING_PICTURES,
    maxWaitingBytes: env.MAX_WAITING_BYTES,
    requestTimeout: env.REQUEST_TIMEOUT_MS,
    maxImageBytes: env.MAX_IMAGE_BYTES,
    maxImagePixels: env.MAX_IMAGE_PIXELS,
    maxImageSide: env.MAX_IMAGE_SIDE,
    jpegDecode: env.JPEG_DECODE,
    maxJsonDepth: env.MAX_JSON_DEPTH,
    maxRequestBytes: env.MAX_REQUEST_BYTES,
    maxImagesPerRequest: env.MAX_IMAGES_PER_REQUEST,
    url: Object.freeze({
      mode: env.URL_INPUT,
      allowlist: toList(env.URL_ALLOWLIST),
      ports: toList(env.URL_PORTS).map(Number),
      maxBytes: env.MAX_IMAGE_BYTES,
      maxRedirects: env.URL_MAX_REDIRECTS,
      connectTimeout: env.URL_CONNECT_TIMEOUT_MS,
      firstByteTimeout: env.URL_FIRST_BYTE_TIMEOUT_MS,
      totalTimeout: env.URL_TIMEOUT_MS,
    }),
    blobSource: env.BLOB_SOURCE,
    callbackKey: env.CALLBACK_KEY,
    callbackAllowlist: toList(env.CALLBACK_ALLOWLIST),
    uploadHeads: toList(env.UPLOAD_HEADS ?? "").map((rule) => {
      const [prefix = "", head = ""] = rule.split("=");
      return { prefix, head };
    }),
    ...toAzureSettings(env),
  });
}

function toList(text: string): string[] {
  return text
    .split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
