import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { indexOfWord } from '../statementTokens.ts';
import { nameOfToken } from '../token.ts';
import { NAME_BYTES_MAX, truncatedName } from '../truncatedName.ts';

const check: SqlCheck = (statement) => {
  // Postgres cuts off the same bytes again where the object is only looked up.
  if (statement.kind === 'DropStmt') return [];
  const first = statement.kind === 'RenameStmt' ? indexOfWord(statement, 'to') : 0;
  const reported = new Set<string>();
  return statement.tokens.slice(first).flatMap((token) => {
    const { start, end } = token;
    // No name has more bytes than thrice its UTF-16 units.
    if ((token.kind !== 'word' && token.kind !== 'quotedName') || (end - start) * 3 <= NAME_BYTES_MAX)
      return [];
    const written = statement.text.slice(start, end);
    if (/^u&/iu.test(written) && written.includes('\\')) return [];
    const name = token.kind === 'word' ? written : nameOfToken(token, statement.text);
    const kept = truncatedName(name);
    if (kept === name || reported.has(name)) return [];
    reported.add(name);
    const newText = token.kind === 'word' ? kept : `"${kept.replaceAll('"', '""')}"`;
    return [
      {
        span: { start, end },
        message: `Postgres cuts this name off after ${NAME_BYTES_MAX} bytes: ${kept}.`,
        fixes: [
          {
            title: `Write the name as Postgres keeps it: ${kept}`,
            kind: 'suggest' as const,
            edits: [{ span: { start, end }, newText }],
          },
        ],
      },
    ];
  });
};

export const rule: Rule = {
  id: 'identifier-too-long',
  title: 'Name longer than Postgres keeps',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: ['sql'],
  message: `Postgres cuts this name off after ${NAME_BYTES_MAX} bytes.`,
  actionRequired: 'Choose a shorter name.',
  why: 'Longer names are shortened with a notice that few tools show. Two names that differ only at the end then collide (“relation already exists”), `IF NOT EXISTS` quietly skips the second, and code that looks the full name up in the catalog, as ORMs do when they compare schemas, never finds it.',
  howToFix:
    'Choose a name of at most 63 bytes; letters with accents count two, emoji four. For an object that exists already write the name as Postgres kept it.',
  references: ['https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS'],
  match: [{ kind: 'sqlCheck', check }],
  examples: {
    fires: [
      {
        code: 'CREATE INDEX orders_customer_id_state_created_at_paid_at_shipped_at_delivered_at_idx ON orders (id);',
        marks: 'orders_customer_id_state_created_at_paid_at_shipped_at_delivered_at_idx',
        fixed: 'CREATE INDEX orders_customer_id_state_created_at_paid_at_shipped_at_delivere ON orders (id);',
      },
      {
        code: 'create table "größen 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉" (id bigint);',
        marks: '"größen 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉"',
        fixed: 'create table "größen 🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉🎉" (id bigint);',
      },
    ],
    silent: [
      {
        code: 'ALTER INDEX orders_customer_id_state_created_at_paid_at_shipped_at_delivered_at_idx RENAME TO orders_idx;',
      },
      { code: 'CREATE TABLE a23456789_123456789_123456789_123456789_123456789_123456789_123 (id bigint);' },
      { code: "SELECT 'a text may be as long as it likes, longer than any name that Postgres keeps whole';" },
    ],
  },
};
