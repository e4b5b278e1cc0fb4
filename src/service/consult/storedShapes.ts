import { z } from 'zod';
import type { ApprovalRecord } from '../../core/consult/approvals.ts';
import type { Memory } from '../../protocol/consult.ts';
import type { ConsultDetails, ListedConsultation } from './consultStore.ts';

const countsSchema = z.object({
  stepsDone: z.number().default(0),
  steps: z.number().default(0),
  proposals: z.number().default(0),
  waiting: z.number().default(0),
});

export const listedSchema = z.object({
  id: z.string(),
  title: z.string(),
  project: z.string().optional(),
  state: z.enum(['open', 'running', 'waiting', 'done', 'failed', 'stopped']),
  model: z.string().optional(),
  tokens_in: z.number(),
  tokens_out: z.number(),
  cost_usd: z.number().optional(),
  summary: countsSchema,
  created_at: z.string(),
  updated_at: z.string(),
});

export function toListed(row: z.infer<typeof listedSchema>): ListedConsultation {
  return {
    id: row.id,
    title: row.title,
    ...(row.project !== undefined && { project: row.project }),
    state: row.state,
    ...(row.model !== undefined && { model: row.model }),
    tokensIn: row.tokens_in,
    tokensOut: row.tokens_out,
    ...(row.cost_usd !== undefined && { costUsd: row.cost_usd }),
    counts: row.summary,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

const stepSchema = z.object({
  id: z.string(),
  title: z.string(),
  phase: z.enum(['schema', 'design', 'migration', 'performance', 'testing']),
  status: z.enum(['waiting', 'active', 'done', 'failed', 'skipped']),
  evidence: z.array(z.string()),
});

/** Missing parts read as a consultation that has not begun, in a workspace that nobody trusts. */
export const detailsSchema = z.object({
  trusted: z.boolean().default(false),
  connection: z.string().optional(),
  mode: z.enum(['auto', 'direct', 'planned']).default('auto'),
  route: z.enum(['direct', 'planned']).optional(),
  plan: z.object({ revision: z.number(), steps: z.array(stepSchema) }).optional(),
  isTainted: z.boolean().default(true),
  pending: z.object({ interruptId: z.string(), approvalId: z.string() }).optional(),
  memories: z.array(z.object({ id: z.string(), text: z.string() })).default([]),
});

export function readDetails(row: z.infer<typeof detailsSchema>): ConsultDetails {
  const { connection, route, plan, pending, ...rest } = row;
  return {
    ...rest,
    ...(connection !== undefined && { connection }),
    ...(route !== undefined && { route }),
    ...(plan !== undefined && { plan }),
    ...(pending !== undefined && { pending }),
  };
}

export const approvalSchema = z
  .object({
    id: z.string(),
    title: z.string(),
    tool: z.string(),
    agent: z.string(),
    text: z.string(),
    hash: z.string(),
    target: z.string().optional(),
    environment: z.string().optional(),
    typed_confirmation: z.string().optional(),
    policy_id: z.string(),
    reason: z.string(),
    proposal_id: z.string().optional(),
    expires_at: z.string(),
    state: z.enum(['waiting', 'approved', 'rejected', 'edited', 'used', 'expired']),
  })
  .transform(
    (row): ApprovalRecord => ({
      id: row.id,
      title: row.title,
      tool: row.tool,
      agent: row.agent,
      text: row.text,
      hash: row.hash,
      ...(row.target !== undefined && { target: row.target }),
      ...(row.environment !== undefined && { environment: row.environment }),
      ...(row.typed_confirmation !== undefined && { typedConfirmation: row.typed_confirmation }),
      policyId: row.policy_id,
      reason: row.reason,
      ...(row.proposal_id !== undefined && { proposalId: row.proposal_id }),
      expiresAt: row.expires_at,
      state: row.state,
    }),
  );

export const memorySchema = z
  .object({
    id: z.string(),
    kind: z.enum(['decision', 'worked', 'failed', 'preference', 'fact']),
    text: z.string(),
    project: z.string().optional(),
    consultation_id: z.string().optional(),
    created_at: z.string(),
    updated_at: z.string(),
  })
  .transform(
    (row): Memory => ({
      id: row.id,
      kind: row.kind,
      text: row.text,
      ...(row.project !== undefined && { project: row.project }),
      ...(row.consultation_id !== undefined && { consultationId: row.consultation_id }),
      createdAt: row.created_at,
      updatedAt: row.updated_at,
    }),
  );
