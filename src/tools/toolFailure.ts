import type { ToolFailureCode } from '../core/consult/consultTool.ts';
import { errorMessage } from '../core/errorMessage.ts';
import { LiveDatabaseError } from '../engines/live/liveErrors.ts';
import { ShadowError } from '../engines/shadow/shadowService.ts';

/** Ends a tool's work with a failure that its caller is told; thrown only below a tool's `run`. */
export class ToolFailure extends Error {
  readonly code: ToolFailureCode;

  constructor(code: ToolFailureCode, message: string) {
    super(message);
    this.name = 'ToolFailure';
    this.code = code;
  }
}

export interface FailedResult {
  readonly ok: false;
  readonly code: ToolFailureCode;
  readonly message: string;
}

/** Longer messages are those of other programs; their beginning says what is wrong. */
const MESSAGE_CHARACTERS_MAX = 400;

/** What was thrown, as a result in one line. */
export function failureOf(error: unknown, signal: AbortSignal): FailedResult {
  if (signal.aborted) {
    // A tool that was stopped halfway says itself what it leaves.
    const message = error instanceof ToolFailure ? oneLine(error.message) : 'Cancelled.';
    return { ok: false, code: 'cancelled', message };
  }
  return { ok: false, code: codeOf(error), message: oneLine(wordsOf(error)) };
}

function codeOf(error: unknown): ToolFailureCode {
  if (error instanceof ToolFailure) return error.code;
  if (error instanceof ShadowError) {
    if (error.reason === 'cancelled') return 'cancelled';
    return error.reason === 'timeout' || error.reason === 'memory' ? 'failed' : 'unavailable';
  }
  if (error instanceof LiveDatabaseError) return error.reason === 'failed' ? 'failed' : 'unavailable';
  return 'failed';
}

function wordsOf(error: unknown): string {
  const message = errorMessage(error);
  if (error instanceof LiveDatabaseError) return `The database: ${message}.`;
  return message === '' ? 'It failed without a reason.' : message;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  return line.length <= MESSAGE_CHARACTERS_MAX ? line : `${line.slice(0, MESSAGE_CHARACTERS_MAX - 1)}…`;
}
