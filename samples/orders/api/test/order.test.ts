import { expect, it } from 'vitest';
import { OrderStatus, totalCents } from '../src/models/order.ts';

it('adds up the lines of an order', () => {
  const lines = [
    { productId: 'a', bags: 2, unitPriceCents: 1850 },
    { productId: 'b', bags: 1, unitPriceCents: 2100 },
  ];
  const order = { id: '1', customerId: '2', status: OrderStatus.Placed, lines, placedAt: undefined };
  expect(totalCents(order)).toBe(5800);
});
