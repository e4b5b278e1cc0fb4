/** The part of the WebAssembly interface in use; the types of Node 20 lack it, and a browser's would bring all of its globals. */
declare namespace WebAssembly {
  interface Module {
    readonly [Symbol.toStringTag]: 'WebAssembly.Module';
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}
