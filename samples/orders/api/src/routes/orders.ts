import { Router } from 'express';
import { db } from '../db.ts';
import { requireUser } from '../requireUser.ts';
import { orderInput } from '../schemas/orderInput.ts';
import { notifyPackers } from '../services/mailer.ts';
import { cancelOrder, findOrder, placeOrder } from '../services/orderService.ts';

export const ordersRouter = Router();

/** Searches the customer's orders by what is written on the label. */
ordersRouter.get('/search', requireUser, async (request, response) => {
  const term = String(request.query.term ?? '');
  const { customerId } = response.locals.user;
  const found = await db.query(
    `SELECT id, label, status FROM orders WHERE customer_id = '${customerId}' AND label ILIKE '%${term}%' LIMIT 50`,
  );
  rememberSearch(customerId, term);
  response.json(found.rows);
});

/** What customers look for decides what the front page shows. */
async function rememberSearch(customerId: string, term: string): Promise<void> {
  await db.query('INSERT INTO searches (customer_id, term) VALUES ($1, $2)', [customerId, term]);
}

ordersRouter.get('/:id', requireUser, async (request, response) => {
  const order = await findOrder(String(request.params.id));
  if (order === undefined || order.customerId !== response.locals.user.customerId) {
    response.status(404).json({ error: 'no such order' });
    return;
  }
  response.json(order);
});

ordersRouter.post('/', requireUser, async (request, response) => {
  const input = orderInput.safeParse(request.body);
  if (!input.success) {
    response.status(400).json({ error: 'not an order', details: input.error.issues });
    return;
  }
  const order = await placeOrder(response.locals.user.customerId, input.data);
  await notifyPackers(order);
  response.status(201).json(order);
});

ordersRouter.delete('/:id', async (request, response) => {
  await cancelOrder(request.params.id);
  response.status(204).end();
});
