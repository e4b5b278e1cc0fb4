import { z } from 'zod';
import { LOCK_MODES } from '../../core/sql/lockModes.ts';
import type { StoredProof } from './certificateStore.ts';

const hash = z.string().nullable();
const words = z.array(z.string());

const statementSchema = z.object({
  direction: z.enum(['up', 'down']),
  sql: z.string(),
  span: z.object({ start: z.number(), end: z.number() }),
  locks: z
    .array(
      z.object({
        relation: z.string(),
        mode: z.enum(LOCK_MODES),
        blocksReads: z.boolean(),
        blocksWrites: z.boolean(),
      }),
    )
    .nullable(),
  rewrites: words,
  scans: words,
  ms: z.number().nullable(),
  note: z.string().exactOptional(),
});

const verdict = z.enum(['PROVEN', 'NOT_IDENTICAL', 'IRREVERSIBLE', 'UNPROVABLE', 'FAILED']);

const certificateSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  path: z.string(),
  downPath: z.string().exactOptional(),
  verdict,
  engine: z.object({ name: z.enum(['PGlite', 'PostgreSQL']), version: z.string(), notes: words }),
  fingerprints: z.object({ before: hash, afterUp: hash, afterDown: hash, afterSecondUp: hash }),
  leftBehind: words,
  lost: words,
  dataProbe: z.object({
    rows: z.record(z.string(), z.number()),
    survived: z.boolean().nullable(),
    losses: words,
    notes: words,
  }),
  statements: z.array(statementSchema),
  reasons: words,
  notes: words,
  proposedDown: z
    .object({ sql: z.string(), verdict, cannotComeBack: words, leftBehind: words, lost: words })
    .exactOptional(),
  findings: z.array(z.unknown()),
  ms: z.number(),
});

const proofSchema = z.object({
  folder: z.string(),
  name: z.string(),
  key: z.string(),
  provenAt: z.string(),
  certificate: certificateSchema,
});

/** A proof from its file; undefined when it is not one, or one of another version. */
export function parseStoredProof(json: string): StoredProof | undefined {
  try {
    const { data } = proofSchema.safeParse(JSON.parse(json));
    return data;
  } catch {
    return undefined;
  }
}
