/** A consultation's plan: what is to be done, how far it is, and what shows it. */
export type PlanPhase = 'schema' | 'design' | 'migration' | 'performance' | 'testing';
export type StepStatus = 'waiting' | 'active' | 'done' | 'failed' | 'skipped';

export interface PlanStep {
  readonly id: string;
  readonly title: string;
  readonly phase: PlanPhase;
  readonly status: StepStatus;
  readonly evidence: readonly string[];
}

export interface Plan {
  readonly revision: number;
  readonly steps: readonly PlanStep[];
}

export type PlanChange =
  | { readonly kind: 'added' | 'removed'; readonly step: PlanStep }
  | { readonly kind: 'changed'; readonly before: PlanStep; readonly after: PlanStep };

/** As an agent writes its list: `phase: what to do`. */
export interface Todo {
  readonly content: string;
  readonly status: 'pending' | 'in_progress' | 'completed';
}

export interface PlanUpdate {
  readonly plan: Plan;
  /** Empty when nothing changed; the plan is then the one before. */
  readonly changes: readonly PlanChange[];
  /** Why steps came, went or were taken up anew; absent when only their status moved on. */
  readonly reason?: string;
}

const EMPTY: Plan = { revision: 0, steps: [] };
const STEPS_MAX = 60;
const TITLE_MAX = 200;
const EVIDENCE_MAX = 20;

const STATUS_OF: Readonly<Record<Todo['status'], StepStatus>> = {
  pending: 'waiting',
  in_progress: 'active',
  completed: 'done',
};

/** The plan that a list of todos means, seen from the plan before: steps are known again by their words. */
export function planFromTodos(before: Plan | undefined, todos: readonly Todo[]): PlanUpdate {
  const known = before ?? EMPTY;
  const left = [...known.steps];
  let nextId = 1 + Math.max(0, ...known.steps.map(({ id }) => Number(id.slice(1))));
  const steps = todos
    .slice(0, STEPS_MAX)
    .map(readTodo)
    .filter(({ title }) => title !== '')
    .map(({ title, phase, status }): PlanStep => {
      const at = left.findIndex((step) => sameWords(step.title, title));
      const [match] = at < 0 ? [] : left.splice(at, 1);
      if (!match) return { id: `s${nextId++}`, title, phase: phase ?? phaseOf(title), status, evidence: [] };
      // A failed step stays failed until it is taken up again.
      const settled = match.status === 'failed' && status === 'waiting' ? 'failed' : status;
      return { ...match, title, phase: phase ?? match.phase, status: settled };
    });
  return updated(known, steps);
}

/** One line that shows a step is done, or why it failed, put to the step that is active. */
export function withEvidence(plan: Plan | undefined, line: string, phase: PlanPhase | undefined): PlanUpdate {
  const known = plan ?? EMPTY;
  const active = known.steps.filter(({ status }) => status === 'active');
  const step = active.find((each) => each.phase === phase) ?? active[0];
  if (!step || step.evidence.includes(line) || step.evidence.length >= EVIDENCE_MAX) {
    return { plan: known, changes: [] };
  }
  const steps = known.steps.map((each) =>
    each === step ? { ...each, evidence: [...each.evidence, line] } : each,
  );
  return updated(known, steps);
}

/** When the work ended: what was active failed with it; what waited is skipped only once all is over. */
export function settlePlan(plan: Plan | undefined, end: 'done' | 'failed' | 'stopped'): PlanUpdate {
  const known = plan ?? EMPTY;
  const steps = known.steps.map((step): PlanStep => {
    if (end === 'failed' && step.status === 'active') return { ...step, status: 'failed' };
    if (end === 'stopped' && step.status === 'active') return { ...step, status: 'waiting' };
    if (end === 'done' && (step.status === 'active' || step.status === 'waiting'))
      return { ...step, status: 'skipped' };
    return step;
  });
  return updated(known, steps);
}

