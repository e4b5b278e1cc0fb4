import type { EngineEvent, EngineResume } from '../../consultant/consultantEngine.ts';
import type { Consultant } from '../../consultant/openConsultant.ts';
import { budgetProblem, tokensLeft, type UsedUp } from '../../core/consult/budget.ts';
import { chooseRoute } from '../../core/consult/routing.ts';
import { neutralise } from '../../core/consult/untrusted.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import type { ConsultRoute } from '../../protocol/consult.ts';
import type { ConsultParts, ToolsPart } from './consultParts.ts';
import { earlierTalk } from './earlierTalk.ts';
import type { LiveConsultation } from './liveConsultation.ts';
import { tellEvent, tellFailure } from './turnEvents.ts';
import { proposalShelf, turnTools } from './turnTools.ts';

/** A direct answer takes a look or two; a plan with four specialists some dozens. */
const CALLS_MAX: Readonly<Record<ConsultRoute, number>> = { direct: 25, planned: 150 };
/** Where no budget is set, so that a loop ends. */
const TOKENS_MAX = 3_000_000;
const FILE_CHARACTERS_MAX = 100_000;

/** Says what works without a model, for who has none. */
const NO_MODEL =
  'No model is configured. Checks, proofs, locks, the schema map and index advice work without one: run them from the tools of this panel or the commands. To ask questions, add a key, an Ollama server, or allow a model of your editor.';

export type TurnWork =
  | { readonly kind: 'question'; readonly question: string; readonly mode: 'auto' | ConsultRoute }
  | { readonly kind: 'resume'; readonly decision?: NonNullable<EngineResume['decision']> };

