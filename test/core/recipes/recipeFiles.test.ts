import { describe, expect, it } from 'vitest';
import { verifiedFixes } from '../../../src/core/patterns/verifiedFixes.ts';
import { type Fingerprint, takeFingerprint } from '../../../src/core/proof/fingerprint/fingerprint.ts';
import { BUILTIN_RULES } from '../../../src/core/rules/builtin/builtinRules.ts';
import { applyEdits } from '../../../src/core/text/edits.ts';
import { testAnalyzer } from '../../support/engine.ts';
import { testShadow } from '../../support/shadowDatabase.ts';

const shadow = testShadow();

const START = `CREATE TABLE customers (id bigint PRIMARY KEY);
CREATE TABLE orders (id bigint, number text, customer_id bigint, sum integer NOT NULL DEFAULT 0, day date);
CREATE TABLE p (id bigint, number text, customer_id bigint, sum integer NOT NULL DEFAULT 0, day date) PARTITION BY RANGE (day);
`;
const ROWS = `INSERT INTO customers VALUES (1);
INSERT INTO orders SELECT n, 'n' || n, 1, n, '2024-02-03' FROM generate_series(1, 500) n;
`;

const FOLDER = 'migrations/2024-01-02-030405_b';

/** The files of a diesel project after the recipe, by path. */
async function applyRecipe(
  ruleId: string,
  up: string,
  down: string,
): Promise<Readonly<Record<string, string>>> {
  const files: Record<string, string> = {
    'migrations/2024-01-01-030405_a/up.sql': START,
    [`${FOLDER}/up.sql`]: up,
    [`${FOLDER}/down.sql`]: down,
  };
  const analyzer = await testAnalyzer({
    rules: BUILTIN_RULES,
    recipes: {
      filesAround: () => Object.keys(files),
      read: (path) => files[path],
      now: () => '20240501120000',
    },
  });
  const document = analyzer.analyze({ path: `${FOLDER}/up.sql`, text: up, language: 'sql' });
  const finding = document?.analysis.findings.find((found) => found.ruleId === ruleId);
  if (!document || !finding) throw new Error('no finding');
  const recipe = verifiedFixes(analyzer, document, finding).find(({ kind }) => kind === 'recipe');
  if (!recipe) throw new Error('no recipe');
  files[`${FOLDER}/up.sql`] = applyEdits(up, recipe.edits);
  for (const { path, text } of recipe.newFiles ?? []) files[path] = text;
  return files;
}

/** As diesel does: one query, in a transaction unless the folder says otherwise. */
async function runScript(
  files: Readonly<Record<string, string>>,
  folder: string,
  name: string,
): Promise<void> {
  const text = files[`${folder}/${name}.sql`] ?? '';
  const isAlone = files[`${folder}/metadata.toml`]?.includes('run_in_transaction = false') === true;
  await shadow.database.run(isAlone ? text : `BEGIN;\n${text}\nCOMMIT;`);
}

function visible({ objects }: Fingerprint, ignoreOrder: boolean): unknown {
  return [...objects].map(([key, { properties }]) => [
    key,
    ignoreOrder ? { ...properties, columns: undefined, position: undefined } : properties,
  ]);
}

async function startAgain(): Promise<void> {
  await shadow.database.run(
    'DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC;',
  );
  await shadow.database.run(START + ROWS);
}

describe('the files of a recipe lead to what the statement says, and back', () => {
  it.each(
    [
      [
        'adding-foreign-key',
        'ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id);',
        'ALTER TABLE orders DROP CONSTRAINT orders_customer_id_fkey;',
      ],
      [
        'constraint-not-valid',
        'ALTER TABLE orders ADD COLUMN note text, ADD CHECK (sum > 0);',
        'ALTER TABLE orders DROP CONSTRAINT orders_sum_check; ALTER TABLE orders DROP COLUMN note;',
      ],
      [
        'disallow-unique-constraint',
        'ALTER TABLE orders ADD UNIQUE (number);',
        'ALTER TABLE orders DROP CONSTRAINT orders_number_key;',
      ],
      [
        'disallow-unique-constraint',
        'CREATE TYPE mood AS ENUM ();\nALTER TABLE orders ADD UNIQUE (number);\n',
        'ALTER TABLE orders DROP CONSTRAINT orders_number_key;\nDROP TYPE mood;\n',
      ],
      [
        'adding-primary-key',
        'ALTER TABLE orders ADD PRIMARY KEY (id);',
        'ALTER TABLE orders DROP CONSTRAINT orders_pkey; ALTER TABLE orders ALTER id DROP NOT NULL;',
      ],
      [
        'adding-not-null',
        'ALTER TABLE orders ALTER id SET NOT NULL;',
        'ALTER TABLE orders ALTER id DROP NOT NULL;',
      ],
      [
        'renaming-column',
        'ALTER TABLE orders RENAME COLUMN sum TO total;',
        'ALTER TABLE orders RENAME COLUMN total TO sum;',
      ],
      [
        'renaming-table',
        'ALTER TABLE orders RENAME TO purchases;',
        'ALTER TABLE purchases RENAME TO orders;',
      ],
      [
        'changing-column-type',
        'ALTER TABLE orders ALTER sum TYPE bigint;',
        'ALTER TABLE orders ALTER sum TYPE integer;',
      ],
      [
        'adding-field-with-default',
        'ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();',
        'ALTER TABLE orders DROP COLUMN token;',
      ],
      [
        'attach-partition',
        "ALTER TABLE p ATTACH PARTITION orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
        'ALTER TABLE p DETACH PARTITION orders;',
      ],
    ].flatMap(([rule, up, down]) => [
      [rule ?? '', up ?? '', down ?? ''] as const,
      [rule ?? '', (up ?? '').toLowerCase(), (down ?? '').toLowerCase()] as const,
    ]),
  )('%s: %s', async (ruleId, up, down) => {
    const ignoreOrder = ruleId === 'changing-column-type';
    const files = await applyRecipe(ruleId, up, down);
    if (up === up.toLowerCase()) {
      for (const [path, text] of Object.entries(files)) {
        const words = text.replace(/'[^']*'/gu, '').replace(/^--.*$/gmu, '');
        if (path.endsWith('.sql') && !path.includes('_a/'))
          expect(words).not.toMatch(/\b(?:ALTER|BEGIN|UPDATE)\b/u);
      }
    }
    await startAgain();
    const start = visible(await takeFingerprint(shadow.database), ignoreOrder);
    await shadow.database.run(up);
    const wanted = visible(await takeFingerprint(shadow.database), ignoreOrder);
    await startAgain();
    const folders = [...new Set(Object.keys(files).map((path) => path.slice(0, path.lastIndexOf('/'))))]
      .sort()
      .slice(1);
    expect(folders.length).toBeGreaterThan(1);
    for (const folder of folders) await runScript(files, folder, 'up');
    expect(visible(await takeFingerprint(shadow.database), ignoreOrder)).toEqual(wanted);
    for (const folder of [...folders].reverse()) await runScript(files, folder, 'down');
    expect(visible(await takeFingerprint(shadow.database), ignoreOrder)).toEqual(start);
    expect(await shadow.database.query('SELECT sum(sum)::int AS total FROM orders')).toEqual([
      { total: 125_250 },
    ]);
  });
});
