import { describe, expect, it } from 'vitest';
import type { AnalyzedDocument } from '../../../src/core/rules/analyzer.ts';
import { BUILTIN_RULES } from '../../../src/core/rules/builtin/builtinRules.ts';
import { type FinalInput, finalFindings } from '../../../src/core/schema/finalFindings.ts';
import { RULES_OVER_SCHEMA } from '../../../src/core/schema/rulesOverSchema.ts';
import type { SchemaFinding } from '../../../src/core/schema/schemaRule.ts';
import { applyEdits } from '../../../src/core/text/edits.ts';
import { testAnalyzer } from '../../support/engine.ts';

const PATH = 'supabase/migrations/1_orders.sql';

interface Situation {
  readonly text: string;
  readonly found: Partial<SchemaFinding> & Pick<SchemaFinding, 'ruleId' | 'object'>;
  /** Text of the statement the finding stands in. */
  readonly at: string;
  readonly config?: string;
  readonly more?: Partial<FinalInput>;
}

async function join({ text, found, at, config, more = {} }: Situation) {
  const analyzer = await testAnalyzer({ rules: BUILTIN_RULES, ...(config !== undefined && { config }) });
  const document = analyzer.analyze({ path: PATH, language: 'sql', text }) as AnalyzedDocument;
  const start = text.indexOf(at);
  const result = finalFindings({
    document,
    found: [{ message: 'Something.', place: { path: PATH, start, end: start + at.length }, ...found }],
    failures: [],
    ruleIds: new Set(RULES_OVER_SCHEMA.map(({ id }) => id)),
    ruleSet: analyzer.ruleSet,
    config: analyzer.config,
    remedyPlace: { kind: 'file', upEnd: text.length },
    ...more,
  });
  return { ...result, of: result.findings.filter(({ ruleId }) => ruleId === found.ruleId) };
}

const table = (name: string) => ({ catalog: 'pg_class', oid: '1', name }) as const;

