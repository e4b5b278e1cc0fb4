/**
 * Vocabulary of the native parsers' prebuilt packages, by the marketplace's platform names.
 * @type {Readonly<Record<string, { readonly napi: string, readonly grammar: string }>>}
 */
export const PREBUILDS = {
  'linux-x64': { napi: 'linux-x64-gnu', grammar: 'Linux-X64' },
  'linux-arm64': { napi: 'linux-arm64-gnu', grammar: 'Linux-ARM64' },
  'darwin-x64': { napi: 'darwin-x64', grammar: 'macOS-X64' },
  'darwin-arm64': { napi: 'darwin-arm64', grammar: 'macOS-ARM64' },
  'win32-x64': { napi: 'win32-x64-msvc', grammar: 'Windows-X64' },
};
