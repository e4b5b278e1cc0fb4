/** A package of the registry, to the byte. */
export interface RuntimePackage {
  readonly name: string;
  readonly version: string;
  /** Of the tarball, as registries and lock files write it. */
  readonly integrity: string;
}

/** Both are needed: the first calls the native library, the second holds the types of its values. */
export const RUNTIME_PACKAGES: readonly RuntimePackage[] = [
  {
    name: 'onnxruntime-node',
    version: '1.30.0',
    integrity:
      'sha512-twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==',
  },
  {
    name: 'onnxruntime-common',
    version: '1.30.0',
    integrity:
      'sha512-7fdVWjAID1dVhH/G8qK3APARunV4VkBFoCQAP7qp4Wkab0mrorvmc+sqiT+mKXOzDqdjN5j+/Z9nb4gzNPWcyA==',
  },
];

/** Machines that the package brings a library for. */
export const RUNTIME_PLATFORMS: ReadonlySet<string> = new Set([
  'linux-x64',
  'linux-arm64',
  'darwin-arm64',
  'win32-x64',
  'win32-arm64',
]);

/** Whether a file of the package is needed on the machine: of the native libraries, its own alone. */
export function isNeededFile(path: string, platform: string, arch: string): boolean {
  const binary = /^bin\/napi-v\d+\/([^/]+)\/([^/]+)\//u.exec(path);
  if (binary) return binary[1] === platform && binary[2] === arch;
  return /^(?:dist\/.*\.js(?:on)?|package\.json|LICENSE|ThirdPartyNotices\.txt)$/u.test(path);
}
