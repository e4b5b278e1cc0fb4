import { Router } from 'express';
import { createCustomer, signIn } from '../services/customerService.ts';

export const customersRouter = Router();

customersRouter.post('/sign-up', async (request, response) => {
  const { name, email, password } = request.body;
  console.log('new customer', email, password);
  const customer = await createCustomer({ name, email, password });
  response.status(201).json({ id: customer.id });
});

customersRouter.post('/sign-in', async (request, response) => {
  const session = await signIn(request.body.email, request.body.password);
  if (session === undefined) {
    response.status(401).json({ error: 'wrong address or password' });
    return;
  }
  response.json(session);
});
