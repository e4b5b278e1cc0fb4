import { z } from 'zod';

const QUESTION_MAX = 50_000;
const ATTACHMENT_MAX = 200_000;
const TEXT_MAX = 1_000_000;
const text = (lengthMax: number) => z.string().max(lengthMax);

const mode = z.enum(['auto', 'direct', 'planned']).default('auto');
const consultationId = z.uuid();

export const startSchema = z.strictObject({
  question: z.string().trim().min(1).max(QUESTION_MAX),
  title: text(300).optional(),
  project: text(4_000).optional(),
  trusted: z.boolean(),
  mode,
  model: text(300).optional(),
  connection: text(200).optional(),
  attachments: z
    .array(z.strictObject({ title: text(300), text: text(ATTACHMENT_MAX) }))
    .max(20)
    .default([]),
});
/** Without a text it goes on where it was interrupted. */
export const continueSchema = z.strictObject({
  consultationId,
  text: z.string().trim().max(QUESTION_MAX),
  mode,
});
export const decideSchema = z.strictObject({
  consultationId,
  approvalId: z.uuid(),
  decision: z.enum(['approve', 'reject', 'edit']),
  hash: text(64),
  typed: text(1_000).optional(),
  text: text(TEXT_MAX).optional(),
  note: text(10_000).optional(),
});
export const oneSchema = z.strictObject({ consultationId });
export const getSchema = z.strictObject({
  consultationId,
  limit: z.int().min(1).max(2_000).optional(),
  before: z.int().min(1).optional(),
});
export const listSchema = z.strictObject({
  query: text(500).optional(),
  project: text(4_000).optional(),
  limit: z.int().min(1).max(500).optional(),
});
export const forkSchema = z.strictObject({ consultationId, position: z.int().min(1).optional() });
export const renameSchema = z.strictObject({ consultationId, title: z.string().trim().min(1).max(300) });
export const fileSchema = z.strictObject({
  consultationId,
  path: text(500),
  version: z.int().min(1).optional(),
});
export const writeFileSchema = z.strictObject({
  consultationId,
  path: text(500),
  version: z.int().min(0).optional(),
  text: text(TEXT_MAX),
});
export const outcomeSchema = z.strictObject({
  consultationId,
  proposalId: text(200),
  outcome: z.enum(['saved', 'applied', 'edited', 'merged', 'rolled_back', 'rejected']),
  note: text(10_000).optional(),
});
export const memoryListSchema = z.strictObject({
  query: text(500).optional(),
  project: text(4_000).optional(),
});
export const memorySaveSchema = z.object({
  id: z.uuid().optional(),
  kind: z.enum(['decision', 'worked', 'failed', 'preference', 'fact']),
  text: z.string().trim().min(1).max(10_000),
  project: text(4_000).optional(),
  consultationId: z.uuid().optional(),
});
export const memoryDeleteSchema = z.strictObject({ ids: z.array(z.uuid()).min(1).max(1_000) });
