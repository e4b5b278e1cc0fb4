import { join } from 'node:path';
import { z } from 'zod';
import { type SuccessPrior, successPosterior } from '../../core/confidence/successPosterior.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import { findDuplicates } from '../../core/library/duplicates.ts';
import { patternMarkdown } from '../../core/library/patternMarkdown.ts';
import { proposeRelations } from '../../core/library/relations.ts';
import type { DuplicatesResult, IntervalsResult, PatternPageResult } from '../../protocol/libraryService.ts';
import type { MatchParams, SearchResult } from '../../protocol/service.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import { parseParams } from '../parseParams.ts';
import type { AskPart, ServiceCall, ServiceContext, ServiceMethods } from '../serviceContext.ts';
import { auditFromScan, auditReport, fromScanSchema, reportSchema } from './audits.ts';
import { exportLibrary } from './exportLibrary.ts';
import { importLibrary } from './importLibrary.ts';
import { exportParamsSchema, importParamsSchema } from './importParams.ts';
import { libraryPrior, matchFindings, matchParamsSchema } from './matchFindings.ts';
import { allPatterns, getPatterns, type WorkspaceScope } from './readStore.ts';
import { installStarter, parseShippedState } from './starter.ts';
import { readStarterFile } from './starterFile.ts';
import { stateFile } from './stateFile.ts';
import { parseFoldersState, syncFolder, syncFolderSchema } from './syncFolder.ts';
import { weeklyReview, weeklyReviewSchema } from './weeklyReview.ts';
import { writeBatch } from './writeBatch.ts';

const oneSchema = z
  .strictObject({ id: z.uuid().optional(), key: z.string().optional(), workspaceId: z.uuid().optional() })
  .refine(({ id, key }) => id !== undefined || key !== undefined, 'give an id or a key');
const duplicatesSchema = z.strictObject({
  limit: z.int().min(1).max(200).default(50),
  workspaceId: z.uuid().optional(),
});
const intervalsSchema = z.strictObject({
  ids: z.array(z.uuid()).max(5_000),
  workspaceId: z.uuid().optional(),
});
const starterSchema = z.strictObject({ workspaceId: z.uuid().optional() });

/** What all patterns' counts suggest of a new one moves slowly. */
const PRIOR_FRESH_MS = 60_000;

/** Patterns that a search may offer for a finding. */
const SEARCH_LIMIT = 5;

