import type { AgentName, ConsultAnswer, ConsultEvent, StoredEvent } from '../../src/protocol/consult.ts';

type Event<Kind extends ConsultEvent['kind']> = Extract<ConsultEvent, { kind: Kind }>;

export interface ToolCall {
  readonly kind: 'tool';
  readonly key: string;
  readonly event: Event<'tool'>;
}

/** A specialist's piece of work with the tools it used. */
export interface AgentRun {
  readonly kind: 'run';
  readonly key: string;
  readonly event: Event<'agent'>;
  readonly calls: readonly ToolCall[];
}

/** What stands in the conversation, one below the other; keys stay while the conversation grows. */
export type Turn =
  | { readonly kind: 'question'; readonly key: string; readonly position: number; readonly text: string }
  | { readonly kind: 'route'; readonly key: string; readonly event: Event<'route'> }
  | { readonly kind: 'work'; readonly key: string; readonly entries: readonly (AgentRun | ToolCall)[] }
  | {
      readonly kind: 'answer';
      readonly key: string;
      readonly position: number;
      readonly answer: ConsultAnswer;
      readonly text: string;
    }
  | { readonly kind: 'plan'; readonly key: string; readonly event: Event<'plan'> }
  | { readonly kind: 'proposal'; readonly key: string; readonly id: string }
  | { readonly kind: 'approval'; readonly key: string; readonly id: string }
  | { readonly kind: 'files'; readonly key: string; readonly files: readonly Event<'file'>[] }
  | { readonly kind: 'memory'; readonly key: string; readonly event: Event<'memory'> }
  | { readonly kind: 'notice'; readonly key: string; readonly event: Event<'notice'> }
  | { readonly kind: 'summary'; readonly key: string; readonly text: string }
  | { readonly kind: 'ended'; readonly key: string; readonly event: Event<'state'> };

/** Position of the first event that an entry tells of. */
export function positionOf({ key }: Turn): number {
  return Number(key.slice(key.lastIndexOf(' ') + 1));
}

interface OpenRun {
  event: Event<'agent'>;
  readonly key: string;
  readonly calls: OpenCall[];
}
interface OpenCall {
  event: Event<'tool'>;
  readonly key: string;
}
interface OpenWork {
  readonly kind: 'open work';
  readonly key: string;
  readonly entries: (OpenRun | OpenCall)[];
}

/**
 * The conversation as it is read: one entry for each piece of work however many events told of it, standing where it
 * began.
 */
export function turnsOf(events: readonly StoredEvent[]): readonly Turn[] {
  const builder = new TurnBuilder();
  for (const stored of events) builder.add(stored);
  return builder.turns();
}

class TurnBuilder {
  readonly #turns: (Turn | OpenWork)[] = [];
  readonly #runs = new Map<string, OpenRun>();
  readonly #calls = new Map<string, OpenCall>();
  readonly #once = new Set<string>();
  /** Proposals by their approvals' own words: an approval of a proposal stands in the proposal's card. */
  readonly #proposals = new Set<string>();

  add({ event, position }: StoredEvent): void {
    const key = `${event.kind} ${position}`;
    switch (event.kind) {
      case 'question':
        this.#turns.push({ kind: 'question', key, position, text: event.text });
        return;
      case 'answer':
        this.#turns.push({ kind: 'answer', key, position, answer: event.answer, text: event.text });
        return;
      case 'agent':
        this.#addRun(event, key);
        return;
      case 'tool':
        this.#addCall(event, key);
        return;
      case 'proposal':
        this.#proposals.add(event.proposal.id);
        if (this.#first(`proposal ${event.proposal.id}`))
          this.#turns.push({ kind: 'proposal', key, id: event.proposal.id });
        return;
      case 'approval': {
        const { id, proposalId } = event.approval;
        const inCard = proposalId !== undefined && this.#proposals.has(proposalId);
        if (this.#first(`approval ${id}`) && !inCard) this.#turns.push({ kind: 'approval', key, id });
        return;
      }
      case 'file':
        this.#addFile(event, key);
        return;
      case 'plan':
        if (isNews(event)) this.#turns.push({ kind: 'plan', key, event });
        return;
      case 'state':
        if (event.state === 'failed' || event.state === 'stopped')
          this.#turns.push({ kind: 'ended', key, event });
        return;
      case 'summary':
        this.#turns.push({ kind: 'summary', key, text: event.text });
        return;
      case 'route':
        this.#turns.push({ kind: 'route', key, event });
        return;
      case 'memory':
        if (event.used.length > 0) this.#turns.push({ kind: 'memory', key, event });
        return;
      case 'notice':
        this.#turns.push({ kind: 'notice', key, event });
        return;
      case 'usage':
        // Counted, not told one by one.
        return;
    }
  }

  turns(): readonly Turn[] {
    return this.#turns.map((turn) => (turn.kind === 'open work' ? closed(turn) : turn));
  }

  #first(name: string): boolean {
    if (this.#once.has(name)) return false;
    this.#once.add(name);
    return true;
  }

  #work(key: string): OpenWork {
    const last = this.#turns.at(-1);
    if (last?.kind === 'open work') return last;
    const work: OpenWork = { kind: 'open work', key: `work ${key}`, entries: [] };
    this.#turns.push(work);
    return work;
  }

  #addRun(event: Event<'agent'>, key: string): void {
    const known = this.#runs.get(event.run);
    if (known) {
      known.event = { ...event, task: event.task === '' ? known.event.task : event.task };
      return;
    }
    const run: OpenRun = { event, key, calls: [] };
    this.#runs.set(event.run, run);
    this.#work(key).entries.push(run);
  }

