/** Width of a thumbnail in pixels, for screens of two pixels per point. */
const WIDTH = 144;

/** A small picture that is taken out with a click. */
export function toThumb(file: File, takeOut: () => void): HTMLLIElement {
  const item = document.createElement("li");
  const button = document.createElement("button");
  button.type = "button";
  button.title = `Take out ${file.name}`;
  button.setAttribute("aria-label", button.title);
  button.addEventListener("click", takeOut);
  item.append(button);
  void draw(file, button);
  return item;
}

/** Draws it small, because whole photos of a phone take 50 MB each. */
async function draw(file: File, button: HTMLButtonElement): Promise<void> {
  try {
    const bitmap = await createImageBitmap(file, { resizeWidth: WIDTH, resizeQuality: "medium" });
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    bitmap.close();
    button.append(canvas);
  } catch {
    // Browsers draw fewer formats than the service reads.
    button.append(file.name);
  }
}
