import { fetchPicture, type Caller } from "./api.js";
import { setUpCamera } from "./camera.js";
import { element } from "./elements.js";

/** A picture that somebody chose. */
export interface Picture {
  readonly name: string;
  /** Where it lies on the web, as it was typed; undefined for a file. */
  readonly url?: string;
  /** Where the service keeps it; undefined for all but the samples. */
  readonly sample?: string;
  content(caller: Caller): Promise<Blob>;
}

const file = element("file", HTMLInputElement);
const url = element("url", HTMLInputElement);
const panel = element("classify-panel", HTMLElement);

/**
 * Connects the ways in which pictures come: files, drag and drop, paste, URL, samples and camera.
 *
 * @param take gets the pictures of one choice, one or more
 */
export function setUpSources(take: (pictures: readonly Picture[]) => void): void {
  const takeFiles = (files: FileList | null | undefined): void => {
    if (files && files.length > 0) take([...files].map(fromFile));
  };
  file.addEventListener("change", () => {
    takeFiles(file.files);
    // The same file may be chosen again.
    file.value = "";
  });
  document.addEventListener("paste", (event) => {
    if (!panel.hidden) takeFiles(event.clipboardData?.files);
  });
  document.addEventListener("dragover", (event) => {
    event.preventDefault();
    document.body.classList.add("dragging");
  });
  document.addEventListener("dragleave", () => document.body.classList.remove("dragging"));
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    document.body.classList.remove("dragging");
    if (!panel.hidden) takeFiles(event.dataTransfer?.files);
  });
  element("url-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    take([fromUrl(url.value.trim())]);
  });
  for (const sample of document.querySelectorAll<HTMLImageElement>("#samples img")) {
    sample.closest("button")?.addEventListener("click", () => take([fromSample(sample.src)]));
  }
  setUpCamera(element("camera", HTMLElement), (shot) => take([fromFile(shot)]));
}

/** A picture on the person's machine. */
export function fromFile(content: File): Picture {
  return { name: content.name, content: async () => content };
}

/** @param url which the service judges, so that a wrong one has its answer like every other picture */
function fromUrl(url: string): Picture {
  const name = URL.canParse(url) ? lastPart(new URL(url)) : url;
  return { name, url, content: (caller) => fetchPicture(url, caller) };
}

function fromSample(sample: string): Picture {
  const content = async ({ signal }: Caller): Promise<Blob> =>
    (await fetch(sample, { signal })).blob();
  return { name: lastPart(new URL(sample)), sample, content };
}

function lastPart({ pathname, host }: URL): string {
  return pathname.split("/").pop() || host;
}
