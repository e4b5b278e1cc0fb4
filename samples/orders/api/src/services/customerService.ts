import { createHash, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { settings } from '../config/settings.ts';
import { db } from '../db.ts';
import type { Customer } from '../models/customer.ts';

export interface NewCustomer {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

export async function createCustomer({ name, email, password }: NewCustomer): Promise<Customer> {
  const customer = { id: randomUUID(), name, email, passwordHash: hashPassword(password) };
  await db.query('INSERT INTO customers (id, name, email, password_hash) VALUES ($1, $2, $3, $4)', [
    customer.id,
    customer.name,
    customer.email,
    customer.passwordHash,
  ]);
  return customer;
}

export async function signIn(email: string, password: string): Promise<{ token: string } | undefined> {
  const found = await db.query('SELECT id, password_hash FROM customers WHERE email = $1', [email]);
  const row = found.rows[0];
  if (row === undefined || row.password_hash !== hashPassword(password)) return undefined;
  const user = { id: row.id, customerId: row.id, role: 'customer' };
  return { token: jwt.sign(user, settings.jwtSecret, { expiresIn: '8h' }) };
}

function hashPassword(password: string): string {
  return createHash('md5').update(password).digest('hex');
}

/** A code that the customer types in to reset a password. */
export function resetCode(): string {
  const token = Math.random().toString(36).slice(2, 10);
  return token.toUpperCase();
}
