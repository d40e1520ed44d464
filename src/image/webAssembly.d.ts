/** The part of WebAssembly's JavaScript interface in use; TypeScript has it only beside the DOM. */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  interface Instance<Exports> {
    readonly exports: Exports;
  }
  const Module: new (bytes: Uint8Array) => object;
  const Instance: new <Exports>(module: object) => Instance<Exports>;
}
