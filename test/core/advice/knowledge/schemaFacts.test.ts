import { describe, expect, it } from 'vitest';
import { explainChange } from '../../../../src/core/advice/knowledge/explainChange.ts';
import { factsFingerprint, schemaFacts } from '../../../../src/core/advice/knowledge/schemaFacts.ts';
import type { SchemaModel, TableModel } from '../../../../src/core/advice/schema/schemaModel.ts';

const TABLE: TableModel = {
  kind: 'table',
  full: 'public."Größe"',
  schema: 'public',
  name: '"Größe"',
  rowSecurity: false,
  rowEstimate: 12,
  columns: [
    { name: 'id', type: 'bigint', required: true, identity: true },
    { name: 'at', type: 'timestamptz', required: false, initial: 'now()' },
  ],
  constraints: [
    { name: 'g_pkey', kind: 'primary key', columns: ['id'], definition: 'PRIMARY KEY (id)', validated: true },
  ],
  indexes: [],
  policies: [],
  triggers: [],
};

function model(tables: readonly TableModel[]): SchemaModel {
  return {
    engine: { name: 'PostgreSQL', version: '18.6' },
    schemas: ['public'],
    tables,
    views: [],
    routines: [],
    types: [],
    extensions: ['pg_trgm'],
  };
}

describe('facts of a schema', () => {
  it('hold each column and key under a name of its own', () => {
    expect(schemaFacts(model([TABLE]))).toEqual({
      'extension pg_trgm': { kind: 'extension' },
      'public."Größe"': {
        kind: 'table',
        'row level security': 'off',
        'column id': 'bigint not null identity',
        'column at': 'timestamptz default now()',
        'constraint g_pkey': 'PRIMARY KEY (id)',
      },
    });
  });

  it('are the same however many rows there are, and in whatever order they are listed', () => {
    const other = { ...TABLE, full: 'public.a', name: 'a', rowEstimate: 5 };
    const one = factsFingerprint(schemaFacts(model([TABLE, other])));
    const { rowEstimate: _, ...uncounted } = TABLE;
    const turned = { ...uncounted, columns: TABLE.columns.toReversed() };
    expect(factsFingerprint(schemaFacts(model([other, turned])))).toBe(one);
    expect(factsFingerprint(schemaFacts(model([TABLE])))).not.toBe(one);
  });

  it('keep a long definition by its hash, so that a change of its end is seen', () => {
    const long = (end: string): TableModel => ({
      ...TABLE,
      triggers: [{ name: 't', definition: `${'x'.repeat(5_000)}${end}`, enabled: true }],
    });
    const [a, b] = ['a', 'b'].map((end) => schemaFacts(model([long(end)]))['public."Größe"']?.['trigger t']);
    expect(a?.length).toBeLessThan(200);
    expect(a).not.toBe(b);
  });
});

describe('a change in words', () => {
  const facts = (table: TableModel) => schemaFacts(model([table]))[table.full];

  it('tells of what is new and what is gone', () => {
    expect(explainChange('public.a', undefined, facts(TABLE))).toBe('table public.a is new, with id, at.');
    expect(explainChange('public.a', facts(TABLE), undefined)).toBe('table public.a is gone.');
  });

  it('names every fact that became another', () => {
    const after: TableModel = {
      ...TABLE,
      rowSecurity: true,
      columns: [
        { name: 'id', type: 'bigint', required: true, identity: true },
        { name: 'note', type: 'text', required: false },
      ],
    };
    expect(explainChange('public.a', facts(TABLE), facts(after))).toBe(
      'public.a: column at is gone; it was timestamptz default now(); column note is new: text; row level security: off → on.',
    );
  });

  it('says nothing of what stayed as it was', () => {
    expect(explainChange('public.a', facts(TABLE), facts(TABLE))).toBeUndefined();
  });
});
