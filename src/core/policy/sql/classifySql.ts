import type { ParseScript } from '../../ports.ts';
import { endlessReason } from './endlessRead.ts';
import { inspectRead } from './inspectRead.ts';
import { EXPLAIN_OPTIONS } from './readNodes.ts';
import { NO_NAMES, type Objection, type SqlClass, type SqlClassification } from './sqlClass.ts';
import { statementObjection } from './statementClasses.ts';
import { fieldOf, kindOf } from './treeFields.ts';

/** Longer than any query a person or a model writes to read something. */
export const SQL_LENGTH_MAX = 100_000;

/** With the `u` flag a surrogate that is part of a pair does not match. */
const HALF_CHARACTER = /[\uD800-\uDFFF]/u;

/** Classes by how much they harm; a statement is named by the worst thing in it. */
const WORST_FIRST: readonly SqlClass[] = [
  'invalid',
  'write',
  'ddl',
  'dangerous-function',
  'session',
  'multi',
  'read',
];

/**
 * What a text would do, and whether it may run where only reads may: one statement, made of nothing but known parts that
 * read. What cannot be read with certainty is refused. It judges the text alone: what views, casts and the user's own
 * operators call stands in the database, so that a role that may not write stays the boundary.
 */
export function classifySql(parse: ParseScript, sql: string): SqlClassification {
  const unreadable = unreadableText(sql);
  if (unreadable !== undefined) return refused(unreadable, 0);
  const parsed = parse(sql);
  if ('error' in parsed) {
    const reason = `It cannot be read as Postgres SQL: ${parsed.error.message}.`;
    return refused({ class: 'invalid', subclass: 'syntax', reason }, 0);
  }
  const [statement] = parsed.statements;
  const count = parsed.statements.length;
  if (statement === undefined)
    return refused({ class: 'invalid', subclass: 'empty', reason: 'There is no statement.' }, 0);
  if (count > 1) {
    const reason = `There are ${count} statements; a read is exactly one.`;
    return refused({ class: 'multi', subclass: 'stacked', reason }, count);
  }
  return classifyStatement(statement.tree);
}

function unreadableText(sql: string): Objection | undefined {
  if (sql.length > SQL_LENGTH_MAX) {
    const reason = `The text is longer than ${SQL_LENGTH_MAX} characters.`;
    return { class: 'invalid', subclass: 'too-long', reason };
  }
  // The server ends a text at a zero byte, so that it would run less than was checked.
  if (sql.includes('\0'))
    return { class: 'invalid', subclass: 'zero-byte', reason: 'The text holds a zero byte.' };
  if (HALF_CHARACTER.test(sql))
    return { class: 'invalid', subclass: 'encoding', reason: 'The text holds half a character.' };
  return undefined;
}

function classifyStatement(tree: unknown): SqlClassification {
  const kind = kindOf(tree);
  if (kind === 'VariableShowStmt') return allowed('show', NO_NAMES);
  if (kind === 'SelectStmt') return classifySelect(tree);
  if (kind === 'ExplainStmt') return classifyExplain(fieldOf(tree, 'ExplainStmt'));
  if (kind === 'PrepareStmt') return classifyPrepare(fieldOf(fieldOf(tree, 'PrepareStmt'), 'query'));
  if (kind === 'DeclareCursorStmt')
    return classifyCursor(fieldOf(fieldOf(tree, 'DeclareCursorStmt'), 'query'));
  // SAFETY: the content of a node is a plain JSON object.
  const fields = (fieldOf(tree, kind) ?? {}) as Readonly<Record<string, unknown>>;
  return refused(statementObjection(kind, fields));
}

function classifySelect(tree: unknown): SqlClassification {
  const { objections, names } = inspectRead(tree);
  if (objections.length > 0) return refusedFor(objections);
  const endless = endlessReason(tree);
  if (endless !== undefined) {
    const reasons = [`${endless} It is ended by its timeout.`];
    return {
      class: 'dangerous-function',
      subclass: 'dos',
      decision: 'allow-with-timeout',
      reasons,
      statements: 1,
      names,
    };
  }
  return allowed('select', names);
}

function classifyExplain(explain: unknown): SqlClassification {
  const options = fieldOf(explain, 'options');
  const names = (Array.isArray(options) ? options : []).map((option) =>
    String(fieldOf(fieldOf(option, 'DefElem'), 'defname')),
  );
  const unknown = names.find((name) => !EXPLAIN_OPTIONS.has(name));
  if (unknown !== undefined) {
    const reason = `EXPLAIN has no option ${unknown} that is known here.`;
    return refused({ class: 'invalid', subclass: 'explain-option', reason });
  }
  // Even ANALYZE false is taken as ANALYZE: the inner statement has to be a read either way.
  const executes = names.includes('analyze');
  const inner = fieldOf(explain, 'query');
  if (kindOf(inner) !== 'SelectStmt') {
    const { class: ownClass, subclass, reasons } = classifyStatement(inner);
    const what = executes ? 'EXPLAIN ANALYZE runs what it explains' : 'Only reads are explained';
    return {
      ...refused({
        class: ownClass,
        subclass: `explain-${executes ? 'analyze-' : ''}${subclass}`,
        reason: `${what}.`,
      }),
      reasons: [`${what}.`, ...reasons],
    };
  }
  const read = classifySelect(inner);
  if (read.decision === 'deny') return read;
  if (executes) return read.decision === 'allow' ? { ...read, subclass: 'explain-analyze' } : read;
  return allowed('explain', read.names);
}

/** PREPARE is called by what it prepares, and refused even for a read: it outlives the query. */
function classifyPrepare(query: unknown): SqlClassification {
  const inner = classifyStatement(query);
  const own = 'PREPARE leaves a statement behind in the session.';
  if (inner.decision === 'deny') return { ...inner, subclass: 'prepare', reasons: [own, ...inner.reasons] };
  return refused({ class: 'session', subclass: 'prepare', reason: own });
}

function classifyCursor(query: unknown): SqlClassification {
  const inner = classifyStatement(query);
  const own = statementObjection('DeclareCursorStmt', {});
  if (inner.decision === 'deny') return { ...inner, reasons: [own.reason, ...inner.reasons] };
  return refused(own);
}

function allowed(subclass: string, names: SqlClassification['names']): SqlClassification {
  return { class: 'read', subclass, decision: 'allow', reasons: [], statements: 1, names };
}

function refused({ class: ownClass, subclass, reason }: Objection, statements = 1): SqlClassification {
  return { class: ownClass, subclass, decision: 'deny', reasons: [reason], statements, names: NO_NAMES };
}

function refusedFor(objections: readonly Objection[]): SqlClassification {
  const [worst] = [...objections].sort((a, b) => WORST_FIRST.indexOf(a.class) - WORST_FIRST.indexOf(b.class));
  return {
    class: worst?.class ?? 'invalid',
    subclass: worst?.subclass ?? 'unknown',
    decision: 'deny',
    reasons: objections.map(({ reason }) => reason),
    statements: 1,
    names: NO_NAMES,
  };
}
