import { describe, expect, it } from 'vitest';
import { describeOrder } from '../../../src/core/proof/compare/columnOrder.ts';

const MANY = Array.from({ length: 30 }, (_, index) => `column_${index}`);

describe('the words for another order of columns', () => {
  it('gives short orders whole', () => {
    expect(describeOrder(['id', 'état', 'note'], ['id', 'note', 'état'])).toBe(
      'id, note, état instead of id, état, note',
    );
  });

  it('names the column that moved in a long order', () => {
    const after = [...MANY.filter((name) => name !== 'column_3'), 'column_3'];
    expect(describeOrder(MANY, after)).toBe('column_3 comes last instead of after column_2');
  });

  it('names each column that moved, and the first and the last place', () => {
    const rest = MANY.filter((name) => name !== 'column_0' && name !== 'column_29');
    expect(describeOrder(MANY, ['column_29', ...rest.slice(0, 10), 'column_0', ...rest.slice(10)])).toBe(
      'column_0 comes after column_10 instead of first; column_29 comes first instead of last',
    );
  });
});
