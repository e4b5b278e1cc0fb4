import type { ConfidenceEvidence } from '../../../protocol/confidence.ts';
import type { AnswerSource, ConsultAnswer, ConsultEvent } from '../../../protocol/consult.ts';

type ToolEvent = Extract<ConsultEvent, { kind: 'tool' }>;

/** What happened since the last question before the answer. */
export function eventsOfTurn(events: readonly ConsultEvent[]): readonly ConsultEvent[] {
  const begin = events.findLastIndex(({ kind }) => kind === 'question');
  return events.slice(begin + 1);
}

/** What the turn shows about its answer: sources that were really looked at, tools that worked, steps that were done. */
export function turnEvidence(
  answer: Pick<ConsultAnswer, 'sources'>,
  events: readonly ConsultEvent[],
): readonly ConfidenceEvidence[] {
  return [...sourceEvidence(answer.sources, events), ...toolEvidence(events), ...planEvidence(events)];
}

/** Tools whose result can stand behind a source of each kind; undefined: any of them. */
const LOOKS: Readonly<Record<AnswerSource['kind'], RegExp | undefined>> = {
  schema:
    /^(?:list_schema|describe_object|relationship_map|check_schema|run_readonly_sql|propose_migration|verify_migration|advise_indexes)$/u,
  pattern: /^search_patterns$/u,
  documentation: /^search_documentation$|__/u,
  tool: undefined,
  file: undefined,
  memory: undefined,
};

function sourceEvidence(
  sources: readonly AnswerSource[],
  events: readonly ConsultEvent[],
): readonly ConfidenceEvidence[] {
  if (sources.length === 0) return [];
  const backed = sources.filter((source) => isBacked(source, events)).length;
  return [
    {
      part: 'contextual',
      kind: 'retrieval_support',
      text: `${backed} of ${sources.length} sources that it names were looked at for this question.`,
      passed: backed,
      of: sources.length,
    },
  ];
}

function isBacked(source: AnswerSource, events: readonly ConsultEvent[]): boolean {
  const names = [source.title, source.reference ?? ''].filter((name) => name.trim() !== '');
  const mentions = (text: string): boolean =>
    names.some((name) => text.toLowerCase().includes(name.trim().toLowerCase()));
  if (source.kind === 'memory') {
    return events.some((event) => event.kind === 'memory' && event.used.length > 0);
  }
  if (source.kind === 'file') {
    return events.some(
      (event) =>
        (event.kind === 'file' && mentions(event.path)) || (isFinished(event) && mentions(saidBy(event))),
    );
  }
  const finished = events.filter(isFinished);
  const fitting = finished.filter(({ name }) => LOOKS[source.kind]?.test(name) ?? true);
  // Schema and tools are named by what was done there, the others by what they are called.
  if (source.kind === 'schema' || source.kind === 'tool') return fitting.length > 0;
  return fitting.some((event) => mentions(saidBy(event)));
}

function toolEvidence(events: readonly ConsultEvent[]): readonly ConfidenceEvidence[] {
  const ended = events.filter(
    (event): event is ToolEvent =>
      event.kind === 'tool' && (event.state === 'finished' || event.state === 'failed'),
  );
  if (ended.length === 0) return [];
  const finished = ended.filter(({ state }) => state === 'finished').length;
  return [
    {
      part: 'contextual',
      kind: 'tools_answered',
      text: `${finished} of ${ended.length} looks at schema, library or data gave an answer.`,
      passed: finished,
      of: ended.length,
    },
  ];
}

function planEvidence(events: readonly ConsultEvent[]): readonly ConfidenceEvidence[] {
  const last = events.findLast((event) => event.kind === 'plan');
  if (last?.kind !== 'plan' || last.plan.steps.length === 0) return [];
  const steps = last.plan.steps.filter(({ status }) => status !== 'skipped');
  // A step counts as done where something shows it.
  const shown = steps.filter(({ status, evidence }) => status === 'done' && evidence.length > 0).length;
  if (steps.length === 0) return [];
  return [
    {
      part: 'reasoning',
      kind: 'plan_steps',
      text: `${shown} of ${steps.length} steps of its plan are done with something to show for it.`,
      passed: shown,
      of: steps.length,
    },
  ];
}

function isFinished(event: ConsultEvent): event is ToolEvent {
  return event.kind === 'tool' && event.state === 'finished';
}

function saidBy({ input, result = '' }: ToolEvent): string {
  return `${input}\n${result}`;
}
