import {
  type CodeAction,
  CodeActionKind,
  type CodeActionParams,
  type Command,
  type TextDocumentEdit,
  type TextEdit,
  type WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { CancellationSignal } from '../core/cancellation.ts';
import { linkFixes, titleWithRecord } from '../core/library/linkFixes.ts';
import { fixAll } from '../core/patterns/fixAll.ts';
import { type VerifiedFix, verifiedFixes } from '../core/patterns/verifiedFixes.ts';
import type { Finding, FixProposal, NewFile } from '../core/rules/finding.ts';
import { suppressionEdit } from '../core/rules/suppressionEdit.ts';
import { minimalEdits } from '../core/text/minimalEdits.ts';
import type { SpanEdit } from '../core/text/span.ts';
import type { PatternMatch } from '../protocol/service.ts';
import { CLIENT_COMMANDS, RECORD_FIX_COMMAND } from './commands.ts';
import { type DiagnosticOptions, diagnosticOf } from './diagnostics.ts';
import type { CheckedDocument } from './documents.ts';
import { schemaFixes } from './migrations/schemaFixes.ts';
import { newFileChanges } from './newFileChanges.ts';
import { shownFindings } from './shownFindings.ts';
import { uriOfPath } from './uris.ts';

/** The kind that `editor.codeActionsOnSave` asks for. */
export const FIX_ALL_KIND = `${CodeActionKind.SourceFixAll}.fixward`;

/** One light bulb; more findings on one line than this would make a list nobody reads. */
const FINDINGS_PER_REQUEST_MAX = 20;

export interface CodeActionOptions extends DiagnosticOptions {
  readonly fixwardClient: boolean;
  /** The client asks for an action's edit when it is chosen. */
  readonly lazyEdits: boolean;
  /** The client's workspace edits can create files. */
  readonly createsFiles: boolean;
}

/** What the library knows of findings; answers at once, from what it has. */
export interface FindingPatterns {
  matchesOf(checked: CheckedDocument, finding: Finding): readonly PatternMatch[];
  /** A pattern's fix or page is shown. */
  offered(checked: CheckedDocument, finding: Finding, match: PatternMatch): void;
}

/** What `codeAction/resolve` needs to make the edit of a listed action. */
export interface CodeActionData {
  readonly uri: string;
  readonly version: number;
  readonly ruleId: string;
  readonly start: number;
  readonly what: 'fix' | 'fixAllOfRule' | 'fixAll' | 'suppressLine' | 'suppressFile';
  readonly title?: string;
}

export function codeActionsOf(
  checked: CheckedDocument,
  params: CodeActionParams,
  options: CodeActionOptions,
  patterns: FindingPatterns,
  cancellation: CancellationSignal,
): CodeAction[] {
  const wants = (kind: string): boolean =>
    !params.context.only || params.context.only.some((only) => kind === only || kind.startsWith(`${only}.`));
  const actions: CodeAction[] = [];
  if (wants(CodeActionKind.QuickFix)) {
    for (const finding of findingsAt(checked, params, options)) {
      if (cancellation.isCancellationRequested) return [];
      actions.push(...actionsOfFinding(checked, finding, options, patterns, cancellation));
    }
  }
  // Asked for by name only: in the light bulb a fix for everything would hide what the cursor is on.
  if (params.context.only && wants(FIX_ALL_KIND)) {
    const hasFixes = checked.own.some((finding) =>
      finding.fixes.some(
        (fix) => fix.kind === 'auto' || (fix.kind === 'suggest' && isProven(checked, patterns, finding, fix)),
      ),
    );
    const action: CodeAction = {
      title: 'Fix all problems Fixward can fix by itself',
      kind: FIX_ALL_KIND,
      data: dataOf(checked, undefined, 'fixAll'),
    };
    if (hasFixes)
      actions.push(options.lazyEdits ? action : withEdit(action, checked, options, patterns, cancellation));
  }
  return actions;
}

/** Fills in the edit of an action that was listed without one; unchanged when the document has moved on. */
export function resolveCodeAction(
  action: CodeAction,
  checked: CheckedDocument,
  options: CodeActionOptions,
  patterns: FindingPatterns,
  cancellation: CancellationSignal,
): CodeAction {
  return withEdit(action, checked, options, patterns, cancellation);
}

function actionsOfFinding(
  checked: CheckedDocument,
  finding: Finding,
  options: CodeActionOptions,
  patterns: FindingPatterns,
  cancellation: CancellationSignal,
): CodeAction[] {
  const diagnostics = [diagnosticOf(checked, finding, options)];
  const complete = (action: CodeAction): CodeAction =>
    options.lazyEdits ? action : withEdit(action, checked, options, patterns, cancellation);
  const fixes = offeredFixes(checked, finding, cancellation).filter(
    ({ newFiles = [] }) => options.createsFiles || newFiles.length === 0,
  );
  const linked = linkFixes(finding.ruleId, fixes, patterns.matchesOf(checked, finding));
  const pages = options.fixwardClient ? linked.pages : [];
  const actions = linked.fixes.map(
    ({ fix, match }): CodeAction => ({
      title: titleWithRecord(fix.title, match),
      kind: CodeActionKind.QuickFix,
      diagnostics,
      ...(fix.preferred && { isPreferred: true }),
      data: dataOf(checked, finding, 'fix', fix.title),
      command: recordCommand(checked, finding, fix.title, match),
    }),
  );
  actions.push(...pages.map((match) => showPatternAction(match, diagnostics)));
  for (const match of new Set([...linked.fixes.flatMap((one) => one.match ?? []), ...pages])) {
    patterns.offered(checked, finding, match);
  }
  const alike = checked.own.filter(({ ruleId }) => ruleId === finding.ruleId);
  const automatic = alike.filter((other) => other.fixes.some((fix) => goesWithOthers(other, fix)));
  if (fixes.some((fix) => goesWithOthers(finding, fix))) {
    if (automatic.length > 1) {
      actions.push({
        title: `Fix all ${automatic.length} of ${finding.ruleId} in this file`,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        data: dataOf(checked, finding, 'fixAllOfRule'),
      });
    }
    if (options.fixwardClient) {
      actions.push({
        title: `Fix all of ${finding.ruleId} in the workspace…`,
        kind: CodeActionKind.QuickFix,
        diagnostics,
        command: {
          title: 'Fix in workspace',
          command: CLIENT_COMMANDS.fixAllInWorkspace,
          arguments: [finding.ruleId],
        },
      });
    }
  }
  actions.push(...suppressActions(checked, finding, diagnostics, options));
  return actions.map((action) => (action.data === undefined ? action : complete(action)));
}

/** A remedy that no fix carries out, to read. */
function showPatternAction(match: PatternMatch, diagnostics: CodeAction['diagnostics'] & object): CodeAction {
  return {
    title: `Show fix pattern: ${titleWithRecord(match.title, match)}`,
    kind: CodeActionKind.QuickFix,
    diagnostics,
    command: { title: 'Show pattern', command: CLIENT_COMMANDS.showPattern, arguments: [match.key] },
  };
}

function suppressActions(
  checked: CheckedDocument,
  finding: Finding,
  diagnostics: CodeAction['diagnostics'] & object,
  options: CodeActionOptions,
): CodeAction[] {
  const base = { kind: CodeActionKind.QuickFix, diagnostics };
  if (!options.fixwardClient) {
    return [
      { ...base, title: `Suppress ${finding.ruleId} here`, data: dataOf(checked, finding, 'suppressLine') },
      {
        ...base,
        title: `Suppress ${finding.ruleId} in this file`,
        data: dataOf(checked, finding, 'suppressFile'),
      },
    ];
  }
  const range = options.codec.range(checked.document.input.text, checked.document.lines, finding.span);
  const command = (title: string, name: string, args: Record<string, unknown>): Command => ({
    title,
    command: name,
    arguments: [{ uri: checked.uri, version: checked.version, ruleId: finding.ruleId, range, ...args }],
  });
  return [
    {
      ...base,
      title: `Suppress ${finding.ruleId} here, with a reason…`,
      command: command('Suppress', CLIENT_COMMANDS.suppressWithReason, { scope: 'line' }),
    },
    {
      ...base,
      title: `Suppress ${finding.ruleId} in this file, with a reason…`,
      command: command('Suppress', CLIENT_COMMANDS.suppressWithReason, { scope: 'file' }),
    },
    {
      ...base,
      title: `Why am I seeing ${finding.ruleId}?`,
      command: command('Explain', CLIENT_COMMANDS.explainFinding, {}),
    },
    {
      ...base,
      title: `Open the documentation of ${finding.ruleId}`,
      command: {
        title: 'Documentation',
        command: CLIENT_COMMANDS.showRuleDocumentation,
        arguments: [finding.ruleId],
      },
    },
  ];
}

function withEdit(
  action: CodeAction,
  checked: CheckedDocument,
  options: CodeActionOptions,
  patterns: FindingPatterns,
  cancellation: CancellationSignal,
): CodeAction {
  const data = action.data as CodeActionData;
  if (data.uri !== checked.uri || data.version !== checked.version) return action;
  const change = changeOf(data, checked, patterns, cancellation);
  return change
    ? { ...action, edit: workspaceEditOf(checked, change.edits, options, change.newFiles) }
    : action;
}

/** What an action does to files. */
type Change = Pick<FixProposal, 'edits' | 'newFiles'>;

function changeOf(
  data: CodeActionData,
  checked: CheckedDocument,
  patterns: FindingPatterns,
  cancellation: CancellationSignal,
): Change | undefined {
  const { document, project } = checked;
  const finding = checked.findings.find(
    ({ ruleId, span }) => ruleId === data.ruleId && span.start === data.start,
  );
  switch (data.what) {
    case 'fix':
      return finding && fixNamed(checked, finding, data.title);
    case 'suppressLine':
    case 'suppressFile': {
      const scope = data.what === 'suppressLine' ? 'line' : 'file';
      const edit = finding && suppressionEdit(project.analyzer, document, finding, scope, 'say why here');
      return edit && { edits: [edit] };
    }
    case 'fixAll':
    case 'fixAllOfRule': {
      const shown = shownFindings(checked);
      const result = fixAll(
        project.analyzer,
        document,
        (found, version) =>
          (data.what === 'fixAll' || found.ruleId === data.ruleId) && shown(version).has(found),
        cancellation,
        (found, fix) =>
          data.what === 'fixAll' ? isProven(checked, patterns, found, fix) : goesWithOthers(found, fix),
      );
      return { edits: minimalEdits(document.input.text, result.text) };
    }
  }
}

/** A learned fix waits for a choice in the light bulb; choosing all of one pattern is that choice. */
function goesWithOthers({ origin }: Finding, { kind, doubt }: FixProposal): boolean {
  return kind === 'auto' || (kind === 'suggest' && origin === 'learned' && doubt === undefined);
}

/** The pattern that carries the fix out has a record that the user's setting trusts. */
function isProven(
  checked: CheckedDocument,
  patterns: FindingPatterns,
  finding: Finding,
  fix: FixProposal,
): boolean {
  const [linked] = linkFixes(finding.ruleId, [fix], patterns.matchesOf(checked, finding)).fixes;
  return fix.doubt === undefined && linked?.match?.advice === 'auto';
}

/** A recipe's files are looked for when it is chosen, as they are then. */
function fixNamed(
  { project, document }: CheckedDocument,
  finding: Finding,
  title: string | undefined,
): Change | undefined {
  const fix = finding.fixes.find((known) => known.title === title);
  return fix && project.analyzer.resolveFix(document, finding, fix);
}

export function workspaceEditOf(
  checked: CheckedDocument,
  edits: readonly SpanEdit[],
  { codec }: Pick<DiagnosticOptions, 'codec'>,
  newFiles: readonly NewFile[] = [],
): WorkspaceEdit {
  const { text } = checked.document.input;
  const own: TextDocumentEdit = {
    textDocument: { uri: checked.uri, version: checked.version },
    edits: edits.map(
      (edit): TextEdit => ({
        range: codec.range(text, checked.document.lines, edit.span),
        newText: edit.newText,
      }),
    ),
  };
  const created = newFiles.flatMap((file) =>
    newFileChanges(uriOfPath(`${checked.project.root ?? ''}/${file.path}`), file.text, file.replaces),
  );
  return { documentChanges: edits.length > 0 ? [own, ...created] : created };
}

/** Findings of the text itself have fixes that are tried on a copy; those of a schema bring statements that run later. */
function offeredFixes(
  checked: CheckedDocument,
  finding: Finding,
  cancellation: CancellationSignal,
): readonly VerifiedFix[] {
  const { analyzer } = checked.project;
  if (checked.own.includes(finding)) {
    return verifiedFixes(analyzer, checked.document, finding, cancellation);
  }
  return schemaFixes(analyzer, checked.document, finding, cancellation);
}

function findingsAt(
  checked: CheckedDocument,
  params: CodeActionParams,
  { codec }: DiagnosticOptions,
): readonly Finding[] {
  const { document } = checked;
  const start = codec.offset(document.input.text, document.lines, params.range.start);
  const end = codec.offset(document.input.text, document.lines, params.range.end);
  return checked.findings
    .filter(({ span }) => span.start <= end && start <= span.end)
    .slice(0, FINDINGS_PER_REQUEST_MAX);
}

function dataOf(
  checked: CheckedDocument,
  finding: Finding | undefined,
  what: CodeActionData['what'],
  title?: string,
): CodeActionData {
  return {
    uri: checked.uri,
    version: checked.version,
    ruleId: finding?.ruleId ?? '',
    start: finding?.span.start ?? 0,
    what,
    ...(title !== undefined && { title }),
  };
}

function recordCommand(
  checked: CheckedDocument,
  finding: Finding,
  fixTitle: string,
  match: PatternMatch | undefined,
): Command {
  // Only fixes of the text itself are tried on a copy; statements that run later are not.
  const verified = checked.own.includes(finding);
  const { uri } = checked;
  const pattern = match?.key ?? (finding.origin === 'learned' ? finding.patternId : undefined);
  return {
    title: 'Count this fix',
    command: RECORD_FIX_COMMAND,
    arguments: [
      {
        uri,
        ruleId: finding.ruleId,
        fixTitle,
        ...(verified && { verified }),
        ...(pattern !== undefined && { pattern }),
      },
    ],
  };
}
