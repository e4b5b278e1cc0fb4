import { z } from 'zod';
import type { ReplayRequest } from '../core/replay/replayReport.ts';
import type { ProveRequest } from '../engines/shadow/shadowService.ts';

const span = z.object({ start: z.number().int().nonnegative(), end: z.number().int().nonnegative() });
const script = z.object({ path: z.string(), text: z.string(), span, inTransaction: z.boolean() });
const migration = z.object({ name: z.string(), up: script, down: script.exactOptional() });
const platform = z.enum(['supabase', 'postgres']);

const replayRequest = z.object({
  migrations: z.array(migration),
  settings: z.object({
    platform,
    exposedSchemas: z.array(z.string()),
    authFunctions: z.array(z.string()),
    targetVersion: z.number(),
  }),
  ruleIds: z.array(z.string()),
  withSchema: z.boolean().exactOptional(),
});

const proveRequest = z.object({
  migrations: z.array(migration),
  only: z.array(z.string()).exactOptional(),
  baseSchema: z.object({ path: z.string(), text: z.string() }).exactOptional(),
  platform,
  engine: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('embedded') }),
    z.object({ kind: z.literal('local'), binFolder: z.string() }),
  ]),
  proposeDown: z.boolean(),
});

/** A call as it comes from a socket; throws with what is wrong about it. */
export function proveCall(params: unknown): { readonly id: number; readonly request: ProveRequest } {
  return z.object({ id: z.number(), request: proveRequest }).parse(params);
}

export function replayCall(params: unknown): { readonly id: number; readonly request: ReplayRequest } {
  return z.object({ id: z.number(), request: replayRequest }).parse(params);
}
