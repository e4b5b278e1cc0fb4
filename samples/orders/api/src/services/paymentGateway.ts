import { exec } from 'node:child_process';
import { settings } from '../config/settings.ts';
import { db } from '../db.ts';

export interface Payment {
  readonly orderId: string;
  readonly amountCents: number;
  readonly reference: string;
}

export async function recordPayment(payment: Payment): Promise<void> {
  await db.query('INSERT INTO payments (order_id, amount_cents, reference) VALUES ($1, $2, $3)', [
    payment.orderId,
    payment.amountCents,
    payment.reference,
  ]);
}

/** Asks the provider to pay back; the provider answers within a second or not at all. */
export async function refund(payment: Payment): Promise<boolean> {
  const response = await fetch(`${settings.payments.url}/refunds`, {
    method: 'POST',
    signal: AbortSignal.timeout(10_000),
    headers: { authorization: `Bearer ${settings.payments.apiKey}` },
    body: JSON.stringify({ reference: payment.reference, amount: payment.amountCents }),
  });
  return response.ok;
}

/** Prints a refund slip on the office printer. */
export function printSlip(payment: Payment, printer: string): void {
  exec(`lp -d ${printer} /var/slips/${payment.reference}.pdf`);
}

/** The fee rule is written by the office, for example "amount * 0.014 + 25". */
export function feeCents(rule: string, amount: number): number {
  return Math.ceil(eval(rule.replaceAll('amount', String(amount))));
}
