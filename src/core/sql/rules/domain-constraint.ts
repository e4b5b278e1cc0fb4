import type { Node } from '@pgsql/types';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import {
  inAuthorsCase,
  indexOfWords,
  insertAfter,
  removeTokens,
  spanOfTokens,
  tokenIndexAt,
} from '../statementTokens.ts';

const check: SqlCheck = (statement, context) => {
  const create = statementNode(statement, 'CreateDomainStmt');
  if (create) return created(statement, nameOfParts(create.domainname), create.constraints ?? []);
  const alter = statementNode(statement, 'AlterDomainStmt');
  if (alter?.subtype !== 'C') return [];
  const domain = nameOfParts(alter.typeName);
  if (context.createdEarlier('type', domain)) return [];
  const first = indexOfWords(statement, ['add']);
  const last = statement.tokens.length - 1;
  const skipsCheck = nodeAs(alter.def, 'Constraint')?.skip_validation === true;
  return [
    {
      span: spanOfTokens(statement, first, last),
      message: skipsCheck
        ? `From now on every write to a column of type ${domain} is checked, in whichever table it stands.`
        : `Adding this reads every table that has a column of type ${domain} and locks out its writers meanwhile.`,
      fixes: skipsCheck
        ? []
        : [
            {
              title: 'Add it NOT VALID, to be validated later',
              kind: 'suggest',
              edits: [insertAfter(statement, last, ` ${inAuthorsCase(statement, 'NOT VALID')}`)],
            },
          ],
    },
  ];
};

/** From the first constraint to the last; a default among them is no constraint. */
function created(
  statement: SqlStatement,
  domain: string,
  constraints: readonly Node[],
): readonly SqlReport[] {
  const places = constraints.flatMap((node) => {
    const constraint = nodeAs(node, 'Constraint');
    const restricts = constraint?.contype === 'CONSTR_CHECK' || constraint?.contype === 'CONSTR_NOTNULL';
    return restricts ? [tokenIndexAt(statement, statement.offsetOf(constraint.location))] : [];
  });
  const [first] = places;
  if (first === undefined) return [];
  const starts = constraints
    .map((node) => tokenIndexAt(statement, statement.offsetOf(nodeAs(node, 'Constraint')?.location)))
    .filter((start) => start > first && !places.includes(start));
  const last = Math.min(...starts, statement.tokens.length) - 1;
  return [
    {
      span: spanOfTokens(statement, first, last),
      message: `The constraints of ${domain} bind every column of that type; changing them later reads and locks all their tables.`,
      fixes: [
        {
          title: 'Leave the constraint to the tables',
          kind: 'suggest',
          edits: [removeTokens(statement, first, last)],
        },
      ],
    },
  ];
}

export const rule: Rule = {
  id: 'domain-constraint',
  title: 'Domain with a constraint',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Architecture',
  languages: ['sql'],
  message: 'The constraints of a domain bind every column of that type, in every table.',
  actionRequired: 'Put the constraint on the columns that need it.',
  why: 'A constraint added to a domain is checked against every row of every table that uses it, in one transaction that keeps writers out of all of them. One that proves too strict cannot be replaced for one table alone, and `NOT NULL` of a domain does not even hold: an outer join gives nulls of that type all the same.',
  howToFix: `Use the plain type and a \`CHECK\` on each column: it can be added \`NOT VALID\` and validated table by table.

To constrain a domain that is in use, add the constraint \`NOT VALID\`, mend the rows that break it, then run \`ALTER DOMAIN … VALIDATE CONSTRAINT\` in a later migration.`,
  references: ['https://www.postgresql.org/docs/current/sql-alterdomain.html'],
  aliases: ['ban-create-domain-with-constraint', 'ban-alter-domain-with-add-constraint'],
  optIn: true,
  match: [{ kind: 'sqlCheck', statements: ['CreateDomainStmt', 'AlterDomainStmt'], check }],
  examples: {
    fires: [
      {
        code: 'CREATE DOMAIN amount AS numeric(12, 2) CHECK (value >= 0);',
        marks: 'CHECK (value >= 0)',
        fixed: 'CREATE DOMAIN amount AS numeric(12, 2);',
      },
      {
        code: "create domain size as text default 'é' constraint known check (value in ('é', 'm')) not null;",
        marks: "constraint known check (value in ('é', 'm')) not null",
        fixed: "create domain size as text default 'é';",
      },
      {
        code: 'ALTER DOMAIN amount ADD CONSTRAINT positive CHECK (value > 0);',
        marks: 'ADD CONSTRAINT positive CHECK (value > 0)',
        fixed: 'ALTER DOMAIN amount ADD CONSTRAINT positive CHECK (value > 0) NOT VALID;',
      },
    ],
    silent: [
      { code: 'CREATE DOMAIN amount AS numeric(12, 2) DEFAULT 0 COLLATE "C";' },
      { code: 'ALTER DOMAIN amount DROP CONSTRAINT positive;' },
      { code: 'ALTER DOMAIN amount VALIDATE CONSTRAINT positive;' },
      { code: 'CREATE DOMAIN amount AS numeric;\nALTER DOMAIN amount ADD CHECK (value > 0);' },
    ],
  },
};
