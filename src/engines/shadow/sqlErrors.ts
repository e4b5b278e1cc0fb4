import { errorMessage } from '../../core/errorMessage.ts';
import { ShadowSqlError } from '../../core/proof/shadowDatabase.ts';
import { utf16OffsetOfCodePoint } from '../../core/text/utf8Offsets.ts';

/** What both clients' errors carry of a message by Postgres. */
interface PostgresMessage {
  readonly message: string;
  readonly code: string;
  readonly detail?: unknown;
  readonly hint?: unknown;
  readonly position?: unknown;
  readonly severity?: unknown;
}

/** The database behind a call is broken or gone; nothing can be asked of it any more. */
export class DatabaseLost extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DatabaseLost';
  }
}

/**
 * Turns a client's error into ours.
 *
 * @param base where `statement` starts in the text given by the caller
 */
export function toShadowSqlError(thrown: unknown, statement: string, base: number): Error {
  if (!isPostgresMessage(thrown) || isEnd(thrown)) return new DatabaseLost(errorMessage(thrown));
  // Postgres counts code points from 1.
  const position = Number(thrown.position ?? Number.NaN);
  const offset = position > 0 ? base + utf16OffsetOfCodePoint(statement, position - 1) : undefined;
  return new ShadowSqlError(shortened(thrown.message), {
    code: thrown.code,
    ...(typeof thrown.detail === 'string' && { detail: thrown.detail }),
    ...(typeof thrown.hint === 'string' && { hint: thrown.hint }),
    ...(offset !== undefined && { offset }),
  });
}

/** Postgres quotes the word it stops at, however long that is. */
const MESSAGE_LENGTH_MAX = 500;

function shortened(message: string): string {
  const text = message.slice(0, MESSAGE_LENGTH_MAX);
  // Half of a character is none.
  return text.length === message.length ? message : `${text.replace(/[\ud800-\udbff]$/u, '')}…`;
}

function isEnd({ severity }: PostgresMessage): boolean {
  return severity === 'PANIC' || severity === 'FATAL';
}

function isPostgresMessage(thrown: unknown): thrown is PostgresMessage {
  return (
    thrown instanceof Error &&
    'code' in thrown &&
    typeof thrown.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(thrown.code)
  );
}
