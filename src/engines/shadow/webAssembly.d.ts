export {};

declare global {
  /** The part in use: the types of Node 20 lack it, and a browser's would bring all of a page's globals. */
  namespace WebAssembly {
    interface Module {
      readonly [Symbol.toStringTag]: 'WebAssembly.Module';
    }
    function compile(bytes: Uint8Array): Promise<Module>;
  }
}
