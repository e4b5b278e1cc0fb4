import type { ParseScript } from '../ports.ts';
import { classifySql } from './sql/classifySql.ts';

export interface ServerCall {
  /** What the user configured the server for. */
  readonly purpose: string;
  readonly tool: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** What servers of databases only read by. */
const READS = /^(?:list|get|search|describe|read|explain)_/u;
/** Tools of such servers that take SQL. */
const TAKES_SQL = /sql|query/iu;
/** Tools that are for databases whatever their server was configured for. */
const RUNS_SQL = /^(?:execute|exec|run)_?sql$/iu;
const CHANGES_SCHEMA = /^(?:apply|run)_?migrations?$/iu;
/** Fields that SQL is given in. */
const SQL_FIELD = /sql|query|queries|statement/iu;

const USE_OURS =
  'Changes of a database go through apply_migration of Fixward, which shows the exact text and asks for approval.';

/**
 * Why a call to another server must not be made, in one line; undefined when it may. Servers of databases are used for
 * reading alone: their tools for writing would go round the gate that our own writes pass.
 */
export function serverCallRefusal(call: ServerCall, parse: ParseScript): string | undefined {
  const { purpose, tool, input } = call;
  if (!neverReads(call)) {
    const takesSql = purpose === 'database' ? TAKES_SQL.test(tool) : RUNS_SQL.test(tool);
    return takesSql ? sqlRefusal(tool, input, parse) : undefined;
  }
  return `${tool} may change the database. ${USE_OURS}`;
}

/** Whether every call of a tool would be refused, so that it need not be offered. */
export function neverReads({ purpose, tool }: Pick<ServerCall, 'purpose' | 'tool'>): boolean {
  if (CHANGES_SCHEMA.test(tool)) return true;
  return purpose === 'database' && !READS.test(tool) && !TAKES_SQL.test(tool);
}

function sqlRefusal(
  tool: string,
  input: Readonly<Record<string, unknown>>,
  parse: ParseScript,
): string | undefined {
  const given = Object.entries(input).filter(([field]) => SQL_FIELD.test(field));
  if (given.length === 0)
    return READS.test(tool) ? undefined : `It cannot be told what SQL ${tool} would run. ${USE_OURS}`;
  for (const [field, value] of given) {
    if (typeof value !== 'string') return `${field}: one query as a text is expected. ${USE_OURS}`;
    const { class: kind, decision, reasons } = classifySql(parse, value);
    if (kind !== 'read' || decision !== 'allow')
      return `${tool} is for queries that only read: ${reasons[0] ?? kind} ${USE_OURS}`;
  }
  return undefined;
}
