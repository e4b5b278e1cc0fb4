import { z } from 'zod';
import type { ApprovalRecord } from '../../core/consult/approvals.ts';
import type { ConsultFile, Memory } from '../../protocol/consult.ts';
import type { ApprovalToAsk, StoredApproval } from '../../store/functions/approvals.ts';
import type { StoredConsultation } from '../../store/functions/consultations.ts';
import type { StoredMemory } from '../../store/functions/memories.ts';
import type { ConsultDetails, ListedConsultation } from './consultStore.ts';

const countsSchema = z.object({
  stepsDone: z.number().default(0),
  steps: z.number().default(0),
  proposals: z.number().default(0),
  waiting: z.number().default(0),
});

export function toListed(row: StoredConsultation): ListedConsultation {
  const { id, title, project, state, model, cost_usd: costUsd } = row;
  const counts = countsSchema.safeParse(row.summary);
  return {
    id,
    title,
    ...(project !== undefined && { project }),
    state,
    ...(model !== undefined && { model }),
    tokensIn: row.tokens_in,
    tokensOut: row.tokens_out,
    ...(costUsd !== undefined && { costUsd }),
    counts: counts.success ? counts.data : countsSchema.parse({}),
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

/** Missing parts read as a consultation in a workspace that nobody trusts, after strangers have spoken. */
const detailsSchema = z.object({
  trusted: z.boolean().default(false),
  connection: z.string().exactOptional(),
  chosenModel: z.string().exactOptional(),
  mode: z.enum(['auto', 'direct', 'planned']).default('auto'),
  route: z.enum(['direct', 'planned']).exactOptional(),
  plan: z.object({ revision: z.number(), steps: z.array(stepSchema) }).exactOptional(),
  isTainted: z.boolean().default(true),
  pending: z.object({ interruptId: z.string(), approvalId: z.string() }).exactOptional(),
  memories: z.array(z.object({ id: z.string(), text: z.string() })).default([]),
});

export function toDetails(stored: unknown): ConsultDetails {
  return detailsSchema.parse(stored);
}

export function toApproval(row: StoredApproval): ApprovalRecord {
  const { id, title, tool, agent, text, hash, target, environment, reason, state } = row;
  return {
    id,
    title,
    tool,
    agent,
    text,
    hash,
    ...(target !== undefined && { target }),
    ...(environment !== undefined && { environment }),
    ...(row.typed_confirmation !== undefined && { typedConfirmation: row.typed_confirmation }),
    policyId: row.policy_id,
    reason,
    ...(row.proposal_id !== undefined && { proposalId: row.proposal_id }),
    expiresAt: row.expires_at,
    state,
  };
}

export function approvalRow(consultationId: string, approval: ApprovalRecord): ApprovalToAsk {
  const { expiresAt, policyId, typedConfirmation, proposalId, state: _waiting, ...rest } = approval;
  return {
    ...rest,
    consultation_id: consultationId,
    expires_at: expiresAt,
    policy_id: policyId,
    ...(typedConfirmation !== undefined && { typed_confirmation: typedConfirmation }),
    ...(proposalId !== undefined && { proposal_id: proposalId }),
  };
}

export function toMemory(row: StoredMemory): Memory {
  const { id, kind, text, project } = row;
  return {
    id,
    kind,
    text,
    ...(project !== undefined && { project }),
    ...(row.consultation_id !== undefined && { consultationId: row.consultation_id }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

const AUTHORS = [
  'consultant',
  'schema-analyst',
  'migration-specialist',
  'performance-optimizer',
  'documentation-researcher',
] as const;

export function knownAuthor(author: string): ConsultFile['author'] {
  return AUTHORS.find((name) => name === author) ?? 'user';
}
