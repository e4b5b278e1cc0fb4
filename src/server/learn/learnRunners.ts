import type { MinedDraft, MinedRefusal } from '../../core/patterns/mine/minedDraft.ts';
import { mineEdits } from '../../core/patterns/mine/mineEdits.ts';
import { pairsSource } from '../../core/patterns/mine/pairsSource.ts';
import { learnableLanguage } from '../../core/patterns/mine/writtenByHand.ts';
import { layerOfPath, workflowsOfPath } from '../../core/rules/projectConfig.ts';
import { type LearnFrom, learnFromGit } from '../../engines/git/learnFromGit.ts';
import { createProjectAnalyzer, type Project } from '../../engines/workspace/createProjectAnalyzer.ts';
import { draftRecord } from './draftRecord.ts';
import type { EditedFile, LearnedDrafts, LearnJobName, LearnJobs, OpenTexts } from './learnJobs.ts';
import type { JobTools } from './learnThread.ts';
import { narrowPattern } from './narrowPattern.ts';
import { textOf } from './patternProject.ts';
import { changesOfSites } from './workspaceChanges.ts';
import { findWorkspaceSites } from './workspaceSites.ts';

type Runners = {
  readonly [Name in LearnJobName]: (
    params: LearnJobs[Name]['params'],
    tools: JobTools,
  ) => Promise<LearnJobs[Name]['result']>;
};

/** Drafts of one edit by hand; more would not be read. */
const DRAFTS_OF_EDIT_MAX = 10;

export const LEARN_RUNNERS: Runners = {
  workingTree: ({ root, path }, tools) =>
    fromGit(root, { kind: 'working-tree', ...(path !== undefined && { path }) }, tools),
  commit: ({ root, commit }, tools) => fromGit(root, { kind: 'commit', commit }, tools),
  diff: ({ root, diff }, tools) => fromGit(root, { kind: 'diff', diff }, tools),
  history: ({ root, range, commitsMax, limit }, tools) =>
    fromGit(
      root,
      {
        kind: 'history',
        ...(range !== undefined && { range }),
        ...(commitsMax !== undefined && { commitsMax }),
      },
      tools,
      limit,
    ),
  edits: fromEdits,
  narrow: narrowPattern,
  sites: findWorkspaceSites,
  changes: changesOfSites,
};

async function fromGit(
  root: string,
  from: LearnFrom,
  tools: JobTools,
  limit?: number,
): Promise<LearnedDrafts> {
  const project = await openProject(root, tools);
  const result = await learnFromGit({
    folder: root,
    environment: process.env,
    engines: tools.engines,
    from,
    placeOf: placeIn(project),
    progress: (done, total, line) => tools.progress({ done, total, line }),
    cancellation: tools.cancellation,
    ...(limit !== undefined && { limit }),
  });
  if ('problem' in result) throw new Error(result.problem);
  return learnedDrafts(root, project, result);
}

/** Learns from texts that no commit holds; the project's files as they stand in the editor show where else it fits. */
async function fromEdits(
  { root, kind, files, texts }: LearnJobs['edits']['params'],
  tools: JobTools,
): Promise<LearnedDrafts> {
  const project = await openProject(root, tools);
  const pairs = files.flatMap((file: EditedFile) => {
    const language = learnableLanguage(file.path);
    return language === undefined ? [] : [{ ...file, language }];
  });
  const source = pairsSource(pairs, {
    list: () => filesOf(project),
    text: async (path) => current(project, texts, path),
  });
  const result = await mineEdits(
    { kind, source, thorough: true, limit: DRAFTS_OF_EDIT_MAX },
    {
      parse: tools.engines.plainTrees,
      prepare: tools.engines.prepare,
      placeOf: placeIn(project),
      cancellation: tools.cancellation,
    },
  );
  return learnedDrafts(root, project, result);
}

function openProject(root: string, { engines }: JobTools): Promise<Project> {
  return createProjectAnalyzer({ rootFolder: root, trusted: true, engines });
}

async function filesOf(project: Project) {
  const files = [];
  for await (const file of project.walk()) {
    if ('language' in file) files.push({ path: file.path, language: file.language, textId: file.path });
  }
  return files;
}

function current(project: Project, texts: OpenTexts, path: string): string | undefined {
  return texts[path] ?? textOf(project, path);
}

function placeIn({ analyzer: { config } }: Project) {
  return (path: string) => ({ layer: layerOfPath(config, path), workflows: workflowsOfPath(config, path) });
}

/** A key of a rule or of another pattern would hide it: drafts step aside. */
function learnedDrafts(
  root: string,
  project: Project,
  {
    drafts,
    declined,
  }: { readonly drafts: readonly MinedDraft[]; readonly declined: readonly MinedRefusal[] },
): LearnedDrafts {
  const taken = new Set([
    ...project.knownRuleIds,
    ...project.files.patterns.map(({ content }) => content.key),
  ]);
  return { records: drafts.map((draft) => draftRecord(root, draft, taken)), declined };
}
