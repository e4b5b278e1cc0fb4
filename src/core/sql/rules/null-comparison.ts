import type { A_Expr, Node } from '@pgsql/types';
import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs, type SqlStatement } from '../sqlStatement.ts';
import {
  afterName,
  closingIndex,
  inAuthorsCase,
  indexOfWord,
  spanOfTokens,
  textOfSpan,
  tokenIndexAt,
} from '../statementTokens.ts';
import { walkTree } from '../walkTree.ts';

function isNull(node: Node | undefined): boolean {
  const cast = nodeAs(node, 'TypeCast');
  return nodeAs(cast ? cast.arg : node, 'A_Const')?.isnull === true;
}

const COMPARES: ReadonlySet<string> = new Set(['=', '<>', '!=', 'case']);

const check: SqlCheck = (statement) => {
  // Most statements that say NULL compare nothing, as CREATE TABLE; their trees need no walk.
  if (indexOfWord(statement, 'null') < 0 || !statement.tokens.some(({ word }) => COMPARES.has(word)))
    return [];
  const reports: SqlReport[] = [];
  walkTree(statement.tree, (node) => {
    const expression = nodeAs(node, 'A_Expr');
    if (expression) reports.push(...comparison(statement, expression));
    const choice = nodeAs(node, 'CaseExpr');
    // `CASE a WHEN NULL` compares with = too; without an argument NULL is merely a condition that never holds.
    for (const when of choice?.arg ? (choice.args ?? []) : []) {
      const branch = nodeAs(when, 'CaseWhen');
      if (!branch || !isNull(branch.expr)) continue;
      const at = tokenIndexAt(statement, statement.offsetOf(branch.location));
      reports.push({
        span: spanOfTokens(statement, at, at + 1),
        message: 'CASE compares with =, which is never true for NULL: this branch is never taken.',
      });
    }
  });
  return reports;
};

function comparison(statement: SqlStatement, expression: A_Expr): readonly SqlReport[] {
  if (expression.kind !== 'AEXPR_OP') return [];
  const operator = nodeAs(expression.name?.at(-1), 'String')?.sval;
  if (operator !== '=' && operator !== '<>') return [];
  const isRight = isNull(expression.rexpr);
  if (!isRight && !isNull(expression.lexpr)) return [];
  const at = tokenIndexAt(statement, statement.offsetOf(expression.location));
  const test = operator === '=' ? 'IS NULL' : 'IS NOT NULL';
  const fix = (edit: FixProposal['edits'][number]): readonly FixProposal[] => [
    { title: `Compare with ${test}`, kind: 'auto', edits: [edit] },
  ];
  const newText = inAuthorsCase(statement, test);
  if (isRight && statement.tokens[at + 1]?.word === 'null') {
    const span = spanOfTokens(statement, at, lastOfNull(statement, at + 1));
    return [{ span, fixes: fix({ span, newText }) }];
  }
  const other = isRight ? undefined : lastOfOperand(statement, at + 1, expression.rexpr);
  if (other !== undefined && statement.tokens[at - 1]?.word === 'null') {
    const operand = textOfSpan(statement, spanOfTokens(statement, at + 1, other));
    const span = spanOfTokens(statement, at - 1, other);
    return [
      {
        span: spanOfTokens(statement, at - 1, at),
        fixes: fix({ span, newText: `${operand} ${newText}` }),
      },
    ];
  }
  return [{ span: spanOfTokens(statement, at) }];
}

/** `NULL::text` is a null all the same. */
function lastOfNull(statement: SqlStatement, at: number): number {
  if (statement.tokens[at + 1]?.word !== '::') return at;
  const last = afterName(statement, at + 2) - 1;
  return statement.tokens[last + 1]?.word === '(' ? closingIndex(statement, last + 1) : last;
}

/** The last token of an operand that is a name, a parameter or a call; of others the end is not known. */
function lastOfOperand(
  statement: SqlStatement,
  first: number,
  operand: Node | undefined,
): number | undefined {
  if (nodeAs(operand, 'ParamRef')) return first;
  if (nodeAs(operand, 'ColumnRef')) return afterName(statement, first) - 1;
  const call = nodeAs(operand, 'FuncCall');
  const open = call ? afterName(statement, first) : -1;
  return statement.tokens[open]?.word === '(' && call && !call.over && !call.agg_filter
    ? closingIndex(statement, open)
    : undefined;
}

export const rule: Rule = {
  id: 'null-comparison',
  title: 'Comparison with NULL',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Data',
  languages: ['sql'],
  message: 'Comparing with NULL is never true: this condition matches no row.',
  actionRequired: 'Use IS NULL or IS NOT NULL.',
  why: '`a = NULL` and `a <> NULL` are themselves null, whatever `a` is. In a `WHERE` that leaves out every row; in a `CHECK` it lets every row pass.',
  howToFix:
    'Write `a IS NULL` or `a IS NOT NULL`; to compare two values that may both be null, `a IS NOT DISTINCT FROM b`. In `CASE a WHEN NULL` write `CASE WHEN a IS NULL`.',
  references: ['https://www.postgresql.org/docs/current/functions-comparison.html'],
  aliases: ['GN024'],
  match: [{ kind: 'sqlCheck', inner: 'functions', check }],
  examples: {
    fires: [
      {
        code: 'SELECT * FROM orders WHERE paid_at = NULL;',
        marks: '= NULL',
        fixed: 'SELECT * FROM orders WHERE paid_at IS NULL;',
      },
      {
        code: 'delete from orders where paid_at != null or note <> null;',
        count: 2,
        marks: '!= null',
        fixed: 'delete from orders where paid_at is not null or note is not null;',
      },
      {
        code: 'CREATE TABLE t (a int CHECK (a <> NULL));',
        fixed: 'CREATE TABLE t (a int CHECK (a IS NOT NULL));',
      },
      {
        code: "SELECT 'é 🎉' FROM orders o WHERE NULL = o.paid_at AND note = NULL::varchar(3);",
        count: 2,
        marks: 'NULL =',
        fixed: "SELECT 'é 🎉' FROM orders o WHERE o.paid_at IS NULL AND note IS NULL;",
      },
      { code: "select case state when null then 'none' else state end from orders;", marks: 'when null' },
    ],
    silent: [
      { code: 'UPDATE orders SET paid_at = NULL WHERE id = 1;' },
      { code: 'SELECT * FROM orders WHERE paid_at IS NULL AND note IS DISTINCT FROM NULL;' },
      { code: "SELECT CASE state WHEN 'a' THEN NULL END FROM orders;" },
    ],
  },
};
