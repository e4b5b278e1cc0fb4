import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import { inAuthorsCase, indexOfWords, insertAfter, spanOfTokens } from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const alter = statementNode(statement, 'AlterEnumStmt');
  if (
    !alter ||
    alter.newVal === undefined ||
    alter.oldVal !== undefined ||
    alter.newValNeighbor !== undefined
  )
    return [];
  const type = nameOfParts(alter.typeName);
  const last = statement.tokens.length - 1;
  return [
    {
      span: spanOfTokens(statement, indexOfWords(statement, ['add', 'value']), last),
      message: `The value sorts after all others of ${type}, and an enum's order cannot be changed later.`,
      fixes: placesAmong(labelsBefore(type, context), statement),
    },
  ];
};

/** The values the enum has by now, where this file makes it. */
function labelsBefore(type: string, context: SqlFileContext): readonly string[] {
  if (!context.createdEarlier('type', type)) return [];
  return context
    .statements()
    .slice(0, context.index)
    .flatMap((statement) => {
      const create = statementNode(statement, 'CreateEnumStmt');
      if (!create || nameOfParts(create.typeName) !== type) return [];
      return (create.vals ?? []).flatMap((label) => nodeAs(label, 'String')?.sval ?? []);
    });
}

function placesAmong(labels: readonly string[], statement: SqlStatement): readonly FixProposal[] {
  const place = (word: string, label: string): FixProposal => {
    const clause = `${inAuthorsCase(statement, word)} '${label.replaceAll("'", "''")}'`;
    return {
      title: `Place the value ${clause}`,
      kind: 'suggest',
      edits: [insertAfter(statement, statement.tokens.length - 1, ` ${clause}`)],
    };
  };
  const [first] = labels;
  if (first === undefined) return [];
  const last = labels.at(-1) ?? first;
  const inner = labels.slice(0, -1).map((label) => place('AFTER', label));
  return [place('AFTER', last), place('BEFORE', first), ...inner];
}

export const rule: Rule = {
  id: 'enum-value-ordering',
  title: 'Enum value added without its place',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['sql'],
  message: 'The value sorts after all others, and an enum’s order cannot be changed later.',
  actionRequired: 'Say BEFORE or AFTER which value the new one belongs.',
  why: 'The order of an enum’s values is the order in which `ORDER BY`, `<` and `max()` see them. Without a place a value goes to the end, so a `trial` added behind `cancelled` sorts as the latest state. Putting it right means a new type and a rewrite of each column that uses it.',
  howToFix:
    "Write the place: `ALTER TYPE state ADD VALUE 'trial' BEFORE 'active'`. Where the end is meant, `AFTER` the last value says so.",
  references: ['https://www.postgresql.org/docs/current/sql-altertype.html'],
  aliases: ['require-enum-value-ordering', 'alter-enum-no-ordering'],
  optIn: true,
  match: [{ kind: 'sqlCheck', statements: ['AlterEnumStmt'], check }],
  examples: {
    fires: [
      { code: "ALTER TYPE state ADD VALUE 'trial';", marks: "ADD VALUE 'trial'" },
      { code: "alter type state add value if not exists 'é 🎉';", marks: "add value if not exists 'é 🎉'" },
      {
        code: "create type state as enum ('new', 'paid');\nalter type state add value 'sent';",
        fixed: "create type state as enum ('new', 'paid');\nalter type state add value 'sent' after 'paid';",
      },
    ],
    silent: [
      { code: "ALTER TYPE state ADD VALUE 'trial' BEFORE 'active';" },
      { code: "ALTER TYPE state ADD VALUE 'trial' AFTER 'active';" },
      { code: "ALTER TYPE state RENAME VALUE 'a' TO 'b';" },
    ],
  },
};
