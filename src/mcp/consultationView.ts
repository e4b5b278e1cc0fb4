import { z } from 'zod';

/** The parts of a consultation that another agent is told of; the rest is read as resources. */
const consultationSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: z.enum(['open', 'running', 'waiting', 'done', 'failed', 'stopped']),
  plan: z
    .object({
      revision: z.number(),
      steps: z.array(z.object({ id: z.string(), title: z.string(), phase: z.string(), status: z.string() })),
    })
    .optional(),
  files: z.array(z.object({ path: z.string(), version: z.number() })),
  proposalCards: z.array(
    z.object({
      number: z.number(),
      title: z.string(),
      verdict: z.string(),
      reasons: z.array(z.string()),
      upPath: z.string(),
      downPath: z.string(),
    }),
  ),
  approvals: z.array(z.object({ id: z.string(), title: z.string(), state: z.string() })),
  events: z.array(z.object({ position: z.number(), event: z.looseObject({ kind: z.string() }) })),
});

const answerSchema = z.object({
  kind: z.literal('answer'),
  answer: z.object({
    recommendation: z.string(),
    warnings: z.array(z.string()),
    nextSteps: z.array(z.string()),
  }),
});

const stateSchema = z.object({ kind: z.literal('state'), problem: z.string().optional() });

/** Output of the tools that start, continue and report; a shape that models read without help. */
export const STATUS_SHAPE = {
  consultation: z.string(),
  title: z.string(),
  state: z.string().describe('running, waiting (for the user’s approval), done, failed, stopped, open'),
  problem: z.string().optional(),
  answer: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  next_steps: z.array(z.string()).optional(),
  plan_revision: z.number().optional(),
  plan: z.array(z.object({ title: z.string(), phase: z.string(), status: z.string() })).optional(),
  proposals: z.array(
    z.object({
      number: z.number(),
      title: z.string(),
      verdict: z.string(),
      reasons: z.array(z.string()),
      up: z.string().describe('resource to read'),
      down: z.string().describe('resource to read'),
    }),
  ),
  waits_for_user: z.array(z.string()),
  files: z.array(z.string()),
};

export type ConsultationView = z.infer<typeof consultationSchema>;

export function readConsultation(value: unknown): ConsultationView {
  return consultationSchema.parse(value);
}

/** Where a file of a consultation is read. */
export function fileUri(consultationId: string, path: string): string {
  return `consult://${consultationId}/${path}`;
}

/** Where the plan is read, and watched. */
export function planUri(consultationId: string): string {
  return `consult://${consultationId}/plan`;
}

export function statusOf(view: ConsultationView): Readonly<Record<string, unknown>> {
  const { id, title, state, plan, proposalCards, approvals, files } = view;
  const answer = view.events
    .map(({ event }) => answerSchema.safeParse(event))
    .findLast(({ success }) => success)?.data;
  const ended = view.events
    .map(({ event }) => stateSchema.safeParse(event))
    .findLast(({ success }) => success)?.data;
  const problem = state === 'failed' || state === 'stopped' ? ended?.problem : undefined;
  return {
    consultation: id,
    title,
    state,
    ...(problem !== undefined && { problem }),
    // An answer to an earlier question is none to the one that is being worked on.
    ...(answer &&
      state !== 'running' && {
        answer: answer.answer.recommendation,
        warnings: answer.answer.warnings,
        next_steps: answer.answer.nextSteps,
      }),
    ...(plan && {
      plan_revision: plan.revision,
      plan: plan.steps.map(({ title: step, phase, status }) => ({ title: step, phase, status })),
    }),
    proposals: proposalCards.map(({ number, title: name, verdict, reasons, upPath, downPath }) => ({
      number,
      title: name,
      verdict,
      reasons,
      up: fileUri(id, upPath),
      down: fileUri(id, downPath),
    })),
    waits_for_user: approvals.filter(({ state: at }) => at === 'waiting').map(({ title: asked }) => asked),
    files: files.map(({ path }) => fileUri(id, path)),
  };
}
