import { type CancellationSignal, NEVER_CANCELLED } from '../../../src/core/cancellation.ts';
import type { ActiveRule, Rule } from '../../../src/core/rules/ruleModel.ts';
import { analyzeSql, type SqlAnalysis } from '../../../src/core/sql/analyzeSql.ts';
import type { SqlOptions } from '../../../src/core/sql/migrationTool.ts';
import { SQL_RULES } from '../../../src/core/sql/rules/sqlRules.ts';
import { loadLibpgQuery } from '../../../src/engines/libpgQuery.ts';

export const parser = await loadLibpgQuery();

const ACTIVE_RULES: readonly ActiveRule[] = SQL_RULES.map(active);

export function active(rule: Rule): ActiveRule {
  return { ...rule, origin: 'builtin' };
}

export function analyze(
  text: string,
  given: {
    readonly path?: string;
    readonly rules?: readonly ActiveRule[];
    readonly previous?: SqlAnalysis | undefined;
    readonly options?: SqlOptions;
    readonly cancellation?: CancellationSignal;
  } = {},
): SqlAnalysis {
  const {
    path = 'queries.sql',
    rules = ACTIVE_RULES,
    previous,
    options = {},
    cancellation = NEVER_CANCELLED,
  } = given;
  return analyzeSql({ text, path, rules, previous, options, parser, cancellation });
}

/** Everything of an analysis that its readers can see, as plain data. */
export function visible(analysis: SqlAnalysis): unknown {
  return {
    statements: analysis.statements.map(({ span, statement }) => [span, statement.text, statement.error]),
    findings: analysis.findings.map(({ rule, ...rest }) => ({ ...rest, rule: rule.id })),
    syntaxErrors: analysis.syntaxErrors,
    comments: analysis.comments,
  };
}
