import type { FixProposal } from '../rules/finding.ts';
import { droppedObjects } from './droppedObjects.ts';
import { STRONG_LOCK_FACT } from './lockFacts.ts';
import { openingSpan } from './openingSpan.ts';
import type { SqlFileContext } from './sqlFileContext.ts';
import type { SqlCheck, SqlReport } from './sqlRule.ts';
import { type SqlStatement, statementNode } from './sqlStatement.ts';
import { setsFact } from './statementFacts.ts';
import { inAuthorsCase } from './statementTokens.ts';
import { isStrong, tableLocks } from './tableLocks.ts';

/** A lock on something the file did not make. */
interface ExistingLock {
  /** For a message: the table, or what stands for it. */
  readonly table: string;
}

/** The first lock of the statement that writers of existing rows wait for, or any that `LOCK` asks for. */
function lockOnExisting(statement: SqlStatement, context: SqlFileContext): ExistingLock | undefined {
  const asksForLock = statement.kind === 'LockStmt';
  for (const { table, mode } of tableLocks(statement)) {
    if (!asksForLock && !isStrong(mode)) continue;
    if (table === undefined) {
      if (!namesOnlyNewIndexes(statement, context)) return { table: 'its table' };
    } else if (!context.createdEarlier('table', table) && !context.createdEarlier('view', table)) {
      return { table };
    }
  }
  return undefined;
}

function namesOnlyNewIndexes(statement: SqlStatement, context: SqlFileContext): boolean {
  if (!statementNode(statement, 'DropStmt')) return false;
  return droppedObjects(statement).every(({ name }) => context.createdEarlier('index', name));
}

/** True from the first `SET` or `set_config` on; one statement of the file is enough to be told of a missing one. */
function isTimeoutSettled(setting: string, context: SqlFileContext): boolean {
  return (
    context.happensEarlier(setsFact(setting)) ||
    context.happensEarlier(setsFact('?')) ||
    context.happensEarlier(STRONG_LOCK_FACT)
  );
}

/** A report on the statement with the fix that sets the timeout before it. */
function missingTimeout(
  statement: SqlStatement,
  context: SqlFileContext,
  { setting, value, message }: { readonly setting: string; readonly value: string; readonly message: string },
): SqlReport {
  const set = inAuthorsCase(statement, context.inTransaction ? 'SET LOCAL' : 'SET');
  const fix: FixProposal = {
    title: `Set ${setting} before this statement`,
    kind: 'auto',
    edits: [{ span: { start: 0, end: 0 }, newText: `${set} ${setting} = '${value}';${context.lineBreak}` }],
  };
  // Only lock_timeout takes effect at once; the others would have to be set before the statement around this one.
  const fixes = context.isInner && setting !== 'lock_timeout' ? [] : [fix];
  return { span: openingSpan(statement), message, fixes };
}

/** A timeout that a file should set before its first strong lock on something it did not make. */
export interface WantedTimeout {
  readonly setting: string;
  /** As the fix writes it: `5s`. */
  readonly value: string;
  readonly message: (table: string) => string;
  /** False where the timeout would end nothing. */
  readonly matters?: (context: SqlFileContext) => boolean;
}

export function timeoutCheck({ setting, value, message, matters = () => true }: WantedTimeout): SqlCheck {
  return (statement, context) => {
    const lock = lockOnExisting(statement, context);
    if (!lock || isTimeoutSettled(setting, context) || !matters(context)) return [];
    return [missingTimeout(statement, context, { setting, value, message: message(lock.table) })];
  };
}
