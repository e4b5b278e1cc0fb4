import { describe, expect, it } from 'vitest';
import { type VerifiedFix, verifiedFixes } from '../../../src/core/patterns/verifiedFixes.ts';
import { BUILTIN_RULES } from '../../../src/core/rules/builtin/builtinRules.ts';
import { applyEdits } from '../../../src/core/text/edits.ts';
import { testAnalyzer } from '../../support/engine.ts';

const NOW = '20240501120000';

interface Resolved {
  readonly text: string;
  readonly files: Readonly<Record<string, string>>;
}

/** The verified recipe of the only finding that has one, applied. */
async function resolve(
  path: string,
  files: Readonly<Record<string, string>>,
  ruleId: string,
): Promise<Resolved | undefined> {
  const text = files[path] ?? '';
  const analyzer = await testAnalyzer({
    rules: BUILTIN_RULES,
    recipes: { filesAround: () => Object.keys(files), read: (other) => files[other], now: () => NOW },
  });
  const document = analyzer.analyze({ path, text, language: 'sql' });
  const finding = document?.analysis.findings.find((found) => found.ruleId === ruleId);
  if (!document || !finding) throw new Error(`no finding of ${ruleId}`);
  const fix: VerifiedFix | undefined = verifiedFixes(analyzer, document, finding).find(
    ({ kind }) => kind === 'recipe',
  );
  if (!fix) return undefined;
  expect(fix.preferred).toBe(false);
  return {
    text: applyEdits(text, fix.edits),
    files: Object.fromEntries((fix.newFiles ?? []).map((file) => [file.path, file.text])),
  };
}

const CHECK = 'ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0);\n';
const UNIQUE = 'ALTER TABLE orders ADD CONSTRAINT number_key UNIQUE (number);\n';

