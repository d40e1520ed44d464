import { element } from "./elements.js";

const video = element("camera", HTMLVideoElement);
const open = element("camera-open", HTMLButtonElement);
const shoot = element("camera-shoot", HTMLButtonElement);
const close = element("camera-close", HTMLButtonElement);

/**
 * Connects the camera's buttons.
 *
 * @param take gets each picture that is taken, as JPEG
 */
export function setUpCamera(take: (picture: Blob) => void): void {
  open.addEventListener("click", () => {
    start().catch(() => {
      open.disabled = true;
      open.textContent = "No camera to use";
    });
  });
  close.addEventListener("click", stop);
  shoot.addEventListener("click", () => {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    canvas.toBlob((picture) => picture && take(picture), "image/jpeg", 0.92);
    stop();
  });
}

async function start(): Promise<void> {
  video.srcObject = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: "environment" },
  });
  await video.play();
  show(true);
  shoot.focus();
}

function stop(): void {
  if (video.srcObject instanceof MediaStream) {
    for (const track of video.srcObject.getTracks()) track.stop();
  }
  video.srcObject = null;
  show(false);
  open.focus();
}

function show(running: boolean): void {
  video.hidden = shoot.hidden = close.hidden = !running;
  open.hidden = running;
}
