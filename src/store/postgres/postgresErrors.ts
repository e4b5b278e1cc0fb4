import { errorMessage } from '../../core/errorMessage.ts';
import type { PostgresAddress } from './postgresAddress.ts';

/** Why a database could not be reached or asked; the message is one line without a secret. */
export class PostgresError extends Error {
  /** Of the database; undefined when it was the connection that failed. */
  readonly code: string | undefined;
  /** Where in the text of the statement, counted in characters from 1. */
  readonly position: string | undefined;
  readonly kind: 'unreachable' | 'refused' | 'failed';

  constructor(kind: PostgresError['kind'], message: string, code?: string, position?: string) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.position = position;
  }
}

const SQL_STATE = /^[0-9A-Z]{5}$/u;
const LOST: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  '57P01',
  '57P02',
  '57P03',
  '08006',
  '08003',
]);

export function postgresError(thrown: unknown, address: PostgresAddress): PostgresError {
  if (thrown instanceof PostgresError) return thrown;
  const { shown } = address;
  const code = codeOf(thrown);
  switch (code) {
    case 'ECONNREFUSED':
    case 'ENOENT':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return new PostgresError('unreachable', `${shown} cannot be reached (${code})`);
    case '28P01':
    case '28000':
      return new PostgresError('refused', `${shown} does not accept this user and password`, code);
    case '3D000':
      return new PostgresError('refused', `${shown}: there is no such database`, code);
  }
  if (code === undefined && /client password must be a(?: non-empty)? string/u.test(errorMessage(thrown))) {
    return new PostgresError('refused', `${shown} asks for a password; name one in the address`);
  }
  const message = withoutSecrets(errorMessage(thrown), address);
  if (code !== undefined && LOST.has(code)) {
    return new PostgresError(
      'unreachable',
      `the connection to ${shown} was lost (${message})`,
      sqlState(code),
    );
  }
  if (/timeout|Connection terminated/iu.test(message) && sqlState(code) === undefined) {
    return new PostgresError('unreachable', `${shown} does not answer (${message})`);
  }
  const position =
    thrown instanceof Error && 'position' in thrown && typeof thrown.position === 'string'
      ? thrown.position
      : undefined;
  return new PostgresError('failed', message, sqlState(code), position);
}

/** Undefined for what the system and the driver call by names of their own. */
function sqlState(code: string | undefined): string | undefined {
  return code !== undefined && SQL_STATE.test(code) && /\d/u.test(code) ? code : undefined;
}

function withoutSecrets(message: string, { secrets }: PostgresAddress): string {
  const line = message.split(/[\r\n]/u, 1)[0] ?? '';
  return secrets.reduce((text, secret) => text.replaceAll(secret, '***'), line);
}

/** Node tries each address of a name and reports all failures in one. */
function codeOf(thrown: unknown): string | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
  return thrown instanceof AggregateError ? codeOf(thrown.errors[0]) : undefined;
}
