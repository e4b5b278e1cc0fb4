import { nodeAs, type SqlStatement, statementNode } from './sqlStatement.ts';
import { createdFact, relationName, type SqlFact } from './statementFacts.ts';
import { isStrong, tableLocks } from './tableLocks.ts';

const EXCLUSIVE_PREFIX = 'locks-out:';
const STRONG_PREFIX = 'locks:';

/** An earlier statement of the file keeps at least the writers of a table waiting that the file does not make. */
export const STRONG_LOCK_FACT: SqlFact = 'locks-existing';

/** What a statement locks, said for the fold over its file: `ACCESS EXCLUSIVE` and other strong locks apart. */
export function lockFacts(statement: SqlStatement): readonly SqlFact[] {
  const locks = tableLocks(statement).flatMap(({ table = '', mode }) => {
    if (!isStrong(mode)) return [];
    return mode === 'ACCESS EXCLUSIVE' && table !== ''
      ? [`${EXCLUSIVE_PREFIX}${table}`]
      : [`${STRONG_PREFIX}${table}`];
  });
  const altered = alteredTable(statement);
  if (altered !== undefined) return [...locks, altersFact(altered)];
  const validating = validatingTable(statement);
  return validating === undefined ? locks : [...locks, validatesFact(validating)];
}

/** A constraint of the table is validated. */
export function validatesFact(table: string): SqlFact {
  return `validates:${table}`;
}

function validatingTable(statement: SqlStatement): string | undefined {
  const alter = statementNode(statement, 'AlterTableStmt');
  const validates = (alter?.cmds ?? []).some(
    (node) => nodeAs(node, 'AlterTableCmd')?.subtype === 'AT_ValidateConstraint',
  );
  return validates ? relationName(alter?.relation) : undefined;
}

/** An `ALTER TABLE` that others of the same table could be joined with. */
export function altersFact(table: string): SqlFact {
  return `alters:${table}`;
}

/** Actions that stand alone by the grammar or that are meant to run apart. */
const ALONE: ReadonlySet<string> = new Set([
  'AT_ValidateConstraint',
  'AT_AttachPartition',
  'AT_DetachPartition',
  'AT_DetachPartitionFinalize',
]);

/** The table of an `ALTER TABLE` whose actions can be joined with others; undefined for all else. */
export function alteredTable(statement: SqlStatement): string | undefined {
  const alter = statementNode(statement, 'AlterTableStmt');
  if (alter?.objtype !== 'OBJECT_TABLE') return undefined;
  const isAlone = (alter.cmds ?? []).some((node) => ALONE.has(nodeAs(node, 'AlterTableCmd')?.subtype ?? ''));
  return isAlone ? undefined : relationName(alter.relation);
}

const NO_TABLES: readonly string[] = [];

/** Folds lock facts: which tables are locked against every reader when a statement begins. */
export class HeldLocks {
  /** By statement; tables that the file itself makes are left out. */
  readonly before: (readonly string[])[] = [];
  #held: readonly string[] = NO_TABLES;

  /** Begins the next statement. */
  enter(): void {
    this.before.push(this.#held);
  }

  /** The transaction is over, and its locks with it. */
  release(): void {
    this.#held = NO_TABLES;
  }

  /** Takes in one fact; true when it locks a table that was there before the file. */
  add(fact: SqlFact, isKnown: (fact: SqlFact) => boolean): boolean {
    const exclusive = fact.startsWith(EXCLUSIVE_PREFIX);
    if (!exclusive && !fact.startsWith(STRONG_PREFIX)) return false;
    const table = fact.slice(fact.indexOf(':') + 1);
    if (isKnown(createdFact('table', table)) || isKnown(createdFact('view', table))) return false;
    if (exclusive && !this.#held.includes(table)) this.#held = [...this.#held, table];
    return true;
  }
}
