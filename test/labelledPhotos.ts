import sharp from "sharp";
import { fixture } from "./paths.js";

const photos = { cat: "cat.jpg", coffee: "coffee.jpg", flower: "daisy.jpg" } as const;

/** What is on the photos. */
export type Thing = keyof typeof photos;
export const things: readonly Thing[] = ["cat", "coffee", "flower"];

/** A part of a photo, another one for each number. */
export async function partOf(thing: Thing, number: number): Promise<Buffer> {
  const photo = sharp(fixture(`photos/${photos[thing]}`));
  const { width, height } = await photo.metadata();
  const [w, h] = [Math.floor(width * 0.8), Math.floor(height * 0.8)];
  const left = Math.floor(((width - w) * (number % 5)) / 4);
  const top = Math.floor(((height - h) * (number % 3)) / 2);
  const cut = photo.extract({ left, top, width: w, height: h }).resize(300, 300, { fit: "fill" });
  return cut.jpeg({ quality: 60 + number }).toBuffer();
}
