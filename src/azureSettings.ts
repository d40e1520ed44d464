import { z } from "zod";

/** Settings that Azure defines. This service reads them as Azure does. */
export const azureVariables = {
  /** Connection string of the storage account; or, for an identity, */
  AzureWebJobsStorage: z.string().min(1).optional(),
  /** the addresses of its services; or */
  AzureWebJobsStorage__blobServiceUri: z.url().optional(),
  AzureWebJobsStorage__queueServiceUri: z.url().optional(),
  AzureWebJobsStorage__tableServiceUri: z.url().optional(),
  /** its name, in Azure's public cloud. */
  AzureWebJobsStorage__accountName: z
    .string()
    .regex(/^[a-z0-9]{3,24}$/, "must have 3 to 24 lower-case letters and digits")
    .optional(),
  /** Selects the managed identity. Without it, DefaultAzureCredential selects an identity. */
  AzureWebJobsStorage__credential: z.literal("managedidentity").optional(),
  /** Client id of a user-assigned identity. Without it, the system-assigned identity is used. */
  AzureWebJobsStorage__clientId: z.string().min(1).optional(),
  /** Turns telemetry on. */
  APPLICATIONINSIGHTS_CONNECTION_STRING: z.string().min(1).optional(),
  /**
   * `Authorization=AAD` sends telemetry with an identity; `ClientId=…` names a user-assigned one.
   */
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: z
    .string()
    .regex(/(^|;)\s*Authorization=AAD\s*(;|$)/i, "must contain Authorization=AAD")
    .optional(),
  /** The scale group of this instance on Flex Consumption. Azure sets it. */
  FUNCTIONS_TARGET_GROUP: z.string().optional(),
  /** The app's own host name; Azure sets it, and so does `func start`, with its port. */
  WEBSITE_HOSTNAME: z
    .string()
    .regex(/^[a-z0-9.-]+(:\d{1,5})?$/i, "must be a host name, with or without a port")
    .optional(),
};

const environment = z.object(azureVariables);
type Environment = z.output<typeof environment>;

export interface AzureSettings {
  readonly storage: StorageSettings;
  readonly telemetry: TelemetrySettings;
  /** Whether the model loads at start, because this instance classifies. */
  readonly loadsModel: boolean;
  /** Where the app is to be reached, without a slash at the end; undefined where nobody says it. */
  readonly ownOrigin: string | undefined;
}

/** The storage account: a connection string, or the addresses of its services and an identity. */
export interface StorageSettings {
  readonly connectionString: string | undefined;
  readonly endpoints: StorageEndpoints | undefined;
  readonly identity: IdentitySettings;
}

export interface StorageEndpoints {
  readonly blob: string;
  readonly queue: string;
  readonly table: string;
}

export interface IdentitySettings {
  /**
   * Whether to use a managed identity, not what DefaultAzureCredential finds (such as `az login`).
   */
  readonly managed: boolean;
  /** Client id of a user-assigned identity. */
  readonly clientId: string | undefined;
}

/** Telemetry is off without a connection string. */
export interface TelemetrySettings {
  readonly connectionString: string | undefined;
  /** Undefined if the connection string is enough. */
  readonly identity: IdentitySettings | undefined;
}

export function toAzureSettings(env: Environment): AzureSettings {
  return {
    storage: toStorageSettings(env),
    telemetry: toTelemetrySettings(env),
    loadsModel: toLoadsModel(env.FUNCTIONS_TARGET_GROUP),
    ownOrigin: toOwnOrigin(env.WEBSITE_HOSTNAME),
  };
}

/** Reads them as Azure's bindings do (Microsoft.Extensions.Azure, `StorageServiceUriOptions`). */
function toStorageSettings(env: Environment): StorageSettings {
  const account = env.AzureWebJobsStorage__accountName;
  const endpoint = (service: string): string | undefined =>
    account && `https://${account}.${service}.core.windows.net`;
  const blob = env.AzureWebJobsStorage__blobServiceUri ?? endpoint("blob");
  const queue = env.AzureWebJobsStorage__queueServiceUri ?? endpoint("queue");
  const table = env.AzureWebJobsStorage__tableServiceUri ?? endpoint("table");
  return Object.freeze({
    connectionString: env.AzureWebJobsStorage,
    endpoints: blob && queue && table ? Object.freeze({ blob, queue, table }) : undefined,
    identity: Object.freeze({
      managed: env.AzureWebJobsStorage__credential !== undefined,
      clientId: env.AzureWebJobsStorage__clientId,
    }),
  });
}

function toTelemetrySettings(env: Environment): TelemetrySettings {
  const authentication = env.APPLICATIONINSIGHTS_AUTHENTICATION_STRING;
  const [, clientId] = /(?:^|;)\s*ClientId=([^;]+)/i.exec(authentication ?? "") ?? [];
  return Object.freeze({
    connectionString: env.APPLICATIONINSIGHTS_CONNECTION_STRING,
    identity: authentication === undefined ? undefined : Object.freeze({ managed: true, clientId }),
  });
}

/** Only groups that are known not to classify start without the model. */
function toLoadsModel(group: string | undefined): boolean {
  const [, name] = /^function:(\w+)$/.exec(group ?? "") ?? [];
  const classifies =
    name === undefined || ["classifyUpload", "batchStep", "trainingStep"].includes(name);
  return group !== "blob" && classifies;
}

/** Azure speaks HTTPS under this name, and `func start` HTTP under its own. */
function toOwnOrigin(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  return `${/^(localhost|127\.0\.0\.1)(:|$)/i.test(name) ? "http" : "https"}://${name}`;
}
