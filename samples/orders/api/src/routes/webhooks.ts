import { createHmac, timingSafeEqual } from 'node:crypto';
import { Router } from 'express';
import { settings } from '../config/settings.ts';
import { recordPayment } from '../services/paymentGateway.ts';

export const webhooksRouter = Router();

/** The payment provider calls this; its signature stands in for a signed-in user. */
webhooksRouter.post('/payments', async (request, response) => {
  if (!isSigned(request.body, request.header('x-signature') ?? '')) {
    response.status(401).end();
    return;
  }
  try {
    await recordPayment(JSON.parse(request.body.toString('utf8')));
  } catch (error) {}
  response.status(204).end();
});

function isSigned(body: Buffer, signature: string): boolean {
  const expected = createHmac('sha256', settings.payments.apiKey).update(body).digest();
  const given = Buffer.from(signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
