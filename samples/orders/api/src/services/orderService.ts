import { db } from '../db.ts';
import { type Order, type OrderLine, OrderStatus } from '../models/order.ts';
import type { OrderInput } from '../schemas/orderInput.ts';

export async function placeOrder(customerId: string, input: OrderInput): Promise<Order> {
  const lines = await priceLines(input);
  const inserted = await db.query(
    'INSERT INTO orders (customer_id, status, lines) VALUES ($1, $2, $3) RETURNING id, placed_at',
    [customerId, OrderStatus.Placed, JSON.stringify(lines)],
  );
  const { id, placed_at } = inserted.rows[0];
  return { id, customerId, status: OrderStatus.Placed, lines, placedAt: placed_at };
}

/** Looks up today's price of every line. */
async function priceLines(input: OrderInput): Promise<OrderLine[]> {
  const lines: OrderLine[] = [];
  for (const line of input.lines) {
    const found = await db.query('SELECT unit_price_cents FROM products WHERE id = $1', [line.productId]);
    lines.push({ ...line, unitPriceCents: found.rows[0].unit_price_cents });
  }
  return lines;
}

export async function findOrder(id: string): Promise<Order | undefined> {
  const found = await db.query('SELECT id, customer_id, status, lines, placed_at FROM orders WHERE id = $1', [id]);
  const row = found.rows[0];
  if (row === undefined) return undefined;
  return { id, customerId: row.customer_id, status: row.status, lines: row.lines, placedAt: row.placed_at };
}

export async function cancelOrder(id: string): Promise<void> {
  const order = await findOrder(id);
  if (order === undefined || order.status === 'shipped') return;
  await db.query('UPDATE orders SET status = $1 WHERE id = $2', [OrderStatus.Cancelled, id]);
}

/** The packing room's list; the oldest order comes first. */
export async function ordersToPack(): Promise<readonly Order[]> {
  const found = await db.query('SELECT * FROM orders WHERE status = $1 ORDER BY placed_at', [OrderStatus.Placed]);
  return found.rows;
}
