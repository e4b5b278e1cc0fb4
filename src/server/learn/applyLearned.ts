import type {
  LearnApplyParams,
  LearnApplyResult,
  LearnedSite,
  LearnTestedParams,
  LearnTestedResult,
} from '../../protocol/learn.ts';
import type { LoadedProject } from '../projects.ts';
import type { ServerContext } from '../server.ts';
import { uriOfPath } from '../uris.ts';
import type { ChangesMade } from './learnJobs.ts';
import { learnWorkspaceEdit } from './learnWorkspaceEdit.ts';
import { draftOf, type LongRequest, SITES_LISTED_MAX } from './longRequest.ts';
import { runTests, type TestVerdict } from './testCommand.ts';
import { applyTested } from './testedBatches.ts';

/** An edit for chosen sites of a draft or a pattern, or for all without a doubt, for the client to preview and apply. */
export async function learnedSitesEdit(
  context: ServerContext,
  params: LearnApplyParams,
  request: LongRequest,
): Promise<LearnApplyResult> {
  const { learning, session } = context;
  const project = await learning.project(params.project);
  const { changes, title } = await changesFor(context, project, params, request);
  const made = await learnWorkspaceEdit(changes.files, {
    root: project.root,
    title,
    codec: session().codec,
    annotated: session().supportsAnnotations,
    textOf: (path) => learning.textOf(project, path),
  });
  return { ...made, leftOut: [...changes.leftOut, ...made.leftOut] };
}

/** Writes the sites to disk in batches with the user's tests between; only where the folder is trusted. */
export async function applyTestedSites(
  context: ServerContext,
  params: LearnTestedParams,
  request: LongRequest,
): Promise<LearnTestedResult> {
  const { learning, session, library } = context;
  const command = session().settings.learn.testCommand.trim();
  if (command === '') throw new Error('fixward.learn.testCommand: no test command is set');
  const project = await learning.project(params.project);
  const { changes, key } = await changesFor(context, project, params, request);
  const tests = testsOf(context, project.root, command, request);
  const result = await applyTested(changes.files, {
    root: project.root,
    ...(params.filesPerBatch !== undefined && { filesPerBatch: params.filesPerBatch }),
    test: () => tests.run(),
    isUnsaved: (path) => learning.isUnsaved(uriOfPath(`${project.root}/${path}`)),
    token: request.token,
    progress: request.progress,
  });
  const stays = new Set(result.kept);
  await library.appliedInFiles(
    project.root,
    key,
    changes.files.filter(({ path }) => stays.has(path)),
    { tested: true },
  );
  if (tests.failed && result.reverted.length > 0) {
    await library.failedInFiles(project.root, key, result.reverted);
  }
  return { ...result, leftOut: [...changes.leftOut, ...result.leftOut] };
}

/** The first run is before anything of this is changed: it speaks of what was changed earlier. */
function testsOf({ library }: ServerContext, root: string, command: string, { token }: LongRequest) {
  let runs = 0;
  let failed = false;
  return {
    /** The tests themselves failed, rather than being ended. */
    get failed(): boolean {
      return failed;
    },
    run: async (): Promise<TestVerdict> => {
      const startedAt = new Date().toISOString();
      const verdict = await runTests(command, root, token);
      failed = !verdict.passed && verdict.ended !== true;
      if (runs++ === 0 && (verdict.passed || failed)) {
        await library.testsEnded(root, { name: command, passed: verdict.passed, startedAt });
      }
      return verdict;
    },
  };
}

async function changesFor(
  context: ServerContext,
  project: LoadedProject & { readonly root: string },
  params: LearnApplyParams,
  request: LongRequest,
): Promise<{ readonly changes: ChangesMade; readonly title: string; readonly key: string }> {
  const { learning } = context;
  const { root } = project;
  const record = params.draftId === undefined ? undefined : draftOf(context, params.draftId);
  const content = record?.content ?? learning.contentOf(project, params.key ?? '');
  if (!content) throw new Error(`key: no learned pattern is called "${params.key ?? ''}"`);
  const texts = learning.openTexts(root);
  const listed: readonly Pick<LearnedSite, 'path' | 'line' | 'character'>[] =
    params.sites === undefined
      ? []
      : (record?.draft.sites ??
        (await learning.worker.run('sites', { root, content, limit: SITES_LISTED_MAX, texts }, request))
          .sites);
  const chosen = params.sites?.flatMap((index) => {
    const site = listed[index];
    return site ? [{ path: site.path, line: site.line, character: site.character }] : [];
  });
  const changes = await learning.worker.run(
    'changes',
    { root, content, texts, ...(chosen && { chosen }) },
    request,
  );
  return { changes, title: content.title, key: content.key };
}
