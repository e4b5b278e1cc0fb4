import { describe, expect, it } from 'vitest';
import { relationshipMap } from '../../../../src/core/advice/schema/relationshipMap.ts';
import type { SchemaModel, TableModel } from '../../../../src/core/advice/schema/schemaModel.ts';

function table(
  full: string,
  references: Readonly<Record<string, string>> = {},
  more: Partial<TableModel> = {},
): TableModel {
  const [schema = '', name = ''] = full.split('.');
  return {
    full,
    schema,
    name,
    kind: 'table',
    rowSecurity: false,
    columns: [
      { name: 'id', type: 'bigint', required: true },
      ...Object.keys(references).map((column) => ({ name: column, type: 'bigint', required: false })),
    ],
    constraints: [
      {
        name: `${name}_pkey`,
        kind: 'primary key',
        columns: ['id'],
        definition: 'PRIMARY KEY (id)',
        validated: true,
      },
      ...Object.entries(references).map(([column, to]) => ({
        name: `${name}_${column}_fkey`,
        kind: 'foreign key' as const,
        columns: [column],
        definition: `FOREIGN KEY (${column}) REFERENCES ${to}(id) ON DELETE SET NULL`,
        validated: true,
        references: { table: to, columns: ['id'] },
      })),
    ],
    indexes: [],
    policies: [],
    triggers: [],
    ...more,
  };
}

const modelOf = (...tables: readonly TableModel[]): SchemaModel => ({
  engine: { name: 'PGlite', version: '18.6' },
  schemas: ['public'],
  tables,
  views: [],
  routines: [],
  types: [],
  extensions: [],
});

describe('relationshipMap', () => {
  const chain = modelOf(
    table('public.a'),
    table('public.b', { a_id: 'public.a' }),
    table('public.c', { b_id: 'public.b' }),
    table('public.d', { c_id: 'public.c', self_id: 'public.d' }),
    table('public.lone'),
  );

  it('marks keys and says what a deletion does', () => {
    const { nodes, edges } = relationshipMap(chain);
    expect(nodes.map(({ id }) => id)).toEqual([
      'public.a',
      'public.b',
      'public.c',
      'public.d',
      'public.lone',
    ]);
    expect(nodes[1]?.columns.map(({ key }) => key)).toEqual(['primary', 'foreign']);
    expect(edges[0]).toMatchObject({
      from: 'public.b',
      to: 'public.a',
      optional: true,
      one: false,
      onDelete: 'set null',
    });
  });

  it.each([
    [1, ['public.b', 'public.c', 'public.d']],
    [2, ['public.a', 'public.b', 'public.c', 'public.d']],
    [9, ['public.a', 'public.b', 'public.c', 'public.d']],
  ])('shows what is within %d keys of the focus', (distance, expected) => {
    const { nodes, leftOut } = relationshipMap(chain, { focus: 'public.c', distance });
    expect(nodes.map(({ id }) => id).sort()).toEqual(expected);
    expect(leftOut).toBe(5 - expected.length);
  });

  it('shows tables outside of the schema that are referred to, and no partitions', () => {
    const { nodes } = relationshipMap(
      modelOf(
        table('public.profiles', { user_id: 'auth.users' }),
        table('public.events', {}, { kind: 'partitioned' }),
        table('public.events_1', {}, { partitionOf: 'public.events' }),
      ),
    );
    expect(nodes.map(({ id, outside }) => [id, outside])).toEqual([
      ['public.profiles', false],
      ['public.events', false],
      ['auth.users', true],
    ]);
  });

  it('knows a one-to-one by its unique index', () => {
    const unique = {
      name: 'u',
      method: 'btree',
      columns: ['a_id'],
      included: [],
      unique: true,
      ofConstraint: false,
      valid: true,
      definition: '',
    };
    const { edges } = relationshipMap(
      modelOf(table('public.a'), table('public.b', { a_id: 'public.a' }, { indexes: [unique] })),
    );
    expect(edges[0]?.one).toBe(true);
  });

  it('keeps the focus and the most connected where there are too many', () => {
    const hub = table('public.hub');
    const others = Array.from({ length: 20 }, (_, n) => table(`public.t${n}`, { hub_id: 'public.hub' }));
    const { nodes, leftOut } = relationshipMap(modelOf(...others, hub), { nodesMax: 5 });
    expect(nodes.map(({ id }) => id)).toContain('public.hub');
    expect([nodes.length, leftOut]).toEqual([5, 16]);
    const focused = relationshipMap(modelOf(...others, hub), {
      focus: 'public.t19',
      distance: 2,
      nodesMax: 2,
    });
    expect(focused.nodes.map(({ id }) => id).sort()).toEqual(['public.hub', 'public.t19']);
  });

  it('keeps the keys of a table with very many columns', () => {
    const wide = table('public.wide', { a_id: 'public.a' }, {});
    const columns = [
      ...Array.from({ length: 200 }, (_, n) => ({ name: `c${n}`, type: 'text', required: false })),
      ...wide.columns,
    ];
    const [node] = relationshipMap(modelOf({ ...wide, columns }), {}).nodes;
    expect(node?.columns.slice(0, 2).map(({ name }) => name)).toEqual(['id', 'a_id']);
    expect(node?.moreColumns).toBe(172);
  });

  it('is empty for an empty schema and for a focus that is not there alone', () => {
    expect(relationshipMap(modelOf())).toEqual({ nodes: [], edges: [], leftOut: 0 });
  });
});
