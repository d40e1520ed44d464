import { ResourceFactoryResolver } from "@azure/functions-extensions-base";
import { z } from "zod";

/**
 * Where a blob lies, as a blob trigger with `sdkBinding` hands it over instead of its content (Azure
 * WebJobs storage extension, `BlobsExtensionConfigProvider`): nobody downloads a blob that is only
 * to be queued.
 */
const bindingSchema = z
  .object({ ContainerName: z.string().min(1), BlobName: z.string().min(1) })
  .transform(({ ContainerName, BlobName }) => ({ container: ContainerName, blobName: BlobName }));

export type BoundBlob = z.output<typeof bindingSchema>;

/** Called once, before the first invocation: the library asks this for what it hands to functions. */
export function registerBlobBinding(): void {
  ResourceFactoryResolver.getInstance().registerResourceFactory("AzureStorageBlobs", (data) => {
    const [{ content }] = z
      .tuple([z.object({ content: z.instanceof(Uint8Array) })])
      .parse(Array.isArray(data) ? data : [data]);
    return toBoundBlob(JSON.parse(Buffer.from(content).toString()));
  });
}

export function toBoundBlob(content: unknown): BoundBlob {
  return bindingSchema.parse(content);
}