export function planProgress(plan: Plan | undefined): { readonly done: number; readonly steps: number } {
  const steps = plan?.steps ?? [];
  return { done: steps.filter(({ status }) => status === 'done').length, steps: steps.length };
}

/** What makes one list of steps out of another. */
function planChanges(before: readonly PlanStep[], after: readonly PlanStep[]): readonly PlanChange[] {
  const was = new Map(before.map((step) => [step.id, step]));
  const is = new Set(after.map(({ id }) => id));
  return [
    ...after.flatMap((step): PlanChange[] => {
      const earlier = was.get(step.id);
      if (!earlier) return [{ kind: 'added', step }];
      return isSame(earlier, step) ? [] : [{ kind: 'changed', before: earlier, after: step }];
    }),
    ...before.filter(({ id }) => !is.has(id)).map((step): PlanChange => ({ kind: 'removed', step })),
  ];
}

function updated(before: Plan, steps: readonly PlanStep[]): PlanUpdate {
  const changes = planChanges(before.steps, steps);
  const isMoved = steps.some(({ id }, index) => before.steps[index]?.id !== id);
  if (changes.length === 0 && !isMoved) return { plan: before, changes };
  const reason = before.steps.length === 0 ? undefined : replanReason(changes);
  return {
    plan: { revision: before.revision + 1, steps },
    changes,
    ...(reason !== undefined && { reason }),
  };
}

/** In words, when it is more than progress. */
function replanReason(changes: readonly PlanChange[]): string | undefined {
  const count = (kind: PlanChange['kind']): number => changes.filter((change) => change.kind === kind).length;
  const redone = changes.filter(
    (change) =>
      change.kind === 'changed' && change.before.status === 'done' && change.after.status !== 'done',
  ).length;
  const parts = [
    some(count('added'), 'added'),
    some(count('removed'), 'taken out'),
    some(redone, 'taken up again'),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : `Plan changed: ${parts.join(', ')}.`;
}

function some(count: number, what: string): string | undefined {
  return count === 0 ? undefined : `${count} ${count === 1 ? 'step' : 'steps'} ${what}`;
}

/** `migration: …` or `[migration] …` */
const PREFIX =
  /^\s*(?:\[(schema|design|migration|performance|testing)\]\s*:?|(schema|design|migration|performance|testing)(?: analysis)?\s*[:–—])\s*/iu;

function readTodo({ content, status }: Todo): {
  readonly title: string;
  readonly phase: PlanPhase | undefined;
  readonly status: StepStatus;
} {
  const [, bracketed, plain] = PREFIX.exec(content) ?? [];
  const phase = PHASES.find((name) => name === (bracketed ?? plain)?.toLowerCase());
  const title = content.replace(PREFIX, '').replaceAll(/\s+/gu, ' ').trim().slice(0, TITLE_MAX);
  return { title, phase, status: STATUS_OF[status] };
}

const PHASES: readonly PlanPhase[] = ['schema', 'design', 'migration', 'performance', 'testing'];

/** By what the words speak of, where a step names no phase; the later phases are told by rarer words. */
function phaseOf(title: string): PlanPhase {
  if (/\b(?:tests?|testing|verif\w*|scenarios?|prove\w*|rollback tests?)\b/iu.test(title)) return 'testing';
  if (/\b(?:index(?:es)?|slow|explain|performance|latency|statistics|monitor\w*)\b/iu.test(title)) {
    return 'performance';
  }
  if (/\b(?:migrations?|backfill|apply|rollback)\b/iu.test(title)) return 'migration';
  if (/\b(?:design|model|propose|decide|draft|choose)\b/iu.test(title)) return 'design';
  return 'schema';
}

function sameWords(one: string, other: string): boolean {
  return plainWords(one) === plainWords(other);
}

function plainWords(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function isSame(one: PlanStep, other: PlanStep): boolean {
  return (
    one.title === other.title &&
    one.phase === other.phase &&
    one.status === other.status &&
    one.evidence.length === other.evidence.length &&
    one.evidence.every((line, index) => line === other.evidence[index])
  );
}
