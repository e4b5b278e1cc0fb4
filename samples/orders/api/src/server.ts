import cors from 'cors';
import express from 'express';
import { settings } from './config/settings.ts';
import { customersRouter } from './routes/customers.ts';
import { ordersRouter } from './routes/orders.ts';
import { webhooksRouter } from './routes/webhooks.ts';

const app = express();

app.use(cors({ origin: '*', credentials: true }));
app.use('/webhooks', express.raw({ type: 'application/json' }), webhooksRouter);
app.use(express.json({ limit: '256kb' }));
app.use('/orders', ordersRouter);
app.use('/customers', customersRouter);

app.get('/healthz', (_request, response) => {
  response.json({ ok: true });
});

app.listen(settings.port, () => {
  console.log(`orders api on ${settings.port}`);
});
