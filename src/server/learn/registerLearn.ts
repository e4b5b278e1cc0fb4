import { type CancellationToken, LSPErrorCodes, ResponseError } from 'vscode-languageserver/node';
import { errorMessage } from '../../core/errorMessage.ts';
import type {
  LearnAcceptParams,
  LearnAcceptResult,
  LearnAppliedParams,
  LearnApplyParams,
  LearnApplyResult,
  LearnDraftsParams,
  LearnedDraft,
  LearnHistoryParams,
  LearnParams,
  LearnRejectParams,
  LearnResult,
  LearnSetConditionParams,
  LearnSitesParams,
  LearnSitesResult,
  LearnTestedParams,
  LearnTestedResult,
} from '../../protocol/learn.ts';
import type { ServerContext } from '../server.ts';
import { acceptLearned } from './acceptLearned.ts';
import { applyTestedSites, learnedSitesEdit } from './applyLearned.ts';
import { learnedSites, withSites } from './draftRecord.ts';
import { withCondition } from './drafts.ts';
import { withoutChange } from './editedLines.ts';
import { plainFolder } from './learning.ts';
import type { DraftRecord, LearnedDrafts } from './learnJobs.ts';
import { draftOf, type LongRequest, long, SITES_LISTED_MAX } from './longRequest.ts';
import { registerTemplates } from './registerTemplates.ts';

/** The requests of `protocol/learn.ts`. */
export function registerLearn(context: ServerContext): void {
  const { connection, learning } = context;
  connection.onRequest('fixward/learn/fromWorkingTree', (params: LearnParams, token: CancellationToken) =>
    learned(context, params, token, 'Looking at the changes', (root, options) =>
      fromWorkingTree(context, root, params, options),
    ),
  );
  connection.onRequest('fixward/learn/fromCommit', (params: LearnParams, token: CancellationToken) =>
    learned(context, params, token, 'Learning from a commit', (root, options) =>
      learning.worker.run('commit', { root, commit: params.commit ?? 'HEAD' }, options),
    ),
  );
  connection.onRequest('fixward/learn/fromDiff', (params: LearnParams, token: CancellationToken) =>
    learned(context, params, token, 'Learning from a diff', (root, options) =>
      learning.worker.run('diff', { root, diff: params.diff ?? '' }, options),
    ),
  );
  connection.onRequest('fixward/learn/fromProposal', (params: LearnParams, token: CancellationToken) =>
    learned(context, params, token, 'Learning from a proposal', (root, options) => {
      const { proposed } = params;
      if (!proposed) throw new Error('proposed: what was proposed is missing');
      const texts = learning.openTexts(root);
      return learning.worker.run('edits', { root, kind: 'proposal', files: [proposed], texts }, options);
    }),
  );
  connection.onRequest('fixward/learn/history', (params: LearnHistoryParams, token: CancellationToken) =>
    learned(context, params, token, 'Learning from the history', (root, options) => {
      const { range, commitsMax, limit } = params;
      return learning.worker.run(
        'history',
        {
          root,
          ...(range !== undefined && { range }),
          ...(commitsMax !== undefined && { commitsMax }),
          ...(limit !== undefined && { limit }),
        },
        options,
      );
    }),
  );
  connection.onRequest(
    'fixward/learn/drafts',
    async ({ project }: LearnDraftsParams): Promise<LearnResult> => {
      await learning.restored;
      return { drafts: learning.drafts.ofProject(plainFolder(project)), declined: [] };
    },
  );
  connection.onRequest('fixward/learn/reject', ({ draftId }: LearnRejectParams): object => {
    learning.drafts.remove(draftId);
    return {};
  });
  registerSites(context);
  registerTemplates(context);
  connection.onRequest(
    'fixward/learn/accept',
    (params: LearnAcceptParams, token: CancellationToken): Promise<LearnAcceptResult> =>
      told(() => acceptLearned(context, params, token)),
  );
}

