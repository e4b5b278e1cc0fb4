import { z } from 'zod';
import { type PatternContent, patternContentSchema } from './fixPattern.ts';

const RELATION_KINDS = ['prerequisite', 'follows', 'conflicts', 'enhances'] as const;

/** A relation between two shipped patterns, by their keys. */
export const shippedRelationSchema = z.strictObject({
  from: z.string(),
  to: z.string(),
  kind: z.enum(RELATION_KINDS),
  strength: z.number().min(0).max(1).default(0.8),
  /** Why they are related, for people. */
  why: z.string().optional(),
});
export type ShippedRelation = z.infer<typeof shippedRelationSchema>;

/** The patterns that come with Fixward, packed into one file at build time. */
export interface ShippedLibrary {
  readonly patterns: readonly PatternContent[];
  readonly relations: readonly ShippedRelation[];
}

export const NO_LIBRARY: ShippedLibrary = { patterns: [], relations: [] };

const librarySchema = z.object({
  version: z.literal(1),
  patterns: z.array(patternContentSchema),
  relations: z.array(shippedRelationSchema),
});

/** @throws when the text is no packed library of this version */
export function parseShippedLibrary(json: string): ShippedLibrary {
  return librarySchema.parse(JSON.parse(json));
}
