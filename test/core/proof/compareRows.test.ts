import { describe, expect, it } from 'vitest';
import { compareRows, type RowComparison } from '../../../src/core/proof/probeRows/compareRows.ts';

type Rows = readonly (readonly (string | null)[])[];

function compare(
  columns: readonly string[],
  before: Rows,
  after: Rows,
  afterColumns = columns,
): RowComparison {
  return compareRows({
    table: 'public.orders',
    primaryKey: ['id'],
    before: { columns, rows: before },
    after: { columns: afterColumns, rows: after },
    now: '2026-01-02 03:04:05.678',
  });
}

describe('compareRows', () => {
  it('finds nothing where every row is back, in whatever order', () => {
    const rows = [
      ['1', 'a'],
      ['2', null],
    ];
    expect(compare(['id', 'note'], rows, [...rows].reverse())).toEqual({
      losses: [],
      notes: [],
      addedCount: 0,
    });
  });

  it('tells an emptied column', () => {
    expect(
      compare(
        ['id', 'email'],
        [
          ['1', 'a'],
          ['2', null],
        ],
        [
          ['1', null],
          ['2', null],
        ],
      ).losses,
    ).toEqual(['column public.orders.email comes back empty: data is gone']);
  });

  it('tells a column filled with one value', () => {
    const before = [
      ['1', '10'],
      ['2', '20'],
    ];
    expect(
      compare(['id', 'total'], before, [
        ['1', '0'],
        ['2', '0'],
      ]).losses,
    ).toEqual(['column public.orders.total comes back as "0" in 2 of 2 rows: data is gone']);
  });

  it('tells changed values with an example', () => {
    const before = [
      ['1', 'Zoë'],
      ['2', 'bob'],
    ];
    expect(
      compare(['id', 'name'], before, [
        ['1', 'zoë'],
        ['2', 'bob'],
      ]).losses,
    ).toEqual(['column public.orders.name comes back changed in 1 of 2 rows: "zoë" instead of "Zoë"']);
  });

  it('tells missing rows and an emptied table', () => {
    expect(compare(['id'], [['1'], ['2'], ['3']], [['1']]).losses).toEqual([
      '2 of 3 rows of public.orders do not come back: data is gone',
    ]);
    expect(compare(['id'], [['1']], []).losses).toEqual([
      'table public.orders comes back empty: data is gone',
    ]);
  });

  it('tells a column that is not there, unless it held nothing', () => {
    const before = [['1', 'x', null]];
    expect(compare(['id', 'a', 'b'], before, [['1']], ['id']).losses).toEqual([
      'column public.orders.a does not come back: data is gone',
    ]);
  });

  it('tells rows apart without their key when the key was numbered anew', () => {
    const before = [
      ['1', 'a'],
      ['2', 'b'],
    ];
    expect(
      compare(['id', 'name'], before, [
        ['4', 'b'],
        ['3', 'a'],
      ]).losses,
    ).toEqual(['column public.orders.id comes back changed in 2 of 2 rows: "3" instead of "1"']);
  });

  it('counts the time a trigger writes as no loss', () => {
    const before = [['1', '2024-02-01 12:34:56.789012']];
    expect(compare(['id', 'updated_at'], before, [['1', '2026-01-02 03:04:05.678']])).toEqual({
      losses: [],
      notes: ['Column public.orders.updated_at is set to the time of the migration.'],
      addedCount: 0,
    });
  });

  it('counts rows that were not there before', () => {
    expect(compare(['id'], [['1']], [['1'], ['2']]).addedCount).toBe(1);
  });
});