  #addCall(event: Event<'tool'>, key: string): void {
    const known = this.#calls.get(event.call);
    if (known) {
      known.event = { ...event, input: event.input === '' ? known.event.input : event.input };
      return;
    }
    const call: OpenCall = { event, key };
    this.#calls.set(event.call, call);
    const run = event.run === undefined ? undefined : this.#runs.get(event.run);
    if (run) run.calls.push(call);
    else this.#work(key).entries.push(call);
  }

  #addFile(event: Event<'file'>, key: string): void {
    const last = this.#turns.at(-1);
    if (last?.kind === 'files') {
      const files = [...last.files.filter(({ path }) => path !== event.path), event];
      this.#turns[this.#turns.length - 1] = { ...last, files };
    } else this.#turns.push({ kind: 'files', key, files: [event] });
  }
}

function closed({ key, entries }: OpenWork): Turn {
  return {
    kind: 'work',
    key,
    entries: entries.map((entry) =>
      'calls' in entry
        ? { kind: 'run', key: entry.key, event: entry.event, calls: entry.calls.map(callOf) }
        : callOf(entry),
    ),
  };
}

function callOf({ key, event }: OpenCall): ToolCall {
  return { kind: 'tool', key, event };
}

/** A step that only moved on shows in the plan itself; what is told is a plan that became another. */
function isNews({ plan, changes, reason }: Event<'plan'>): boolean {
  if (plan.revision === 1 || reason !== undefined) return true;
  return changes.some((change) => change.kind !== 'changed' || change.before.title !== change.after.title);
}

/** Tokens and cost of one stretch of work, up to an answer. */
export interface UsageSum {
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** Absent when any part of it has no known price. */
  readonly costUsd?: number;
  readonly models: readonly string[];
  readonly agents: readonly AgentName[];
  /** True when any figure was counted here and not told by the endpoint. */
  readonly estimated: boolean;
}

/** What was used since the answer before, by the position of each answer. */
export function usageByAnswer(events: readonly StoredEvent[]): ReadonlyMap<number, UsageSum> {
  const sums = new Map<number, UsageSum>();
  let current: Event<'usage'>[] = [];
  let lastAnswer: number | undefined;
  for (const { event, position } of events) {
    if (event.kind === 'question') {
      if (lastAnswer !== undefined && current.length > 0) sums.set(lastAnswer, sumOf(current));
      current = [];
      lastAnswer = undefined;
    } else if (event.kind === 'usage') current.push(event);
    else if (event.kind === 'answer') lastAnswer = position;
  }
  if (lastAnswer !== undefined && current.length > 0) sums.set(lastAnswer, sumOf(current));
  return sums;
}

function sumOf(events: readonly Event<'usage'>[]): UsageSum {
  const usages = events.map(({ usage }) => usage);
  const costs = usages.map(({ costUsd }) => costUsd);
  const known = costs.every((cost) => cost !== undefined);
  return {
    tokensIn: usages.reduce((sum, { tokensIn }) => sum + tokensIn, 0),
    tokensOut: usages.reduce((sum, { tokensOut }) => sum + tokensOut, 0),
    ...(known && { costUsd: costs.reduce((sum: number, cost) => sum + (cost ?? 0), 0) }),
    models: [...new Set(usages.map(({ model }) => model))],
    agents: [...new Set(events.map(({ agent }) => agent))],
    estimated: usages.some(({ method }) => method === 'estimated'),
  };
}
