import { element, part } from "./elements.js";

const template = element("camera-parts", HTMLTemplateElement);

/** Closes the camera that is open: there is one stream at a time. */
let closeOpen = (): void => {};

/**
 * Puts a camera with its buttons into a place.
 *
 * @param take gets each picture that is taken, as JPEG
 * @param staysOpen for one picture after the other
 */
export function setUpCamera(
  place: HTMLElement,
  take: (picture: File) => void,
  staysOpen = false,
): void {
  place.append(document.importNode(template.content, true));
  const video = part(place, "video", HTMLVideoElement);
  const open = part(place, ".open", HTMLButtonElement);
  const shoot = part(place, ".shoot", HTMLButtonElement);
  const close = part(place, ".close", HTMLButtonElement);

  const show = (running: boolean): void => {
    video.hidden = shoot.hidden = close.hidden = !running;
    open.hidden = running;
  };
  const stop = (): void => {
    if (video.srcObject instanceof MediaStream) {
      for (const track of video.srcObject.getTracks()) track.stop();
    }
    video.srcObject = null;
    show(false);
  };
  const start = async (): Promise<void> => {
    closeOpen();
    video.srcObject = await navigator.mediaDevices.getUserMedia({
      video: { facingMode: "environment" },
    });
    closeOpen = stop;
    await video.play();
    show(true);
    shoot.focus();
  };

  open.addEventListener("click", () => {
    start().catch(() => {
      open.disabled = true;
      open.textContent = "No camera to use";
    });
  });
  close.addEventListener("click", () => {
    stop();
    open.focus();
  });
  shoot.addEventListener("click", () => {
    shootFrom(video, take);
    if (staysOpen) return;
    stop();
    open.focus();
  });
}

/** Closes the camera that is open, if any. */
export function closeCamera(): void {
  closeOpen();
}

function shootFrom(video: HTMLVideoElement, take: (picture: File) => void): void {
  const canvas = document.createElement("canvas");
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext("2d")?.drawImage(video, 0, 0);
  canvas.toBlob(
    (picture) => picture && take(new File([picture], "camera.jpg", { type: picture.type })),
    "image/jpeg",
    0.92,
  );
}