describe('resolveRecipe names and writes migrations as each tool does', () => {
  it.each([
    [
      'diesel',
      'migrations/2024-01-02-030405_add_check/up.sql',
      'migrations/2024-05-01-120000_validate_positive/up.sql',
      'migrations/2024-05-01-120000_validate_positive/down.sql',
    ],
    [
      'prisma',
      'prisma/migrations/20240102030405_add/migration.sql',
      'prisma/migrations/20240501120000_validate_positive/migration.sql',
      'prisma/migrations/20240501120000_validate_positive/down.sql',
    ],
    [
      'supabase',
      'supabase/migrations/20240102030405_add.sql',
      'supabase/migrations/20240501120000_validate_positive.sql',
      undefined,
    ],
    [
      'sqlx',
      'migrations/20240102030405_add.up.sql',
      'migrations/20240501120000_validate_positive.up.sql',
      'migrations/20240501120000_validate_positive.down.sql',
    ],
    ['numbers', 'migrations/0007_add.sql', 'migrations/0008_validate_positive.sql', undefined],
    [
      'numbers with downs',
      'migrations/7-add.up.sql',
      'migrations/8-validate-positive.up.sql',
      'migrations/8-validate-positive.down.sql',
    ],
    ['flyway', 'db/V3__add.sql', 'db/V4__validate_positive.sql', undefined],
    ['no number', 'migrations/add.sql', 'migrations/add_2_validate_positive.sql', undefined],
  ])('%s', async (_, path, up, down) => {
    const result = await resolve(path, { [path]: CHECK }, 'constraint-not-valid');
    expect(Object.keys(result?.files ?? {})).toEqual(down === undefined ? [up] : [up, down]);
    expect(result?.text).toContain('ALTER TABLE orders ADD CONSTRAINT positive CHECK (total > 0) NOT VALID;');
    const text = result?.files[up] ?? '';
    expect(text).toContain('ALTER TABLE orders VALIDATE CONSTRAINT positive;');
    expect(text).toContain("lock_timeout = '2s';");
    if (down === undefined) expect(text).toContain('-- To undo:\n');
  });

  it('comes after the last migration of the folder', async () => {
    const files = {
      'migrations/001_a.sql': CHECK,
      'migrations/009_b.sql': 'SELECT 1;\n',
    };
    const result = await resolve('migrations/001_a.sql', files, 'constraint-not-valid');
    expect(Object.keys(result?.files ?? {})).toEqual(['migrations/010_validate_positive.sql']);
  });

  it('steps over times that do not exist when the folder is ahead of the clock', async () => {
    const path = 'migrations/20991231235959_a.sql';
    const result = await resolve(path, { [path]: CHECK }, 'constraint-not-valid');
    expect(Object.keys(result?.files ?? {})).toEqual(['migrations/21000101000000_validate_positive.sql']);
  });

  it('undoes Flyway migrations in files of their own where the project does', async () => {
    const files = { 'db/V2__a.sql': CHECK, 'db/U2__a.sql': 'ALTER TABLE orders DROP CONSTRAINT positive;\n' };
    const result = await resolve('db/V2__a.sql', files, 'constraint-not-valid');
    expect(Object.keys(result?.files ?? {})).toEqual([
      'db/V3__validate_positive.sql',
      'db/U3__validate_positive.sql',
    ]);
  });

  it('writes the sections of goose and dbmate', async () => {
    const goose = await resolve(
      'migrations/00002_a.sql',
      {
        'migrations/00002_a.sql': `-- +goose Up\n${UNIQUE}\n-- +goose Down\nALTER TABLE orders DROP CONSTRAINT number_key;\n`,
      },
      'disallow-unique-constraint',
    );
    expect(goose?.text).toMatchInlineSnapshot(`
      "-- +goose NO TRANSACTION
      -- +goose Up
      -- Builds the index while reads and writes go on. If it fails, as it does on a duplicate, it leaves
      -- an invalid index: drop number_key before the next try.
      CREATE UNIQUE INDEX CONCURRENTLY number_key ON orders (number);

      -- +goose Down
      DROP INDEX CONCURRENTLY number_key;
      "
    `);
    expect(goose?.files).toMatchInlineSnapshot(`
      {
        "migrations/00003_add_number_key.sql": "-- +goose Up
      -- Takes the lock for an instant: the index is there already. Going back builds the index anew,
      -- because it goes with its constraint.
      SET LOCAL lock_timeout = '2s';
      ALTER TABLE orders ADD CONSTRAINT number_key UNIQUE USING INDEX number_key;

      -- +goose Down
      SET LOCAL lock_timeout = '2s';
      ALTER TABLE orders DROP CONSTRAINT number_key;
      CREATE UNIQUE INDEX number_key ON orders (number);
      ",
      }
    `);
    const dbmate = await resolve(
      'db/migrations/20240101000000_a.sql',
      {
        'db/migrations/20240101000000_a.sql': `-- migrate:up\nALTER TABLE orders ADD COLUMN note text;\n${UNIQUE}\n-- migrate:down\nALTER TABLE orders DROP CONSTRAINT number_key;\nALTER TABLE orders DROP COLUMN note;\n`,
      },
      'disallow-unique-constraint',
    );
    expect(dbmate?.text).toMatchInlineSnapshot(`
      "-- migrate:up
      ALTER TABLE orders ADD COLUMN note text;

      -- migrate:down
      ALTER TABLE orders DROP COLUMN note;
      "
    `);
    expect(dbmate?.files).toMatchInlineSnapshot(`
      {
        "db/migrations/20240501120000_index_number_key.sql": "-- migrate:up transaction:false
      -- Builds the index while reads and writes go on. If it fails, as it does on a duplicate, it leaves
      -- an invalid index: drop number_key before the next try.
      CREATE UNIQUE INDEX CONCURRENTLY number_key ON orders (number);

      -- migrate:down transaction:false
      DROP INDEX CONCURRENTLY number_key;
      ",
        "db/migrations/20240501120001_add_number_key.sql": "-- migrate:up
      -- Takes the lock for an instant: the index is there already. Going back builds the index anew,
      -- because it goes with its constraint.
      SET LOCAL lock_timeout = '2s';
      ALTER TABLE orders ADD CONSTRAINT number_key UNIQUE USING INDEX number_key;

      -- migrate:down
      SET LOCAL lock_timeout = '2s';
      ALTER TABLE orders DROP CONSTRAINT number_key;
      CREATE UNIQUE INDEX number_key ON orders (number);
      ",
      }
    `);
  });

  it('tells diesel to run without a transaction, and rewrites the down script beside', async () => {
    const files = {
      'migrations/2024-01-01-000000_a/up.sql': UNIQUE.toLowerCase(),
      'migrations/2024-01-01-000000_a/down.sql': 'alter table orders drop constraint number_key;\n',
    };
    const result = await resolve(
      'migrations/2024-01-01-000000_a/up.sql',
      files,
      'disallow-unique-constraint',
    );
    expect(result?.text).toMatchInlineSnapshot(`
      "-- Builds the index while reads and writes go on. If it fails, as it does on a duplicate, it leaves
      -- an invalid index: drop number_key before the next try.
      create unique index concurrently number_key on orders (number);
      "
    `);
    expect(result?.files).toMatchInlineSnapshot(`
      {
        "migrations/2024-01-01-000000_a/down.sql": "drop index concurrently number_key;
      ",
        "migrations/2024-01-01-000000_a/metadata.toml": "run_in_transaction = false
      ",
        "migrations/2024-05-01-120000_add_number_key/down.sql": "set local lock_timeout = '2s';
      alter table orders drop constraint number_key;
      create unique index number_key on orders (number);
      ",
        "migrations/2024-05-01-120000_add_number_key/up.sql": "-- Takes the lock for an instant: the index is there already. Going back builds the index anew,
      -- because it goes with its constraint.
      set local lock_timeout = '2s';
      alter table orders add constraint number_key unique using index number_key;
      ",
      }
    `);
  });

  it('says what to run by hand where a tool always opens a transaction', async () => {
    const path = 'supabase/migrations/20240101000000_a.sql';
    const result = await resolve(path, { [path]: UNIQUE }, 'disallow-unique-constraint');
    expect(result?.text).toMatchInlineSnapshot(`
      "-- Builds the index while reads and writes go on. If it fails, as it does on a duplicate, it leaves
      -- an invalid index: drop number_key before the next try. This tool runs every migration in a
      -- transaction, so run the following by hand first; what stands below it then finds nothing left to
      -- do.
      -- CREATE UNIQUE INDEX CONCURRENTLY number_key ON orders (number);
      -- fixward-ignore-next-line require-concurrent-index-creation: built by hand before, concurrently
      CREATE UNIQUE INDEX IF NOT EXISTS number_key ON orders (number);
      "
    `);
    expect(result?.files).toMatchInlineSnapshot(`
      {
        "supabase/migrations/20240501120000_add_number_key.sql": "-- Takes the lock for an instant: the index is there already. Going back builds the index anew,
      -- because it goes with its constraint.
      SET LOCAL lock_timeout = '2s';
      ALTER TABLE orders ADD CONSTRAINT number_key UNIQUE USING INDEX number_key;

      -- To undo:
      -- SET LOCAL lock_timeout = '2s';
      -- ALTER TABLE orders DROP CONSTRAINT number_key;
      -- CREATE UNIQUE INDEX number_key ON orders (number);
      ",
      }
    `);
  });

  it('keeps line breaks', async () => {
    const path = 'migrations/1_a.sql';
    const result = await resolve(
      path,
      { [path]: `SELECT 1;\r\n${CHECK.replace('\n', '\r\n')}` },
      'constraint-not-valid',
    );
    for (const text of [result?.text ?? '', ...Object.values(result?.files ?? {})]) {
      expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
    }
  });
});

