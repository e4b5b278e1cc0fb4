import type { Rule } from '../../rules/ruleModel.ts';
import { typeNameSpan } from '../columns.ts';
import { textOfSpan } from '../statementTokens.ts';
import { checkTypes, type TypeChoice } from '../typeChoice.ts';

const CHOICES: Readonly<Record<string, { readonly better: string; readonly because: string }>> = {
  money: {
    better: 'numeric',
    because: 'is read and rounded by the rules of whichever locale the server has',
  },
  timetz: { better: 'timestamptz', because: 'has an offset but no day, so daylight saving cannot be told' },
  float4: { better: 'numeric', because: 'keeps only about six digits, and not the ones that were written' },
  float8: { better: 'numeric', because: 'rounds what is written: 0.1 + 0.2 is not 0.3' },
  xml: { better: 'jsonb', because: 'has neither comparison nor index' },
  hstore: { better: 'jsonb', because: 'holds text alone, one level deep, and needs an extension' },
};

const check = checkTypes((column, statement): TypeChoice | undefined => {
  const choice = Object.hasOwn(CHOICES, column.type) ? CHOICES[column.type] : undefined;
  if (!choice) return undefined;
  // What float(24) and timetz(3) have in brackets means nothing to the other type, save for the brackets of an array.
  const isArray = (column.definition.typeName?.arrayBounds?.length ?? 0) > 0;
  const written = textOfSpan(statement, typeNameSpan(statement, column)).toLowerCase();
  return {
    better: isArray ? `${choice.better}[]` : choice.better,
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
  actionRequired: 'Use numeric, timestamptz or jsonb.',
  why: '`money` prints and parses by the server’s locale and rounds to its cents, so a dump read elsewhere changes amounts. `real` and `double precision` keep approximations: equal-looking sums differ. `timetz` has an offset without a day, `xml` cannot be compared or indexed, `hstore` holds nothing but text.',
  howToFix:
    'Use `numeric` for amounts and whatever is compared for equality, `timestamptz` for moments (or `time` with the zone’s name beside it), `jsonb` for documents. Measurements that are approximate anyway may stay `double precision`.',
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
