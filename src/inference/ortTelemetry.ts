/**
 * ONNX Runtime 1.29 and later tells Microsoft about its sessions, and keeps a device id and a database in
 * the home folder, unless this is set before the first session. Nothing leaves the account that its owner
 * did not ask for. Call it in the main thread: others have copies of the environment, which native code
 * does not see.
 *
 * Source: microsoft/onnxruntime, pull request 27379.
 */
export function refuseOrtTelemetry(): void {
  process.env["ORT_DISABLE_TELEMETRY"] ??= "1";
}
