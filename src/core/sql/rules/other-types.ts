import type { Rule } from '../../rules/ruleModel.ts';
import { typeNameSpan } from '../columns.ts';
import { textOfSpan } from '../statementTokens.ts';
import { checkTypes, type TypeChoice } from '../typeChoice.ts';

interface Choice {
  readonly better: string;
  readonly others: readonly string[];
  readonly because: string;
}

const CHOICES: Readonly<Record<string, Choice>> = {
  money: {
    better: 'numeric',
    others: ['bigint'],
    because: 'is read and rounded by the rules of whichever locale the server has',
  },
  timetz: {
    better: 'timestamptz',
    others: ['time'],
    because: 'has an offset but no day, so daylight saving cannot be told',
  },
  float4: {
    better: 'numeric',
    others: [],
    because: 'keeps only about six digits, and not the ones that were written',
  },
  float8: { better: 'numeric', others: [], because: 'rounds what is written: 0.1 + 0.2 is not 0.3' },
  xml: { better: 'text', others: ['jsonb'], because: 'has neither comparison nor index' },
  hstore: {
    better: 'jsonb',
    others: [],
    because: 'holds text alone, one level deep, and needs an extension',
  },
};

const check = checkTypes((column, statement): TypeChoice | undefined => {
  const choice = Object.hasOwn(CHOICES, column.type) ? CHOICES[column.type] : undefined;
  if (!choice) return undefined;
  // What float(24) and timetz(3) have in brackets means nothing to the other type, save for the brackets of an array.
  const bracketed = (type: string): string => (isArray ? `${type}[]` : type);
  const isArray = (column.definition.typeName?.arrayBounds?.length ?? 0) > 0;
  const written = textOfSpan(statement, typeNameSpan(statement, column)).toLowerCase();
  return {
    better: bracketed(choice.better),
    others: choice.others.map(bracketed),
    replacesModifiers: true,
    message: `Column ${column.name} is of type ${written}, which ${choice.because}.`,
    fix: 'suggest',
  };
});

export const rule: Rule = {
  id: 'other-types',
  title: 'Column of a type with a better successor',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['sql'],
  message: 'There is a type that serves this column better.',
  actionRequired: 'Use numeric, timestamptz, text or jsonb.',
  why: '`money` prints and parses by the server’s locale and rounds to its cents, so a dump read elsewhere changes amounts. `real` and `double precision` keep approximations: equal-looking sums differ. `timetz` has an offset without a day, `xml` cannot be compared or indexed, `hstore` holds nothing but text.',
  howToFix:
    'Use `numeric` for amounts and whatever is compared for equality, `timestamptz` for moments (or `time` with the zone’s name beside it), `jsonb` for documents and key-value pairs, `text` for XML that is only kept. Measurements that are approximate anyway may stay `double precision`.',
  references: ['https://www.postgresql.org/docs/current/datatype.html'],
  aliases: ['TP002', 'TP006', 'TP011', 'TP012', 'TP013'],
  optIn: true,
  match: [{ kind: 'sqlCheck', statements: ['CreateStmt', 'AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: 'CREATE TABLE orders (total money NOT NULL);',
        marks: 'money',
        fixed: 'CREATE TABLE orders (total numeric NOT NULL);',
      },
      {
        code: 'create table shifts ("début 🎉" TIME(3) WITH TIME ZONE, rate double precision[]);',
        count: 2,
        marks: 'TIME(3) WITH TIME ZONE',
        fixed: 'create table shifts ("début 🎉" TIMESTAMPTZ, rate numeric[]);',
      },
      { code: 'ALTER TABLE orders ADD COLUMN weight float(24);', marks: 'float(24)' },
      { code: 'alter table orders add tags extensions.hstore, add doc xml;', count: 2 },
    ],
    silent: [
      { code: 'CREATE TABLE orders (total numeric(12, 2), starts time, doc jsonb, money text);' },
      { code: 'SELECT total::money FROM orders;' },
    ],
  },
};
