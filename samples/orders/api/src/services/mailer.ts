import { settings } from '../config/settings.ts';
import { type Order, totalCents } from '../models/order.ts';

export async function notifyPackers(order: Order): Promise<void> {
  await send('packing@harbour.example', `Order ${order.id}`, `${order.lines.length} lines, ${totalCents(order)} cents`);
}

async function send(to: string, subject: string, text: string): Promise<void> {
  const response = await fetch('https://mail.harbour.example/messages', {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${settings.mail.apiKey}` },
    body: JSON.stringify({ from: settings.mail.from, to, subject, text }),
  });
  if (!response.ok) throw new Error(`mail to ${to} was refused: ${response.status}`);
}
