import type { AlterTableCmd } from '@pgsql/types';
import { nodeAs, type SqlStatement, statementNode } from './sqlStatement.ts';
import { relationName } from './statementFacts.ts';
import { afterName, commaParts, indexOfWord } from './statementTokens.ts';

/** One action of `ALTER TABLE` with the tokens that write it. */
export interface AlterCommand {
  readonly command: AlterTableCmd;
  /** As `statementFacts.ts` spells names. */
  readonly table: string;
  /** Token indexes, both included. */
  readonly first: number;
  readonly last: number;
}

const NONE: readonly AlterCommand[] = [];

/** A dozen rules ask for the actions of the same statement. */
const known = new WeakMap<SqlStatement, readonly AlterCommand[]>();

/** The actions of an `ALTER TABLE`, in order; empty for every other statement. */
export function alterCommands(statement: SqlStatement): readonly AlterCommand[] {
  if (statement.kind !== 'AlterTableStmt') return NONE;
  let commands = known.get(statement);
  if (!commands) {
    commands = commandsOf(statement);
    known.set(statement, commands);
  }
  return commands;
}

function commandsOf(statement: SqlStatement): readonly AlterCommand[] {
  const alter = statementNode(statement, 'AlterTableStmt');
  if (alter?.objtype !== 'OBJECT_TABLE') return NONE;
  const table = relationName(alter.relation);
  const firstToken = firstActionToken(statement);
  const lastToken = statement.tokens.length - 1;
  const parts = commaParts(statement, firstToken, lastToken);
  return (alter.cmds ?? []).flatMap((node, index) => {
    const command = nodeAs(node, 'AlterTableCmd');
    if (!command) return [];
    const part = parts[index] ?? { first: firstToken, last: lastToken };
    return [{ command, table, first: part.first, last: part.last }];
  });
}

function firstActionToken(statement: SqlStatement): number {
  let index = indexOfWord(statement, 'table') + 1;
  if (statement.tokens[index]?.word === 'if') index += 2;
  if (statement.tokens[index]?.word === 'only') index += 1;
  index = afterName(statement, index);
  return statement.tokens[index]?.word === '*' ? index + 1 : index;
}
