/** Limits stated to users: beyond them a file is left alone, with one line that says so. */
export interface Limits {
  readonly fileSizeMaxBytes: number;
  readonly fileLinesMax: number;
}

/** Both are checked in about a second on a small machine; larger files are generated ones. */
export const DEFAULT_LIMITS: Limits = { fileSizeMaxBytes: 5 * 1024 * 1024, fileLinesMax: 50_000 };

/** Why a text is too large to be checked, or undefined. */
export function limitExceeded(text: string, lineCount: number, limits: Limits): string | undefined {
  // UTF-16 length never exceeds the UTF-8 size, so it is a safe and free lower bound.
  if (text.length > limits.fileSizeMaxBytes) {
    return `not checked: larger than the limit of ${(limits.fileSizeMaxBytes / 1024 / 1024).toFixed(1)} MB (setting fixward.limits.fileSizeMaxBytes)`;
  }
  if (lineCount > limits.fileLinesMax) {
    return `not checked: ${lineCount} lines, over the limit of ${limits.fileLinesMax} (setting fixward.limits.fileLinesMax)`;
  }
  return undefined;
}
