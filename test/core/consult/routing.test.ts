import { describe, expect, it } from 'vitest';
import { chooseRoute, titleOf } from '../../../src/core/consult/routing.ts';

describe('the route of a question', () => {
  it.each([
    'Why is this query slow?',
    'what locks does ALTER TABLE ADD COLUMN take',
    'Is there an index on orders.customer_id?',
    'How do I add a column?',
    'Explain RLS',
    'Add an index to orders.customer_id',
    'VACUUM?',
    '',
  ])('"%s" is answered directly', (question) => {
    expect(chooseRoute(question)).toMatchObject({ route: 'direct', isUnsure: false });
  });

  it.each([
    'Add a contractor portfolio with an approval workflow',
    'Design a multi-tenant audit system',
    'Please implement:\n1. a table for invoices\n2. row security\n3. an audit trail',
    `We have a shop. ${'It has many parts and each of them matters to us. '.repeat(15)}`,
    'Can you build an approval workflow for orders?',
  ])('"%s" is planned', (question) => {
    expect(chooseRoute(question)).toMatchObject({ route: 'planned', isUnsure: false });
  });

  it('is left to somebody else where words do not tell', () => {
    const question = `Rename the column of orders that holds what a customer has paid, ${'and see to it that everything that reads it goes on to work. '.repeat(2)}`;

    expect(chooseRoute(question)).toMatchObject({ isUnsure: true });
  });
});

describe('a title', () => {
  it.each([
    ['Why is it slow? I tried much.', 'Why is it slow?'],
    ['Use v1.2 now\nplease', 'Use v1.2 now please'],
    ['   ', 'Consultation'],
    ['Größe der Tabellen', 'Größe der Tabellen'],
  ])('of %j is %j', (question, title) => {
    expect(titleOf(question)).toBe(title);
  });

  it('is cut at a word', () => {
    const title = titleOf(`${'word '.repeat(40)}end`);

    expect(title).toMatch(/^(?:word )+word…$/u);
    expect(title.length).toBeLessThan(85);
  });
});
