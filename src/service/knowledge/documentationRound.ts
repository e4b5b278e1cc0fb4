import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { answerNews } from '../../core/advice/knowledge/answerNews.ts';
import type { DocumentationQuestion } from '../../core/advice/knowledge/documentationQuestions.ts';
import type { DocumentationRound } from '../../core/advice/knowledge/documentationReport.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import type { PermissionRequest } from '../../core/policy/permission.ts';
import { sha256 } from '../../core/proof/fingerprint/sha256.ts';
import { type DocumentationTool, documentationTool } from '../../tools/documentationServer.ts';
import { callOtherServer, otherServersTools } from '../../tools/otherServers.ts';
import type { StateFile } from '../library/stateFile.ts';
import type { AskPart } from '../serviceContext.ts';
import type { Toolbox } from '../tools/toolbox.ts';
import type { DocumentationState } from './documentationState.ts';

export interface RoundParts {
  readonly ask: AskPart;
  readonly toolbox: Pick<Toolbox, 'permissions' | 'record'>;
  readonly state: StateFile<DocumentationState>;
  readonly now: () => Date;
}

export interface RoundOptions {
  readonly questions: readonly DocumentationQuestion[];
  /** It counts as the round of the week. */
  readonly isWhole: boolean;
  /** The user himself, or the service by the week. */
  readonly principal: PermissionRequest['principal'];
  readonly signal: AbortSignal;
}

export interface FinishedRound extends DocumentationRound {
  /** How many of the news are of this round. */
  readonly found: number;
}

/** A server that fails so often in a row is away; the rest is asked another time. */
const FAILURES_MAX = 3;
const NEWS_KEPT_MS = 7 * 24 * 60 * 60 * 1000;
/** Each is as long as a paragraph or two; older ones go first. */
const NEWS_MAX = 100;
const QUESTIONS_KEPT = 300;
const RELATED_MAX = 3;
/** The beginning of an answer says what it is about. */
const RELATED_BY_CHARACTERS = 300;

const hitsSchema = z.object({ hits: z.array(z.object({ key: z.string(), title: z.string() })) });

/**
 * Asks the configured documentation server each question and keeps what is new in its answers. Never rejects but for a
 * cancellation, after which what was read is kept all the same: what went wrong is part of the round.
 */
export async function documentationRound(parts: RoundParts, options: RoundOptions): Promise<FinishedRound> {
  const before = await parts.state.read();
  const asking = await chosenTool(parts, options);
  if ('problem' in asking) return { ...knownNews(before, parts.now()), problem: asking.problem };
  const reading: Reading = { answers: {}, news: [], unanswered: [], isFinished: false };
  const after = () => stateAfter(before, reading, options.isWhole, parts.now());
  try {
    await readAll(parts, asking, options, before, reading);
  } finally {
    await parts.state.write(after());
  }
  const { answers, news, unanswered, problem } = reading;
  return {
    ...knownNews(after(), parts.now()),
    answered: Object.keys(answers).length,
    unanswered,
    found: news.length,
    lastAt: parts.now().toISOString(),
    ...(problem !== undefined && { problem }),
  };
}

/** What rounds of the last week found, without asking anyone. */
export function knownNews({ news, lastAt }: DocumentationState, now: Date): FinishedRound {
  return {
    news: recent(news, now),
    answered: 0,
    unanswered: [],
    found: 0,
    ...(lastAt !== undefined && { lastAt }),
  };
}

/** The tool that questions go to, when there is one and the policy lets it be asked. */
async function chosenTool(
  { ask, toolbox }: RoundParts,
  { principal, signal }: RoundOptions,
): Promise<DocumentationTool | { readonly problem: string }> {
  try {
    const call = { signal, requestId: randomUUID() };
    const chosen = documentationTool(
      await otherServersTools((method, params) => ask(method, params, call), 'documentation'),
    );
    if ('problem' in chosen) return chosen;
    const request: PermissionRequest = {
      principal,
      tool: 'documentation_round',
      action: 'reach_out',
      target: { kind: 'server', name: chosen.server },
      // The questions are Fixward's own or the user's: nothing of a workspace and nothing of an answer goes into them.
      tainted: false,
      trusted: true,
      writable: false,
      approved: false,
    };
    const decision = (await toolbox.permissions()).decide(request);
    toolbox.record({ request, decision, inputHash: sha256(chosen.tool) });
    return decision.decision === 'allow' ? chosen : { problem: decision.reason };
  } catch (error) {
    if (signal.aborted) throw error;
    return { problem: `The documentation server could not be asked: ${errorMessage(error)}` };
  }
}

