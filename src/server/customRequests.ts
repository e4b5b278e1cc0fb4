import {
  type CancellationToken,
  LSPErrorCodes,
  ResponseError,
  type WorkDoneProgressReporter,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { CancellationSignal } from '../core/cancellation.ts';
import { ruleDocumentation } from '../core/rules/ruleDocumentation.ts';
import { suppressionEdit } from '../core/rules/suppressionEdit.ts';
import type {
  JournalParams,
  ProposeConfigParams,
  ProposeConfigResult,
  RuleDocumentationParams,
  RuleDocumentationResult,
  RuleSummary,
  ScanParams,
  ScanResult,
  SuppressionEditParams,
  UpdateBaselineResult,
} from '../protocol/lsp.ts';
import { workspaceEditOf } from './codeActions.ts';
import type { CheckedDocument } from './documents.ts';
import { registerExplainFinding } from './explainFinding.ts';
import { findingAt } from './findingAt.ts';
import { fixAllInWorkspace } from './fixAllInWorkspace.ts';
import type { LoadedProject } from './projects.ts';
import { scanProjects } from './scan.ts';
import type { ServerContext } from './server.ts';
import { ruleSummariesOf } from './summaries.ts';
import { pathOfUri, uriOfPath } from './uris.ts';

/**
 * Requests beyond the Language Server Protocol; `protocol/lsp.ts` says what each means.
 *
 * @returns a function that scans again what was scanned before, for when rules or configuration have changed
 */
export function registerCustomRequests(context: ServerContext): () => Promise<void> {
  const { connection, tracker, live, session } = context;
  connection.onRequest('fixward/scan', (params: ScanParams, token: CancellationToken) =>
    scanWorkspace(context, params.workDoneToken, token),
  );
  connection.onRequest('fixward/rules', async (): Promise<readonly RuleSummary[]> => {
    const project = await firstProject(context);
    return ruleSummariesOf(project);
  });
  connection.onRequest(
    'fixward/ruleDocumentation',
    async ({ ruleId }: RuleDocumentationParams): Promise<RuleDocumentationResult> => {
      for (const project of await allProjects(context)) {
        const rule = project.analyzer.ruleSet.rule(ruleId);
        if (rule) return { title: rule.title, markdown: ruleDocumentation(rule) };
      }
      throw new ResponseError(LSPErrorCodes.RequestFailed, `no rule is called "${ruleId}"`);
    },
  );
  connection.onRequest(
    'fixward/fixAllInWorkspace',
    (params: { ruleId: string } & ScanParams, token: CancellationToken) =>
      fixRuleEverywhere(context, params.ruleId, params.workDoneToken, token),
  );
  connection.onRequest(
    'fixward/proposeConfig',
    async ({ folderUri }: ProposeConfigParams, token: CancellationToken): Promise<ProposeConfigResult> => {
      const project = await context.projects.project(pathOfUri(folderUri));
      return project.proposeConfig(token);
    },
  );
  connection.onRequest(
    'fixward/suppressionEdit',
    async (params: SuppressionEditParams, token: CancellationToken): Promise<WorkspaceEdit | null> => {
      const checked = await live.check(params.uri, token);
      const finding = checked && findingAt(checked, params, session().codec);
      if (!checked || !finding) return null;
      const { analyzer } = checked.project;
      const edit = suppressionEdit(analyzer, checked.document, finding, params.scope, params.reason);
      if (!edit) return null;
      tracker.suppressed(params.ruleId, params.uri);
      return workspaceEditOf(checked, [edit], session());
    },
  );
  connection.onRequest('fixward/updateBaseline', (params: ScanParams, token: CancellationToken) =>
    updateBaseline(context, params.workDoneToken, token),
  );
  connection.onRequest('fixward/journal', ({ event, ruleId, uri }: JournalParams) =>
    tracker.other(event, ruleId, uri),
  );
  registerExplainFinding(context);
  let running = { isCancellationRequested: false };
  return async () => {
    running.isCancellationRequested = true;
    if (!context.scanned.hasScanned) return;
    running = { isCancellationRequested: false };
    await scanWorkspace(context, undefined, running);
  };
}

async function scanWorkspace(
  context: ServerContext,
  workDoneToken: string | number | undefined,
  token: CancellationSignal,
): Promise<ScanResult> {
  context.scanned.begin();
  context.status('scanning');
  try {
    return await scan(context, workDoneToken, 'Checking files', token, (checked) =>
      context.scanned.add(checked),
    );
  } finally {
    context.status('ready');
  }
}

async function fixRuleEverywhere(
  context: ServerContext,
  ruleId: string,
  workDoneToken: string | number | undefined,
  token: CancellationSignal,
): Promise<{ readonly edit: WorkspaceEdit; readonly files: number; readonly fixes: number }> {
  const { documents, live, session } = context;
  const checkedFiles = new Map<string, CheckedDocument>();
  await scan(context, workDoneToken, `Looking for ${ruleId}`, token, (checked) =>
    checkedFiles.set(checked.uri, checked),
  );
  // What is open counts as it stands in the editor, saved or not.
  for (const { uri } of documents.all()) {
    const checked = await live.check(uri, token);
    if (checked) checkedFiles.set(uri, checked);
  }
  return fixAllInWorkspace(
    ruleId,
    checkedFiles.values(),
    session().codec,
    (uri) => documents.get(uri)?.version,
    token,
  );
}

async function updateBaseline(
  context: ServerContext,
  workDoneToken: string | number | undefined,
  token: CancellationSignal,
): Promise<UpdateBaselineResult> {
  const files = new Map<LoadedProject, CheckedDocument[]>();
  await scan(context, workDoneToken, 'Taking stock for the baseline', token, (checked) => {
    const known = files.get(checked.project) ?? [];
    known.push(checked);
    files.set(checked.project, known);
  });
  if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
  const uris: string[] = [];
  let findings = 0;
  let count = 0;
  for (const [project, checkedFiles] of files) {
    const checkedDocuments = checkedFiles.map(({ document }) => document);
    const sizes = checkedDocuments.map(({ analysis }) => analysis.findings.length);
    findings += sizes.reduce((sum, size) => sum + size, 0);
    count += sizes.filter((size) => size > 0).length;
    uris.push(uriOfPath(await project.writeBaseline(checkedDocuments)));
  }
  await context.reload();
  return { findings, files: count, uris };
}

async function scan(
  context: ServerContext,
  workDoneToken: string | number | undefined,
  title: string,
  token: CancellationSignal,
  found: (checked: CheckedDocument) => void,
): Promise<ScanResult> {
  const { connection, parts, projects } = context;
  const reporter: WorkDoneProgressReporter | undefined =
    workDoneToken === undefined ? undefined : connection.window.attachWorkDoneProgress(workDoneToken);
  reporter?.begin(title, 0, undefined, true);
  try {
    const loaded = await Promise.all(projects.roots.map((root) => projects.project(root)));
    const handlers = {
      now: parts.nowMs,
      join: (checked: Omit<CheckedDocument, 'findings'>) => context.finalSchema.join(checked),
      progress: (percent: number, path: string) => reporter?.report(percent, path),
      found,
    };
    return await scanProjects(loaded, handlers, token);
  } finally {
    reporter?.done();
  }
}

async function allProjects({ projects }: ServerContext): Promise<readonly LoadedProject[]> {
  const roots: readonly (string | undefined)[] = projects.roots.length > 0 ? projects.roots : [undefined];
  return Promise.all(roots.map((root) => projects.project(root)));
}

async function firstProject(context: ServerContext): Promise<LoadedProject> {
  const [first] = await allProjects(context);
  return first ?? context.projects.project(undefined);
}