describe('finalFindings', () => {
  it.each([
    ['create table public.orders (id bigint);', table('public.orders'), undefined, 'public.orders'],
    [
      'CREATE TABLE IF NOT EXISTS "Größe 🎉" (id bigint);',
      table('public."Größe 🎉"'),
      undefined,
      '"Größe 🎉"',
    ],
    [
      'create table note (id bigint, note text);',
      { catalog: 'pg_attribute', oid: '1', column: 2, name: 'public.note.note' },
      ['note'],
      'note',
    ],
    [
      'create table lines (order_id bigint references orders);',
      { catalog: 'pg_constraint', oid: '1', name: 'lines_order_id_fkey on public.lines' },
      ['lines_order_id_fkey', 'order_id'],
      'order_id',
    ],
    [
      'create policy "read all" on orders using (true);',
      { catalog: 'pg_policy', oid: '1', name: 'policy "read all" on public.orders' },
      ['read all'],
      '"read all"',
    ],
    [
      'create function public.close(id bigint) returns void language sql as $$ select close $$;',
      { catalog: 'pg_proc', oid: '1', name: 'public.close(id bigint)' },
      ['close'],
      'public.close',
    ],
    [
      'create index on orders (state);',
      table('public.orders_state_idx'),
      ['orders_state_idx'],
      'create index',
    ],
    ["select pgmq.create('jobs');", table('pgmq.q_jobs'), ['jobs'], "'jobs'"],
    ["do $$ begin perform make('or' || 'ders'); end $$;", table('public.orders'), undefined, 'do'],
  ] as const)('stands at the name: %s', async (text, object, marks, marked) => {
    const situation = { ruleId: 'no-primary-key', object, ...(marks && { marks }) };
    const [finding] = (await join({ text: `-- 🎉 ž\r\n${text}`, found: situation, at: text })).of;
    expect(`-- 🎉 ž\r\n${text}`.slice(finding?.span.start, finding?.span.end)).toBe(marked);
    if (object.catalog === 'pg_attribute') expect(finding?.span.start).toBeGreaterThan(text.indexOf('('));
  });

  it('takes the place of what the same rule guessed from the text', async () => {
    const text = 'create table orders (id bigint primary key);';
    const found = { ruleId: 'no-primary-key', object: table('public.orders') };
    const guessed = await join({ text, found, at: text, more: { ruleIds: new Set() } });
    expect(guessed.findings.map(({ ruleId }) => ruleId)).toContain('rls-disabled');
    const known = await join({ text, found, at: text });
    expect(known.findings.map(({ ruleId }) => ruleId)).not.toContain('rls-disabled');
  });

  it('keeps what was read in the text where the schema agrees: it points closer and mends in place', async () => {
    const text =
      'create policy own on orders using (auth.uid() = user_id);\ncreate policy old on orders using (auth.uid() = user_id);';
    const object = { catalog: 'pg_policy', oid: '1', name: 'policy own on public.orders' } as const;
    const { of } = await join({ text, found: { ruleId: 'rls-initplan', object }, at: 'create policy own' });
    expect(of.map(({ span }) => text.slice(span.start, span.end))).toEqual(['auth.uid()']);
    expect(of[0]?.span.start).toBeLessThan(text.indexOf('old'));
    expect(applyEdits(text, of[0]?.fixes[0]?.edits ?? [])).toContain(
      'own on orders using ((select auth.uid())',
    );
  });

  it('says nothing of an extension that the statement does not name: the replay put it in place', async () => {
    const object = { catalog: 'pg_extension', oid: '1', name: 'extension pg_trgm' } as const;
    const found = { ruleId: 'extension-in-public', object, marks: ['pg_trgm'] };
    const index = 'create index words on orders using gin (note gin_trgm_ops);';
    expect((await join({ text: index, found, at: index })).of).toEqual([]);
    const made = "do $$ begin execute 'create extension pg_trgm'; end $$;";
    expect((await join({ text: made, found, at: made })).of).toHaveLength(1);
  });

  it('keeps what was guessed of statements that did not run', async () => {
    const text = 'create table orders (id bigint primary key);';
    const found = { ruleId: 'no-primary-key', object: table('public.orders') };
    const { findings } = await join({
      text,
      found,
      at: text,
      more: { failures: [{ start: 0, end: text.length }] },
    });
    expect(findings.map(({ ruleId }) => ruleId)).toContain('rls-disabled');
  });

  it('says once what a rule over statements says of the same column', async () => {
    const text = 'create table orders (id serial primary key);';
    const object = { catalog: 'pg_attribute', oid: '1', column: 1, name: 'public.orders.id' } as const;
    const { findings } = await join({ text, found: { ruleId: 'int-primary-key', object }, at: text });
    const ids = findings.map(({ ruleId }) => ruleId);
    expect(ids).toContain('prefer-bigint');
    expect(ids).not.toContain('int-primary-key');
  });

  it('is hidden by a comment above the statement, and reports no comment twice', async () => {
    const text =
      '-- fixward-ignore no-primary-key\ncreate table orders (id bigint);\n-- fixward-ignore rls-disabled\nselect 1;';
    const found = { ruleId: 'no-primary-key', object: table('public.orders') };
    const { findings, suppressedCount } = await join({ text, found, at: 'create table' });
    expect(findings.map(({ ruleId }) => ruleId)).toEqual([]);
    expect(suppressedCount).toBe(1);
  });

  it.each([
    ['off', undefined],
    ['HIGH', 'HIGH'],
  ])('honours the switch: %s', async (word, severity) => {
    const text = 'create table orders (id bigint);';
    const found = { ruleId: 'no-primary-key', object: table('public.orders') };
    const config = `version: 1\nrules:\n  no-primary-key: ${word}\n`;
    expect((await join({ text, found, at: text, config })).of[0]?.severity).toBe(severity);
  });

  const remedies = [
    { title: 'Index it', kind: 'auto', sql: 'CREATE INDEX ON public.lines ("Order");\nSELECT \'KEPT\';' },
  ] as const;

  it('writes a remedy after its statement, in the author’s case and line ends', async () => {
    const text =
      'create table a (id bigint primary key);\r\ncreate table lines (id bigint);\r\nselect 1;\r\n';
    const found = { ruleId: 'fk-missing-index', object: table('public.lines'), remedies };
    const [finding] = (await join({ text, found, at: 'create table lines' })).of;
    expect(finding?.fixes.map(({ title, kind }) => [title, kind])).toEqual([['Index it', 'auto']]);
    expect(applyEdits(text, finding?.fixes[0]?.edits ?? [])).toBe(
      'create table a (id bigint primary key);\r\ncreate table lines (id bigint);\r\ncreate index on public.lines ("Order");\r\nselect \'KEPT\';\r\nselect 1;\r\n',
    );
  });

  it('writes a remedy at the end where a name changes later', async () => {
    const text = 'CREATE TABLE line (id bigint);\nALTER TABLE line RENAME TO lines';
    const found = { ruleId: 'fk-missing-index', object: table('public.lines'), remedies };
    const [finding] = (await join({ text, found, at: 'CREATE TABLE line' })).of;
    expect(applyEdits(text, finding?.fixes[0]?.edits ?? [])).toBe(
      `${text};\nCREATE INDEX ON public.lines ("Order");\nSELECT 'KEPT';`,
    );
  });

  it('puts a remedy for a migration that has run into a new one', async () => {
    const text = 'create table lines (id bigint);';
    const found = { ruleId: 'fk-missing-index', object: table('public.lines'), remedies };
    const write = ({ sql }: { readonly sql: string }) => [
      { path: 'supabase/migrations/2_index.sql', text: sql },
    ];
    const { of } = await join({ text, found, at: text, more: { remedyPlace: { kind: 'migration', write } } });
    expect(of[0]?.fixes).toEqual([
      {
        title: 'Index it in a new migration',
        kind: 'recipe',
        edits: [],
        newFiles: [{ path: 'supabase/migrations/2_index.sql', text: remedies[0].sql }],
      },
    ]);
    const none = { kind: 'migration', write: () => undefined } as const;
    expect((await join({ text, found, at: text, more: { remedyPlace: none } })).of[0]?.fixes).toEqual([]);
  });
});