function registerSites(context: ServerContext): void {
  const { connection, learning } = context;
  connection.onRequest(
    'fixward/learn/setCondition',
    (params: LearnSetConditionParams, token: CancellationToken): Promise<LearnedDraft> =>
      told(async () => {
        const { root } = await learning.project(params.project);
        const record = withCondition(draftOf(context, params.draftId), params.conditionId, params.on);
        if (!record) throw new Error(`conditionId: the draft has no condition "${params.conditionId}"`);
        const found = await learning.worker.run('sites', sitesJob(context, root, record), { token });
        const changed = withSites(root, record, found);
        learning.drafts.replace(changed);
        return changed.draft;
      }),
  );
  connection.onRequest(
    'fixward/learn/sites',
    (params: LearnSitesParams, token: CancellationToken): Promise<LearnSitesResult> =>
      told(() => listSites(context, params, token)),
  );
  connection.onRequest(
    'fixward/learn/applySites',
    (params: LearnApplyParams, token: CancellationToken): Promise<LearnApplyResult> =>
      told(() =>
        long(context, params, token, 'Applying a pattern', (request) =>
          learnedSitesEdit(context, params, request),
        ),
      ),
  );
  connection.onRequest(
    'fixward/learn/applied',
    ({ project, key, files }: LearnAppliedParams): Promise<object> =>
      told(async () => {
        const { root } = await learning.project(project);
        await context.library.appliedInFiles(root, key, files, { tested: false });
        return {};
      }),
  );
  connection.onRequest(
    'fixward/learn/applyTested',
    (params: LearnTestedParams, token: CancellationToken): Promise<LearnTestedResult> =>
      told(() =>
        long(context, params, token, 'Applying a pattern and testing', (request) =>
          applyTestedSites(context, params, request),
        ),
      ),
  );
}

async function listSites(
  context: ServerContext,
  params: LearnSitesParams,
  token: CancellationToken,
): Promise<LearnSitesResult> {
  const { learning, parts } = context;
  const started = parts.nowMs();
  const project = await learning.project(params.project);
  const { root } = project;
  const record = params.draftId === undefined ? undefined : draftOf(context, params.draftId);
  const content = record?.content ?? learning.contentOf(project, params.key ?? '');
  if (!content) throw new Error(`key: no learned pattern is called "${params.key ?? ''}"`);
  const limit = params.limit ?? SITES_LISTED_MAX;
  const found = await long(context, params, token, 'Looking for places', (request) =>
    learning.worker.run('sites', { root, content, limit, texts: learning.openTexts(root) }, request),
  );
  if (record && !found.cancelled) learning.drafts.replace(withSites(root, record, found));
  const { total, filesSearched, cancelled } = found;
  const milliseconds = Math.round(parts.nowMs() - started);
  return {
    sites: learnedSites(root, found.sites),
    sitesTotal: total,
    filesSearched,
    cancelled,
    milliseconds,
  };
}

function sitesJob({ learning }: ServerContext, root: string, { content }: DraftRecord) {
  return { root, content, limit: SITES_LISTED_MAX, texts: learning.openTexts(root) };
}

/** The whole folder's changes or one file's; with a line, the change around it as it stands in the editor. */
async function fromWorkingTree(
  { learning }: ServerContext,
  root: string,
  { path, line }: LearnParams,
  request: LongRequest,
): Promise<LearnedDrafts> {
  if (path === undefined || line === undefined) {
    return learning.worker.run('workingTree', { root, ...(path !== undefined && { path }) }, request);
  }
  const texts = learning.openTexts(root);
  const project = await learning.project(root);
  const after = (await learning.textOf(project, path))?.text;
  const head = await learning.heads.textOf(root, path);
  const before = after === undefined || head === undefined ? undefined : withoutChange(head, after, line);
  if (after === undefined || before === undefined) {
    throw new Error(`${path}:${line + 1}: nothing differs from the last commit here`);
  }
  return learning.worker.run(
    'edits',
    { root, kind: 'working-tree', files: [{ path, before, after }], texts },
    request,
  );
}

/** Runs a learning job and keeps its drafts for review. */
function learned(
  context: ServerContext,
  params: { readonly project: string; readonly trusted: boolean; readonly workDoneToken?: string | number },
  token: CancellationToken,
  title: string,
  run: (root: string, request: LongRequest) => Promise<LearnedDrafts>,
): Promise<LearnResult> {
  return told(async () => {
    if (!params.trusted) throw new Error('The folder is not trusted: nothing is learned from it.');
    const { root } = await context.learning.project(params.project);
    const { records, declined } = await long(context, params, token, title, (request) => run(root, request));
    context.learning.drafts.add(root, records);
    return { drafts: records.map(({ draft }) => draft), declined };
  });
}

/** What goes wrong is told to whoever asked, in one line. */
async function told<Result>(run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    throw new ResponseError(LSPErrorCodes.RequestFailed, errorMessage(error));
  }
}
