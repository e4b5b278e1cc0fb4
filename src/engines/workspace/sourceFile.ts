import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { errorMessage } from '../../core/errorMessage.ts';

/** A file as Fixward reads it: text without byte order mark, and what is needed to write it back unchanged. */
export interface SourceText {
  readonly kind: 'text';
  readonly text: string;
  readonly hasByteOrderMark: boolean;
  /** False when bytes were not UTF-8: positions still hold, but writing the text back would destroy them. */
  readonly isUtf8: boolean;
}

export type SourceFile =
  | SourceText
  /** Not text, or over a limit: nothing is wrong, and the reason says why it was left alone. */
  | { readonly kind: 'skipped'; readonly reason: string; readonly binary: boolean }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** A NUL this early marks a file as binary, the test that git uses. */
const BINARY_PROBE_BYTES = 8000;

const BYTE_ORDER_MARK = '\uFEFF';

/** For command lines, where nothing else waits: several times faster than promises on small files. */
export function readSourceFileSync(absolutePath: string, fileSizeMaxBytes: number): SourceFile {
  try {
    const file = openSync(absolutePath, 'r');
    try {
      const stats = fstatSync(file);
      if (stats.isFile() && stats.size > fileSizeMaxBytes) return tooLarge(stats.size, fileSizeMaxBytes);
      return decodeSource(readFileSync(file));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    return { kind: 'unreadable', reason: plainReason(error) };
  }
}

/** For the server, which must answer while a slow disk turns. */
export async function readSourceFile(absolutePath: string, fileSizeMaxBytes: number): Promise<SourceFile> {
  try {
    const file = await open(absolutePath, 'r');
    try {
      const stats = await file.stat();
      if (stats.isFile() && stats.size > fileSizeMaxBytes) return tooLarge(stats.size, fileSizeMaxBytes);
      return decodeSource(await file.readFile());
    } finally {
      await file.close();
    }
  } catch (error) {
    return { kind: 'unreadable', reason: plainReason(error) };
  }
}

export function decodeSource(bytes: Uint8Array): SourceFile {
  if (bytes.subarray(0, BINARY_PROBE_BYTES).includes(0)) {
    return { kind: 'skipped', reason: 'not checked: not a text file', binary: true };
  }
  const decoded = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  const hasByteOrderMark = decoded.startsWith(BYTE_ORDER_MARK);
  // A text with replacement characters is either broken or really holds one; only the bytes can tell.
  const isUtf8 = !decoded.includes('\uFFFD') || Buffer.compare(Buffer.from(decoded, 'utf8'), bytes) === 0;
  return { kind: 'text', text: hasByteOrderMark ? decoded.slice(1) : decoded, hasByteOrderMark, isUtf8 };
}

/** The bytes of a text that `decodeSource` read. */
export function encodeSource(
  text: string,
  { hasByteOrderMark }: Pick<SourceText, 'hasByteOrderMark'>,
): Buffer {
  return Buffer.from(hasByteOrderMark ? BYTE_ORDER_MARK + text : text, 'utf8');
}

/** True when a file operation failed because nothing is there. */
export function isAbsent(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** What a failed file operation means, in words a user knows. */
export function plainReason(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'ENOENT':
      return 'no such file or folder';
    case 'EISDIR':
      return 'is a folder';
    case 'ENOTDIR':
      return 'is not a folder';
    case 'ELOOP':
      return 'symbolic links lead in a circle';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'no space left on the device';
    default:
      return errorMessage(error);
  }
}

function tooLarge(size: number, limit: number): SourceFile {
  return {
    kind: 'skipped',
    reason: `not checked: ${megabytes(size)} MB, over the limit of ${megabytes(limit)} MB`,
    binary: false,
  };
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1);
}
