import { describe, expect, it } from 'vitest';
import { objectsNamedIn } from '../../../../src/core/advice/knowledge/objectsNamedIn.ts';

const OBJECTS = [
  'public.orders',
  'public.order_items',
  'public.total_of(integer, text)',
  'billing."Größe"',
  'public."unit price"',
  'public.t',
  'extension vector',
];

describe('the objects that a text names', () => {
  it.each([
    ['orders are never deleted', ['public.orders']],
    ['PUBLIC.ORDERS stays', ['public.orders']],
    ['order_items holds the price, reorders does not', ['public.order_items']],
    ['total_of(1, 2) is slow', ['public.total_of(integer, text)']],
    ['die Größe zählt', ['billing."Größe"']],
    ['public."unit price" is in cents', ['public."unit price"']],
    ['a t-shirt', []],
    ['', []],
  ])('%s', (text, named) => {
    expect(objectsNamedIn(text, OBJECTS)).toEqual(named);
  });

  it('reads a long text against a large schema', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => `public.table_${index}`);
    const text = `${'word '.repeat(10_000)} table_4999`;
    expect(objectsNamedIn(text, many)).toEqual(['public.table_4999']);
  });
});