/** `library/…` and `audit/…`; params and answers are those of `protocol/libraryService.ts`. */
export function libraryMethods(context: ServiceContext, ask?: AskPart): ServiceMethods {
  const { store, home, environment } = context;
  const starterState = stateFile(join(home, 'service', 'starter.json'), parseShippedState);
  const foldersState = stateFile(join(home, 'service', 'folders.json'), parseFoldersState);
  const scope = (workspaceId: string | undefined, { signal }: ServiceCall): WorkspaceScope => ({
    store,
    workspaceId,
    signal,
  });
  // Two runs at once would each take the other's writes for a user's edit.
  const inTurn = turns();
  const priorOf = cachedPrior();
  return {
    'library/match': async (params, call) => {
      const asked = parseParams(matchParamsSchema, params) satisfies MatchParams;
      const search = ask && textSearch(context, ask, asked.workspaceId, call);
      const prior = await priorOf(scope(asked.workspaceId, call));
      return matchFindings(scope(asked.workspaceId, call), asked, prior, search);
    },
    'library/intervals': async (params, call): Promise<IntervalsResult> => {
      const { ids, workspaceId } = parseParams(intervalsSchema, params);
      const prior = await priorOf(scope(workspaceId, call));
      const patterns = await getPatterns(scope(workspaceId, call), { ids });
      return {
        intervals: patterns.flatMap(({ id, successes, failures }) => {
          if (successes + failures === 0) return [];
          const { mean, lower05, upper95 } = successPosterior(successes, successes + failures, prior);
          return [{ id, mean, lower: lower05, upper: upper95 }];
        }),
      };
    },
    'library/import': async (params, call) => {
      const asked = parseParams(importParamsSchema, params);
      return importLibrary(scope(asked.workspaceId, call), asked);
    },
    'library/export': async (params, call) => {
      const asked = parseParams(exportParamsSchema, params);
      return exportLibrary(scope(asked.workspaceId, call), asked, () => new Date());
    },
    'library/syncFolder': (params, call) => {
      const asked = parseParams(syncFolderSchema, params);
      return inTurn(() => syncFolder(scope(asked.workspaceId, call), asked, foldersState));
    },
    'library/duplicates': async (params, call): Promise<DuplicatesResult> => {
      const { limit, workspaceId } = parseParams(duplicatesSchema, params);
      const patterns = await allPatterns(scope(workspaceId, call));
      const named = ({ id, content: { key, title } }: (typeof patterns)[number]) => ({ id, key, title });
      return {
        pairs: findDuplicates(patterns, limit).map(({ into, from, likeness, reasons }) => ({
          likeness,
          into: named(into),
          from: named(from),
          reasons,
        })),
      };
    },
    'library/suggestRelations': async (params, call) => {
      const asked = parseParams(oneSchema, params);
      return suggestRelations(scope(asked.workspaceId, call), asked);
    },
    'library/weeklyReview': async (params, call) => {
      const asked = parseParams(weeklyReviewSchema, params);
      return weeklyReview(scope(asked.workspaceId, call), asked);
    },
    'library/installStarter': (params, call) => {
      const { workspaceId } = parseParams(starterSchema, params);
      return inTurn(async () =>
        installStarter(scope(workspaceId, call), await readStarterFile(environment), starterState),
      );
    },
    'library/page': async (params, call): Promise<PatternPageResult> => {
      const asked = parseParams(oneSchema, params);
      const pattern = await onePattern(scope(asked.workspaceId, call), asked);
      const { key, title } = pattern.content;
      return { id: pattern.id, key, title, markdown: patternMarkdown(pattern) };
    },
    'audit/fromScan': async (params, call) => {
      const asked = parseParams(fromScanSchema, params);
      return auditFromScan(scope(asked.workspaceId, call), asked);
    },
    'audit/report': async (params, call) => {
      const { project, workspaceId } = parseParams(reportSchema, params);
      return auditReport(scope(workspaceId, call), project);
    },
  };
}

function textSearch(
  context: ServiceContext,
  ask: AskPart,
  workspaceId: string | undefined,
  call: ServiceCall,
) {
  return async (query: string, code: string | undefined) => {
    const params = {
      query,
      limit: SEARCH_LIMIT,
      filters: { statuses: ['active'] },
      ...(code !== undefined && { code }),
      ...(workspaceId !== undefined && { workspaceId }),
    };
    try {
      // SAFETY: the search of the same service answers with its result.
      return ((await ask('search/patterns', params, call)) as SearchResult).hits;
    } catch (error) {
      // Patterns that name a rule are worth having without those that only sound like it.
      context.log(`library/match: search failed: ${errorMessage(error)}`);
      return [];
    }
  };
}

/** Proposes what text and rules suggest and writes it down for a person to confirm. */
async function suggestRelations(
  scope: WorkspaceScope,
  asked: { readonly id?: string | undefined; readonly key?: string | undefined },
): Promise<{ readonly proposed: number }> {
  const pattern = await onePattern(scope, asked);
  const proposals = proposeRelations(pattern, await allPatterns(scope));
  const results = await writeBatch(scope, 'relate_patterns', 'relations', proposals);
  return { proposed: results.filter(({ ok }) => ok).length };
}

async function onePattern(
  scope: WorkspaceScope,
  { id, key }: { readonly id?: string | undefined; readonly key?: string | undefined },
) {
  const request = { ...(id !== undefined && { ids: [id] }), ...(key !== undefined && { keys: [key] }) };
  const [pattern] = await getPatterns(scope, request);
  if (!pattern) throw new ServiceFailure('not_found', `no pattern is called "${key ?? id}"`);
  return pattern;
}

function cachedPrior(): (scope: WorkspaceScope) => Promise<SuccessPrior> {
  const known = new Map<string, { readonly prior: SuccessPrior; readonly atMs: number }>();
  return async (scope) => {
    const workspace = scope.workspaceId ?? '';
    const cached = known.get(workspace);
    if (cached && performance.now() - cached.atMs < PRIOR_FRESH_MS) return cached.prior;
    const prior = await libraryPrior(scope);
    known.set(workspace, { prior, atMs: performance.now() });
    return prior;
  };
}

function turns(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work, work);
    last = next.catch(() => undefined);
    return next;
  };
}
