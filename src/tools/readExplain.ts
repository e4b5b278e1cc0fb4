import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import { type PlanFinding, planFindings, slowestSteps } from '../core/advice/plan/planFindings.ts';
import type { QueryPlan } from '../core/advice/plan/planNode.ts';
import { readPlan } from '../core/advice/plan/readPlan.ts';
import { counted } from '../core/report/textReport.ts';
import { defineTool } from './tool.ts';
import { ToolFailure } from './toolFailure.ts';
import { TEXT_CHARACTERS_MAX } from './toolLimits.ts';

/** Longer plans than this are of no query that a person wrote. */
const PLAN_CHARACTERS_MAX = 2_000_000;
const SLOWEST_MAX = 3;

const input = z.strictObject({
  plan: z.string().min(1).max(PLAN_CHARACTERS_MAX).describe('EXPLAIN output, text or JSON'),
});

export interface ReadExplain {
  readonly plan: QueryPlan;
  readonly findings: readonly PlanFinding[];
  readonly slowest: ReturnType<typeof slowestSteps>;
  readonly notes: readonly string[];
}

export const readExplain = defineTool<z.infer<typeof input>, ReadExplain>({
  name: 'read_explain',
  title: 'Read a plan',
  description: 'Says in plain words what is slow in an EXPLAIN output and what to do next.',
  input,
  action: 'read_workspace',
  untrustedOutput: false,
  target: () => ({ kind: 'workspace' }),
  run: async ({ plan: text }) => {
    const read = readPlan(text);
    if ('error' in read) throw new ToolFailure('invalid', `plan: ${read.error}.`);
    const { plan } = read;
    const findings = planFindings(plan);
    const slowest = slowestSteps(plan, SLOWEST_MAX);
    const notes = plan.analysed
      ? []
      : [
          'The query was not run: rows and costs are guesses. EXPLAIN (ANALYZE, BUFFERS) shows what happens; it runs the query.',
        ];
    const lines = [
      ...(plan.executionMs === undefined ? [] : [`ran ${plan.executionMs} ms`]),
      ...slowest.map(({ step, ms, share }) => `${Math.round(share * 100)} % (${ms} ms) in ${step}`),
      findings.length === 0 ? 'nothing stands out' : counted(findings.length, 'finding'),
      ...findings.map(({ step, says, nextStep }) => `${step}: ${says}\n  next: ${nextStep}`),
      ...notes.map((note) => `note: ${note}`),
    ];
    return {
      ok: true,
      data: { plan, findings, slowest, notes },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});
