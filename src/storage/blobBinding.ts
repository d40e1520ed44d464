import { ResourceFactoryResolver } from "@azure/functions-extensions-base";
import { z } from "zod";

/**
 * The container and name of a blob. A blob trigger with `sdkBinding` passes them instead of the
 * content (Azure WebJobs storage extension, `BlobsExtensionConfigProvider`), so a blob that is only
 * queued is not downloaded.
 */
const bindingSchema = z
  .object({ ContainerName: z.string().min(1), BlobName: z.string().min(1) })
  .transform(({ ContainerName, BlobName }) => ({ container: ContainerName, blobName: BlobName }));

export type BoundBlob = z.output<typeof bindingSchema>;

/** Registers the converter from binding data to {@link BoundBlob}. Call it once, at start. */
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