describe('each rule with a plan', () => {
  const start =
    'CREATE TABLE orders (id bigint, sum integer NOT NULL, d date);\nCREATE TABLE p (d date) PARTITION BY RANGE (d);\n';
  it.each([
    ['adding-foreign-key', 'ALTER TABLE orders ADD FOREIGN KEY (id) REFERENCES customers (id);', 1],
    ['constraint-not-valid', 'ALTER TABLE orders ADD CHECK (sum > 0);', 1],
    ['disallow-unique-constraint', 'ALTER TABLE orders ADD UNIQUE (id);', 1],
    ['adding-primary-key', 'ALTER TABLE orders ADD PRIMARY KEY (id);', 2],
    ['adding-not-null', 'ALTER TABLE orders ALTER id SET NOT NULL;', 1],
    ['renaming-column', 'ALTER TABLE orders RENAME COLUMN sum TO total;', 2],
    ['renaming-table', 'ALTER TABLE orders RENAME TO purchases;', 1],
    ['changing-column-type', 'ALTER TABLE orders ALTER sum TYPE bigint;', 3],
    [
      'adding-field-with-default',
      'ALTER TABLE orders ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();',
      3,
    ],
    [
      'separate-validation',
      'ALTER TABLE orders ADD CONSTRAINT c CHECK (sum > 0) NOT VALID;\nALTER TABLE orders VALIDATE CONSTRAINT c;',
      1,
    ],
    [
      'attach-partition',
      "ALTER TABLE p ATTACH PARTITION orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');",
      1,
    ],
  ])('%s holds, with %s later migrations', async (ruleId, sql, later) => {
    const path = 'migrations/2024-01-02-030405_b/up.sql';
    const files = {
      'migrations/2024-01-01-030405_a/up.sql': start,
      [path]: `${sql}\n`,
    };
    const result = await resolve(path, files, ruleId);
    const scripts = Object.keys(result?.files ?? {}).filter((name) => name.endsWith('/up.sql'));
    expect(scripts).toHaveLength(later);
    expect(result?.text).not.toBe(files[path]);
  });
});
