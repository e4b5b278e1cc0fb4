import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { documentationProposal } from '../../core/advice/knowledge/documentationProposal.ts';
import {
  DOCUMENTATION_QUESTIONS,
  type DocumentationQuestion,
} from '../../core/advice/knowledge/documentationQuestions.ts';
import { documentationReport } from '../../core/advice/knowledge/documentationReport.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import { hashText } from '../../core/text/hash.ts';
import type {
  DocumentationEvent,
  DocumentationProposals,
  DocumentationRoundResult,
} from '../../protocol/connectionMethods.ts';
import { savePatterns, storedByKey } from '../library/savePatterns.ts';
import { parseParams } from '../parseParams.ts';
import type { AskPart, ServiceContext, ServiceMethods } from '../serviceContext.ts';
import { toolboxOf } from '../tools/toolbox.ts';
import {
  documentationRound,
  type FinishedRound,
  knownNews,
  type RoundOptions,
  type RoundParts,
} from './documentationRound.ts';
import { type DocumentationState, documentationState } from './documentationState.ts';

const paramsSchema = z.strictObject({
  /** Asked in place of Fixward's own questions. */
  queries: z.array(z.string().trim().min(1).max(1_000)).min(1).max(50).optional(),
  /** False: tells what rounds of the last week found, and asks nobody. */
  ask: z.boolean().default(true),
  /** Keeps a draft of a pattern for each of the news. */
  propose: z.boolean().default(false),
});

const HOUR_MS = 60 * 60 * 1000;
/** A round a week; one that was not finished is taken up the next day. */
const WEEK_MS = 7 * 24 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
/** By then clients have said which servers there are. */
const FIRST_LOOK_MS = 2 * 60_000;

export interface DocumentationTimes {
  readonly firstLookMs: number;
  readonly everyMs: number;
  readonly now: () => Date;
}

const TIMES: DocumentationTimes = { firstLookMs: FIRST_LOOK_MS, everyMs: HOUR_MS, now: () => new Date() };

/** What documentation servers say of Postgres and Supabase that they had not said before; asked for, or once a week. */
export function documentationMethods(
  context: ServiceContext,
  ask: AskPart,
  { firstLookMs, everyMs, now }: DocumentationTimes = TIMES,
): ServiceMethods {
  const state = documentationState(context.home);
  const parts: RoundParts = { ask, toolbox: toolboxOf(context, ask), state, now };
  let last: Promise<unknown> = Promise.resolve();
  /** Two rounds at once would each tell the other's news. */
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    context.keepAlive(last);
    return next;
  };
  const round = async (options: RoundOptions): Promise<FinishedRound> => {
    const made = await documentationRound(parts, options);
    if (made.found > 0) {
      const asked = options.principal === 'user';
      context.emit('knowledge/documentation', { news: made.found, asked } satisfies DocumentationEvent);
    }
    return made;
  };
  const byTheWeek = async (): Promise<void> => {
    if (!isDue(await state.read(), now())) return;
    const made = await round({
      questions: DOCUMENTATION_QUESTIONS,
      isWhole: true,
      principal: 'documentation-researcher',
      signal: context.ending,
    });
    if (made.problem !== undefined && made.lastAt !== undefined)
      context.log(`documentation: ${made.problem}`);
  };
  const look = (): void => {
    inTurn(byTheWeek).catch((error: unknown) => {
      if (!context.ending.aborted) context.log(`documentation: ${errorMessage(error)}`);
    });
  };
  const first = setTimeout(look, firstLookMs);
  const timer = setInterval(look, everyMs);
  first.unref();
  timer.unref();
  context.ending.addEventListener(
    'abort',
    () => {
      clearTimeout(first);
      clearInterval(timer);
    },
    { once: true },
  );
  return {
    'knowledge/documentationRound': async (params, call): Promise<DocumentationRoundResult> => {
      const asked = parseParams(paramsSchema, params);
      const signal = AbortSignal.any([call.signal, context.ending]);
      return inTurn(async () => {
        const made = asked.ask
          ? await round({
              questions: asked.queries?.map(ownQuestion) ?? DOCUMENTATION_QUESTIONS,
              isWhole: asked.queries === undefined,
              principal: 'user',
              signal,
            })
          : knownNews(await state.read(), now());
        const proposals = asked.propose ? await propose(context, made, signal) : undefined;
        return {
          report: documentationReport(made),
          news: made.news.length,
          found: made.found,
          answered: made.answered,
          unanswered: made.unanswered.length,
          ...(made.problem !== undefined && { problem: made.problem }),
          ...(proposals && { proposals }),
        };
      });
    },
  };
}

function isDue({ lastAt, complete }: DocumentationState, now: Date): boolean {
  if (lastAt === undefined) return true;
  const sinceMs = now.getTime() - Date.parse(lastAt);
  // A clock that was set back waits no longer than one that was not.
  return sinceMs < 0 || sinceMs >= (complete ? WEEK_MS : DAY_MS);
}

function ownQuestion(query: string): DocumentationQuestion {
  return { id: `asked-${hashText(query)}`, topic: query, query, problemType: 'Standards' };
}

/** Drafts are seen by nobody who does not look for them; a person makes patterns of them, or deletes them. */
async function propose(
  context: ServiceContext,
  { news }: FinishedRound,
  signal: AbortSignal,
): Promise<DocumentationProposals> {
  const patterns = news.map((one) => ({
    content: documentationProposal(one, randomUUID()),
    place: one.topic,
    origin: 'imported' as const,
    status: 'draft' as const,
    reviewed: false,
  }));
  const scope = { store: context.store, signal };
  const known = await storedByKey(
    scope,
    patterns.map(({ content }) => content.key),
  );
  // A draft that is there may have been worked on.
  const fresh = patterns.filter(({ content }) => !known.has(content.key));
  const { counts, problems } = await savePatterns(scope, fresh, false);
  return {
    created: counts.created,
    known: patterns.length - fresh.length,
    problems: problems.map(({ message }) => message),
  };
}