/** What one round has read so far. */
interface Reading {
  readonly answers: Record<string, { readonly paragraphs: string[] }>;
  readonly news: DocumentationState['news'];
  readonly unanswered: { readonly topic: string; readonly reason: string }[];
  problem?: string;
  isFinished: boolean;
}

async function readAll(
  parts: RoundParts,
  tool: DocumentationTool,
  { questions, signal }: RoundOptions,
  before: DocumentationState,
  reading: Reading,
): Promise<void> {
  let failures = 0;
  for (const question of questions) {
    signal.throwIfAborted();
    if (failures >= FAILURES_MAX) {
      reading.unanswered.push({ topic: question.topic, reason: 'not asked any more' });
      continue;
    }
    const reason = await readOne(parts, tool, question, before, reading, signal);
    failures = reason === undefined ? 0 : failures + 1;
    if (reason !== undefined) reading.unanswered.push({ topic: question.topic, reason });
  }
  if (failures >= FAILURES_MAX)
    reading.problem = `${tool.server} failed ${FAILURES_MAX} times in a row; the rest was not asked.`;
  reading.isFinished = reading.unanswered.length === 0;
}

/** Undefined when it was answered; else why not. */
async function readOne(
  { ask: askPart, now }: RoundParts,
  { server, tool, field }: DocumentationTool,
  question: DocumentationQuestion,
  before: DocumentationState,
  reading: Reading,
  signal: AbortSignal,
): Promise<string | undefined> {
  // Whoever is asked listens to the signal for as long as it lives.
  const own = AbortSignal.any([signal]);
  const ask = (method: string, params: unknown) =>
    askPart(method, params, { signal: own, requestId: randomUUID() });
  const { id: questionId, topic, query, problemType } = question;
  try {
    const answer = await callOtherServer(ask, { server, tool, input: { [field]: query } });
    if (!answer.ok) return answer.message;
    const known = before.answers[questionId];
    const { text, paragraphs } = answerNews(answer.text, known?.paragraphs);
    if (text !== '') {
      const words = `${topic} ${query} ${text.slice(0, RELATED_BY_CHARACTERS)}`;
      const [foundAt, first] = [now().toISOString(), known === undefined];
      const same = await related(words, ask);
      reading.news.push({ questionId, topic, query, problemType, server, foundAt, first, text, ...same });
    }
    // Last: were it cut off before, the news would be lost.
    reading.answers[questionId] = { paragraphs: [...paragraphs] };
    return undefined;
  } catch (error) {
    if (signal.aborted) throw error;
    return errorMessage(error);
  }
}

/** What is kept, also of a round that was cut off. */
function stateAfter(
  before: DocumentationState,
  { answers, news, isFinished }: Reading,
  isWhole: boolean,
  now: Date,
): DocumentationState {
  const { lastAt, complete } = isWhole ? { lastAt: now.toISOString(), complete: isFinished } : before;
  // Those of this round come last, and what has not been asked for longest goes first.
  const kept = Object.entries(before.answers).filter(([id]) => !Object.hasOwn(answers, id));
  return {
    ...(lastAt !== undefined && { lastAt }),
    complete,
    answers: Object.fromEntries([...kept, ...Object.entries(answers)].slice(-QUESTIONS_KEPT)),
    news: [...recent(before.news, now), ...news].slice(-NEWS_MAX),
  };
}

/** What Fixward says of the same; nothing where its own search fails, which is no reason to lose the news. */
async function related(
  words: string,
  ask: (method: string, params: unknown) => Promise<unknown>,
): Promise<Pick<DocumentationState['news'][number], 'rules' | 'patterns'>> {
  // Rules are many; they are read by the first round that finds anything.
  const { rulesAbout } = await import('../../tools/searchDocumentation.ts');
  const rules = (await rulesAbout(words, 'sql'))
    .slice(0, RELATED_MAX)
    .map(({ id, title }) => ({ id, title }));
  try {
    const found = await ask('search/patterns', {
      query: words,
      limit: RELATED_MAX,
      filters: { statuses: ['active'] },
    });
    return { rules, patterns: hitsSchema.parse(found).hits };
  } catch {
    return { rules, patterns: [] };
  }
}

function recent(news: DocumentationState['news'], now: Date): DocumentationState['news'] {
  return news.filter(({ foundAt }) => now.getTime() - Date.parse(foundAt) < NEWS_KEPT_MS);
}
