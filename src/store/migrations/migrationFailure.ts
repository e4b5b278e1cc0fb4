/** Why the store's SQL could not be installed, validated or undone: one line with the file and how to mend it. */
export class MigrationFailure extends Error {
  /** Of the database, when it refused a statement. */
  readonly sqlState: string | undefined;

  constructor(message: string, sqlState?: string) {
    super(message);
    this.sqlState = sqlState;
  }
}

/** What the database said about a script, with the line of the script it said it of. */
export function failureOf(thrown: unknown, fileName: string, sql: string): MigrationFailure {
  const { message, code, position } = describe(thrown);
  const where = position === undefined ? fileName : `${fileName}:${lineOf(sql, position)}`;
  return new MigrationFailure([`${where}: ${message}`, ...mendOf(code, message)].join('; '), code);
}

interface Described {
  readonly message: string;
  readonly code: string | undefined;
  /** Counted in characters from 1, as the database counts. */
  readonly position: number | undefined;
}

function describe(thrown: unknown): Described {
  if (!(thrown instanceof Error)) return { message: String(thrown), code: undefined, position: undefined };
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  const position = 'position' in thrown ? Number(thrown.position) : Number.NaN;
  return {
    message: thrown.message.replaceAll(/\s*\n\s*/gu, ' '),
    code,
    position: Number.isInteger(position) && position > 0 ? position : undefined,
  };
}

function lineOf(sql: string, position: number): number {
  let line = 1;
  let characters = 1;
  for (const character of sql) {
    if (characters >= position) break;
    characters += 1;
    if (character === '\n') line += 1;
  }
  return line;
}

function mendOf(code: string | undefined, message: string): readonly string[] {
  if (code === '42501' && /create extension/u.test(message)) {
    return ['a superuser creates the extensions once: see the guide, sql/README.md'];
  }
  if (code === '42501') {
    return ['log in as the owner of the database, or ask them to run this file'];
  }
  if (/extension "?vector"?/u.test(message)) {
    return ['install pgvector on the server (package postgresql-NN-pgvector), or enable it in the dashboard'];
  }
  if (/extension "?pg_trgm"?/u.test(message)) return ['install the server package postgresql-contrib'];
  if (code === '55P03' || code === '57014')
    return ['something else holds the tables; try again when it is done'];
  if (code === '53100') return ['make room on the disk of the database'];
  return [];
}
