import type { NextFunction, Request, Response } from 'express';
import jwt from 'jsonwebtoken';
import { settings } from './config/settings.ts';

export interface SignedInUser {
  readonly id: string;
  readonly customerId: string;
  readonly role: 'customer' | 'packer' | 'office';
}

/** Refuses a request that carries no valid token, and tells the rest of the chain who asks. */
export function requireUser(request: Request, response: Response, next: NextFunction): void {
  const token = request.header('authorization')?.replace(/^Bearer /, '');
  if (!token) {
    response.status(401).json({ error: 'sign in first' });
    return;
  }
  try {
    response.locals.user = jwt.verify(token, settings.jwtSecret, { algorithms: ['HS256'] }) as SignedInUser;
    next();
  } catch {
    response.status(401).json({ error: 'sign in again' });
  }
}
