import type { MigrationScript } from '../../migrations/migration.ts';
import type { ScriptStatement } from '../../replay/scriptStatements.ts';

/** What ends a statement besides `;`: drizzle's marker, and commands of psql. */
const ENDS_STATEMENT = /-->\s*statement-breakpoint|\\[a-z]/u;

/**
 * Statements as the tool sends them. Reading for diagnostics tells two statements apart where the `;` between them is
 * missing; Postgres does not, and a proof must fail where the tool would.
 */
export function asWritten(
  script: MigrationScript,
  statements: readonly ScriptStatement[],
): readonly ScriptStatement[] {
  const joined: ScriptStatement[] = [];
  for (const item of statements) {
    const previous = joined.at(-1);
    const gap = previous && script.text.slice(previous.span.end, item.span.start);
    if (previous === undefined || previous.statement.terminated || ENDS_STATEMENT.test(gap ?? '')) {
      joined.push(item);
    } else {
      joined[joined.length - 1] = join(script, previous, item);
    }
  }
  return joined;
}

function join(script: MigrationScript, first: ScriptStatement, second: ScriptStatement): ScriptStatement {
  const span = { start: first.span.start, end: second.span.end };
  const { terminated, hasHoles } = second.statement;
  return {
    span,
    step: undefined,
    passedOver: first.passedOver ?? second.passedOver,
    statement: {
      ...first.statement,
      text: script.text.slice(span.start, span.end),
      terminated,
      hasHoles: hasHoles || first.statement.hasHoles,
      kind: undefined,
      tree: undefined,
    },
  };
}
