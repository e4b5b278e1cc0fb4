import type { Node, PartitionBoundSpec } from '@pgsql/types';
import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import { alterCommands } from '../../sql/alterCommands.ts';
import { nodeAs, type SqlStatement, statementNode } from '../../sql/sqlStatement.ts';
import { relationName } from '../../sql/statementFacts.ts';
import {
  closingIndex,
  commaParts,
  indexOfWord,
  spanOfTokens,
  textOfSpan,
} from '../../sql/statementTokens.ts';
import { replaceAction, subjectAction } from '../actionEdits.ts';
import type { RecipePlan, RecipeSubject } from '../recipe.ts';
import { generatedName, slug, tableNames } from '../sqlNames.ts';

/** Proves with a validated check that every row fits, so that ATTACH PARTITION has nothing to read. */
export function planAttachPartition(subject: RecipeSubject): RecipePlan | undefined {
  const { statement, knowledge } = subject;
  const action = subjectAction(subject);
  const alter = statementNode(statement, 'AlterTableStmt');
  const attach = nodeAs(action?.command.def, 'PartitionCmd');
  if (action?.command.subtype !== 'AT_AttachPartition' || !attach?.bound) return undefined;
  const parent = tableNames(alter?.relation);
  const part = tableNames(attach.name);
  const key = knowledge.partitionKey(relationName(alter?.relation));
  const condition = key && boundCondition(statement, attach.bound, key.strategy, key.columns);
  if (condition === undefined) return undefined;
  const name = generatedName(part.bare, '', 'bound');
  const quoted = quoteIdentifier(name);
  const add = `ALTER TABLE ${part.full} ADD CONSTRAINT ${quoted} CHECK (${condition}) NOT VALID`;
  const drop = `ALTER TABLE ${part.full} DROP CONSTRAINT ${quoted}`;
  const own = textOfSpan(statement, spanOfTokens(statement, action.first, action.last));
  return {
    id: 'attach-partition',
    steps: [
      {
        name: `check_${slug(part.bare)}_bound`,
        up: [add],
        down: [drop],
        note: 'From here on no row is written that would not fit.',
        inTransaction: true,
      },
      {
        name: `attach_${slug(part.bare)}`,
        up: [
          `ALTER TABLE ${part.full} VALIDATE CONSTRAINT ${quoted}`,
          `ALTER TABLE ${parent.full} ${own}`,
          drop,
        ],
        down: [`ALTER TABLE ${parent.full} DETACH PARTITION ${part.full}`, add],
        note: 'Reads the old rows while others write; attaching then reads none.',
        inTransaction: true,
      },
    ],
    ...replaceAction(statement, action, [add]),
    isUndoneBy: (other: SqlStatement) =>
      alterCommands(other).some(({ command }) => command.subtype === 'AT_DetachPartition'),
  };
}

/** What the bound says of a row, in the form Postgres can prove it with; undefined for keys of several columns. */
function boundCondition(
  statement: SqlStatement,
  bound: PartitionBoundSpec,
  strategy: 'range' | 'list',
  columns: readonly string[],
): string | undefined {
  const [only, ...others] = columns;
  if (only === undefined || others.length > 0 || bound.is_default) return undefined;
  const column = quoteIdentifier(only);
  if (strategy === 'list') {
    const values = written(statement, 'in');
    if (values === undefined || (bound.listdatums ?? []).some(isNull)) return undefined;
    return `${column} IS NOT NULL AND ${column} IN (${values.join(', ')})`;
  }
  const [low, high] = [written(statement, 'from')?.[0], written(statement, 'to')?.[0]];
  if (low === undefined || high === undefined) return undefined;
  return [
    `${column} IS NOT NULL`,
    ...(/^minvalue$/iu.test(low) ? [] : [`${column} >= ${low}`]),
    ...(/^maxvalue$/iu.test(high) ? [] : [`${column} < ${high}`]),
  ].join(' AND ');
}

function isNull(node: Node): boolean {
  return nodeAs(node, 'A_Const')?.isnull === true;
}

/** The values in the brackets after a word, as the author wrote them. */
function written(statement: SqlStatement, word: string): readonly string[] | undefined {
  const at = indexOfWord(statement, word, indexOfWord(statement, 'values'));
  if (at < 0 || statement.tokens[at + 1]?.word !== '(') return undefined;
  const parts = commaParts(statement, at + 2, closingIndex(statement, at + 1) - 1);
  return parts.map(({ first, last }) => textOfSpan(statement, spanOfTokens(statement, first, last)));
}
