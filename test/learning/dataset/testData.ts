import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import sharp from "sharp";
import { localSource } from "../../../src/learning/dataset/folderStore.js";
import type { Dataset } from "../../../src/learning/dataset/labelledPicture.js";
import type { PictureStore } from "../../../src/learning/dataset/pictureStore.js";
import { readDataset } from "../../../src/learning/dataset/readDataset.js";
import { temporaryFolder } from "../../temporaryFolder.js";

/** A folder with these files by their paths; removed after the test. */
export async function folderWith(
  t: TestContext,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const folder = await temporaryFolder(t);
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** A line of Azure ML's JSON Lines. */
export function row(imageUrl: string, label: unknown): string {
  return `${JSON.stringify({ image_url: imageUrl, label })}\n`;
}

/** A PNG of 4 × 3 pixels of one colour: other red, other bytes. */
export function png(red: number): Promise<Buffer> {
  const background = { r: red % 256, g: red >> 8, b: 0 };
  return sharp({ create: { width: 4, height: 3, channels: 3, background } })
    .png()
    .toBuffer();
}

export const noNetwork = (url: string): Promise<Uint8Array> =>
  Promise.reject(new Error(`Nothing should fetch ${url}`));

export async function read(path: string, root?: string): Promise<Dataset> {
  return readDataset(await localSource(path, root), noNetwork);
}

/** The paths that a store lists, sorted. */
export async function listed(store: PictureStore): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of store.list()) paths.push(path);
  return paths.toSorted();
}

/** Names, labels and, where the pictures are texts, what they hold. */
export async function contents({ pictures }: Dataset): Promise<[string, string, string][]> {
  return Promise.all(
    pictures.map(async (picture) => {
      const { name, labels } = picture;
      const text = await picture.read().then(
        (bytes) => new TextDecoder().decode(bytes),
        (error: unknown) => (error instanceof Error ? error.message : ""),
      );
      return [name, labels.join("+"), text] satisfies [string, string, string];
    }),
  );
}
