import type { z } from 'zod';
import { plainIssueOf } from '../core/rules/schemaIssue.ts';
import { ServiceFailure } from '../store/client/serviceClient.ts';

/** @throws ServiceFailure `invalid` that names the first parameter at fault and what it may be */
export function parseParams<Schema extends z.ZodType>(schema: Schema, params: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(params ?? {});
  if (parsed.success) return parsed.data;
  const { path, message } = plainIssueOf(parsed.error);
  throw new ServiceFailure('invalid', `${path.map(String).join('.') || 'params'}: ${message}`);
}
