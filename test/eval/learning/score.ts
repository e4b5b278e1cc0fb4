import type { Case, Pair } from './cases.ts';
import type { Subject } from './subject.ts';

/**
 * `exact`: the expected text byte for byte; `spaced`: but for blanks; `wrong`: changed into something else; `silent`: not
 * changed; `declined`: nothing was learned; `failed`: an exception.
 */
export type Verdict = 'exact' | 'spaced' | 'wrong' | 'silent' | 'declined' | 'failed';

export interface SiteScore {
  readonly pair: Pair;
  readonly verdict: Verdict;
  readonly result: string;
}

export interface CaseScore {
  readonly case: Case;
  readonly declined: string | undefined;
  readonly print: string;
  readonly sites: readonly SiteScore[];
  /** Negatives the learner had not seen. */
  readonly negatives: readonly {
    readonly text: string;
    readonly result: string;
    readonly changed: boolean;
  }[];
  readonly learnMs: number;
  readonly applyMs: readonly number[];
}

export async function scoreCase(
  subject: Subject,
  one: Case,
  exampleCount: number,
  given: number,
): Promise<CaseScore> {
  const startMs = performance.now();
  const learned = await attempt(() =>
    subject.learn(one.language, one.train.slice(0, exampleCount), one.negatives.slice(0, given)),
  );
  const learnMs = performance.now() - startMs;
  const unseen = one.negatives.slice(given);
  if ('failure' in learned || 'declined' in learned.value) {
    const why = 'failure' in learned ? learned.failure : (learned.value as { declined: string }).declined;
    const verdict: Verdict = 'failure' in learned ? 'failed' : 'declined';
    return {
      case: one,
      declined: why,
      print: '',
      sites: one.test.map((pair) => ({ pair, verdict, result: pair.before })),
      negatives: unseen.map((text) => ({ text, result: text, changed: false })),
      learnMs,
      applyMs: [],
    };
  }
  const { value } = learned;
  const applyMs: number[] = [];
  const run = async (text: string): Promise<{ value: string } | { failure: string }> => {
    const fromMs = performance.now();
    const result = await attempt(() => value.apply(text));
    applyMs.push(performance.now() - fromMs);
    return result;
  };
  const sites: SiteScore[] = [];
  for (const pair of one.test) sites.push(siteScore(pair, await run(pair.before)));
  const negatives: CaseScore['negatives'][number][] = [];
  for (const text of unseen) {
    const result = await run(text);
    const now = 'failure' in result ? result.failure : result.value;
    negatives.push({ text, result: now, changed: now !== text });
  }
  return { case: one, declined: undefined, print: value.print, sites, negatives, learnMs, applyMs };
}

function siteScore(pair: Pair, outcome: { value: string } | { failure: string }): SiteScore {
  if ('failure' in outcome) return { pair, verdict: 'failed', result: outcome.failure };
  const result = outcome.value;
  return { pair, verdict: verdictOf(pair, result), result };
}

function verdictOf({ before, after }: Pair, result: string): Verdict {
  if (result === after) return 'exact';
  if (result === before) return 'silent';
  return withoutBlanks(result) === withoutBlanks(after) ? 'spaced' : 'wrong';
}

function withoutBlanks(text: string): string {
  return text.replace(/\s+/gu, '');
}

async function attempt<Value>(
  action: () => Promise<Value> | Value,
): Promise<{ value: Value } | { failure: string }> {
  try {
    return { value: await action() };
  } catch (error) {
    return { failure: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