/** One turn: from the question, or where it stopped, until it ends, waits, fails or is stopped. Nothing is thrown. */
export async function runTurn(
  live: LiveConsultation,
  work: TurnWork,
  parts: ConsultParts,
  stop: AbortController,
): Promise<void> {
  try {
    const usual = await parts.models.deepModel();
    const { chosenModel } = live.record.details;
    if (usual === undefined) {
      // What was decided is kept, and done once there is a model.
      if (work.kind === 'resume') return;
      tellFailure('no_model', NO_MODEL, live);
      return;
    }
    live.set({ model: chosenModel ?? usual });
    live.clear('pending');
    live.state('running');
    await runEngine(live, work, parts, stop, await parts.consultant(chosenModel));
  } catch (error) {
    // The next service takes it up; it still stands as running.
    if (parts.ending.aborted) return;
    parts.log(
      `consultation ${live.id}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    const isStopped = stop.signal.aborted;
    tellFailure(isStopped ? 'cancelled' : 'internal', isStopped ? 'Stopped.' : errorMessage(error), live);
  } finally {
    await live.written();
  }
}

async function runEngine(
  live: LiveConsultation,
  work: TurnWork,
  parts: ConsultParts,
  stop: AbortController,
  consultant: Consultant,
): Promise<void> {
  const isFirst = live.record.details.route === undefined;
  const signal = AbortSignal.any([stop.signal, parts.ending]);
  // What does not wait for another is asked for at once: the user waits for the first word.
  const [used, part, files] = await Promise.all([
    usedUp(live, parts),
    parts.tools(signal),
    isFirst ? {} : filesOf(live, parts),
    work.kind === 'question' && begin(live, work, parts, consultant, stop.signal),
  ]);
  const problem = budgetProblem(parts.models.budget(), used);
  if (problem !== undefined) {
    tellFailure('budget', problem, live);
    return;
  }
  const { request, spend } = prepare(live, { parts, part, files, used, consultant, stop, signal });
  const events =
    work.kind === 'question'
      ? consultant.engine.run({
          ...request,
          question: isFirst ? work.question : await wholeQuestion(live, work.question, parts, consultant),
        })
      : await resumed(live, request, work, parts, consultant);
  const view = {
    live,
    parts,
    titleOf: (name: string) => request.tools.find((tool) => tool.name === name)?.title ?? name,
    started: new Set<string>(),
    onUsed: spend.onUsed,
  };
  for await (const event of events) {
    if (parts.ending.aborted) return;
    await tellEvent(spend.problem !== undefined ? inPlaceOfCancel(event, spend.problem) : event, view);
  }
}

/** Route and memories of a new question. */
async function begin(
  live: LiveConsultation,
  work: Extract<TurnWork, { kind: 'question' }>,
  parts: ConsultParts,
  consultant: Consultant,
  signal: AbortSignal,
): Promise<void> {
  const isFirst = live.record.details.route === undefined;
  const { route, reason, overridden } = await routeOf(work, consultant, signal);
  live.set({}, { route, isTainted: false });
  live.note({ kind: 'route', route, reason, overridden });
  if (!isFirst) return;
  if (live.record.title.endsWith(CUT_TITLE))
    parts.keepAlive(nameIt(live, work.question, parts, consultant, signal));
  const found = await parts.store.searchMemories(
    work.question.slice(0, SEARCHED_CHARACTERS),
    live.record.project,
  );
  const memories = found.map(({ id, kind, text }) => ({ id, text: `${kind}: ${text}` }));
  live.set({}, { memories });
  if (memories.length > 0) live.note({ kind: 'memory', used: memories });
}

/** A question that is too long to be its own title gets one while it is worked on. */
async function nameIt(
  live: LiveConsultation,
  question: string,
  { store, log }: ConsultParts,
  consultant: Consultant,
  signal: AbortSignal,
): Promise<void> {
  const title = await consultant.askTitle(question, signal);
  if (title === undefined || !live.record.title.endsWith(CUT_TITLE)) return;
  live.set({ title });
  await store.rename(live.id, title).catch((error: unknown) => log(errorMessage(error)));
}

/** How `titleOf` ends a title that it had to cut. */
const CUT_TITLE = '…';
const SEARCHED_CHARACTERS = 5_000;

async function routeOf(
  { question, mode }: Extract<TurnWork, { kind: 'question' }>,
  consultant: Consultant,
  signal: AbortSignal,
): Promise<{ readonly route: ConsultRoute; readonly reason: string; readonly overridden: boolean }> {
  if (mode !== 'auto') return { route: mode, reason: 'Chosen by you.', overridden: true };
  const choice = chooseRoute(question);
  if (!choice.isUnsure) return { route: choice.route, reason: choice.reason, overridden: false };
  const asked = await consultant.askRoute(question, signal);
  const route = asked ?? choice.route;
  const by = asked ? 'as the small model sees it' : choice.reason;
  return {
    route,
    reason: `${route === 'planned' ? 'Planned' : 'Answered directly'}: ${by}.`,
    overridden: false,
  };
}

interface Prepared {
  readonly parts: ConsultParts;
  readonly part: ToolsPart;
  readonly files: Readonly<Record<string, string>>;
  readonly used: UsedUp;
  readonly consultant: Consultant;
  readonly stop: AbortController;
  readonly signal: AbortSignal;
}

function prepare(
  live: LiveConsultation,
  { parts, part, files, used, consultant, stop, signal }: Prepared,
): { readonly request: Omit<EngineResume, 'decision'>; readonly spend: Spending } {
  const { record } = live;
  const { details, project } = record;
  const route = details.route ?? 'direct';
  const context = part.contextFor({
    project,
    trusted: details.trusted,
    connection: details.connection,
    proposals: proposalShelf(live, parts.store),
    signal,
  });
  const profile = details.connection === undefined ? undefined : context.connections.get(details.connection);
  const spend = spending(live, parts, used, stop);
  return {
    spend,
    request: {
      threadId: live.id,
      route,
      prompt: consultant.prompt({
        route,
        ...(project !== undefined && { project }),
        ...(profile && { connection: profile }),
        memories: details.memories.map(({ text }) => neutralise(text)),
        askConfidence: parts.scoring?.asksConfidence(project) ?? false,
      }),
      tools: turnTools({
        live,
        store: parts.store,
        part,
        context,
        taint: { tainted: details.isTainted },
      }),
      specialists: consultant.specialists(notesOf(details.memories.map(({ text }) => neutralise(text)))),
      files,
      limits: {
        modelCallsMax: CALLS_MAX[route],
        tokensMax: tokensLeft(parts.models.budget(), used) ?? TOKENS_MAX,
      },
      signal,
    },
  };
}

/** Which kinds of memory each specialist is reminded of. */
const REMINDED: Readonly<Record<string, RegExp>> = {
  'schema-analyst': /^(?:fact|decision):/u,
  'migration-specialist': /^(?:worked|failed|preference|decision):/u,
  'performance-optimizer': /^(?:worked|failed|fact):/u,
  'documentation-researcher': /^fact:/u,
};

function notesOf(memories: readonly string[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(REMINDED).map(([name, kinds]) => [name, memories.filter((text) => kinds.test(text))]),
  );
}

/** The consultation's files as they are now, the user's edits among them. */
async function filesOf(
  live: LiveConsultation,
  { store }: ConsultParts,
): Promise<Readonly<Record<string, string>>> {
  const texts: Record<string, string> = {};
  for (const { path } of await store.files(live.id)) {
    const file = await store.file(live.id, path);
    if (file && file.text.length <= FILE_CHARACTERS_MAX) texts[path] = file.text;
  }
  return texts;
}

async function wholeQuestion(
  live: LiveConsultation,
  question: string,
  { store }: ConsultParts,
  { engine }: Consultant,
): Promise<string> {
  if (await engine.snapshot(live.id)) return question;
  const earlier = await earlierTalk(store, live.id);
  return earlier === undefined ? question : `${earlier}\n\nNow: ${question}`;
}

/** Goes on where the thread stopped; one that had not begun begins with its question. */
async function resumed(
  live: LiveConsultation,
  request: Omit<EngineResume, 'decision'>,
  { decision }: Extract<TurnWork, { kind: 'resume' }>,
  { store }: ConsultParts,
  { engine }: Consultant,
): Promise<AsyncIterable<EngineEvent>> {
  if (decision) return engine.resume({ ...request, decision });
  const { events } = await store.events(live.id, { kinds: ['question'], limit: 1 });
  const [last] = events;
  const question = last?.event.kind === 'question' ? last.event.text : live.record.question;
  const snapshot = await engine.snapshot(live.id);
  return snapshot ? engine.resume(request) : engine.run({ ...request, question });
}

async function usedUp(live: LiveConsultation, { store }: ConsultParts): Promise<UsedUp> {
  const today = await store.usedToday();
  const { tokensIn, tokensOut, costUsd = 0 } = live.record;
  return { tokens: tokensIn + tokensOut, costUsd, dayTokens: today.tokens, dayCostUsd: today.costUsd };
}

interface Spending {
  /** Why the run was stopped; undefined while there is room. */
  readonly problem: string | undefined;
  onUsed(tokens: number, costUsd: number): void;
}

/** Stops the run once what it uses reaches a limit; the call that does so is still paid. */
function spending(
  live: LiveConsultation,
  { models }: ConsultParts,
  before: UsedUp,
  stop: AbortController,
): Spending {
  let { dayTokens, dayCostUsd } = before;
  let problem: string | undefined;
  return {
    get problem() {
      return problem;
    },
    onUsed: (tokens, costUsd) => {
      dayTokens += tokens;
      dayCostUsd += costUsd;
      const { tokensIn, tokensOut, costUsd: cost = 0 } = live.record;
      const used = { tokens: tokensIn + tokensOut, costUsd: cost, dayTokens, dayCostUsd };
      problem = budgetProblem(models.budget(), used);
      if (problem !== undefined) stop.abort();
    },
  };
}

function inPlaceOfCancel(event: EngineEvent, problem: string): EngineEvent {
  return event.kind === 'failed' && event.code === 'cancelled'
    ? { kind: 'failed', code: 'budget', message: problem }
    : event;
}
