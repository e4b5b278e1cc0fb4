import type { SqlParser } from '../ports.ts';
import { analyzeSql } from '../sql/analyzeSql.ts';
import { writtenColumns } from '../sql/columns.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sql/sqlStatement.ts';
import { relationName } from '../sql/statementFacts.ts';
import { spanOfTokens, textOfSpan } from '../sql/statementTokens.ts';
import type { KnownColumn, SchemaKnowledge } from './recipe.ts';
import type { EarlierScript } from './recipeFolder.ts';

/**
 * Looks columns and partition keys up in the scripts that run before. Whatever was renamed on the way counts as not
 * known: better to ask the database than to be wrong.
 *
 * @param scripts in the order they run
 */
export function schemaKnowledge(scripts: () => readonly EarlierScript[]): SchemaKnowledge {
  const statementsAbout = (word: string): readonly SqlStatement[] => {
    const name = word.toLowerCase();
    // Names are short; parsing only the scripts that hold one is what keeps a long history quick.
    return scripts()
      .filter(({ text }) => text.toLowerCase().includes(name))
      .flatMap((script) => script.statements());
  };
  return {
    column: (table, column) => lastColumn(statementsAbout(column), table, column),
    partitionKey: (table) => lastPartitionKey(statementsAbout(table.split('.').at(-1) ?? table), table),
  };
}

export function statementsOf(text: string, parser: SqlParser): readonly SqlStatement[] {
  return analyzeSql({ text, path: '', rules: [], parser }).statements.map(({ statement }) => statement);
}

const SERIAL: Readonly<Record<string, string>> = {
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
  smallserial: 'smallint',
  serial2: 'smallint',
};

function lastColumn(
  statements: readonly SqlStatement[],
  table: string,
  column: string,
): KnownColumn | undefined {
  let found: KnownColumn | undefined;
  for (const statement of statements) {
    for (const written of writtenColumns(statement)) {
      if (written.table !== table || written.name !== column) continue;
      const type = textOfSpan(statement, spanOfTokens(statement, written.typeFirst, written.typeLast));
      found = { type: SERIAL[written.type] ?? type };
    }
    const rename = statementNode(statement, 'RenameStmt');
    if (rename && (rename.newname === column || rename.newname === table)) found = undefined;
  }
  return found;
}

function lastPartitionKey(
  statements: readonly SqlStatement[],
  table: string,
): ReturnType<SchemaKnowledge['partitionKey']> {
  for (const statement of [...statements].reverse()) {
    const create = statementNode(statement, 'CreateStmt');
    if (!create?.partspec || relationName(create.relation) !== table) continue;
    const strategy = create.partspec.strategy;
    const columns = (create.partspec.partParams ?? []).map((node) => nodeAs(node, 'PartitionElem')?.name);
    if (columns.some((name) => name === undefined)) return undefined;
    const names = columns.filter((name) => name !== undefined);
    if (strategy === 'PARTITION_STRATEGY_RANGE') return { strategy: 'range', columns: names };
    return strategy === 'PARTITION_STRATEGY_LIST' ? { strategy: 'list', columns: names } : undefined;
  }
  return undefined;
}
