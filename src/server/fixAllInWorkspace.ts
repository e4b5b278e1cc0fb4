import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import type { CancellationSignal } from '../core/cancellation.ts';
import { fixAll } from '../core/patterns/fixAll.ts';
import { minimalEdits } from '../core/text/minimalEdits.ts';
import type { CheckedDocument } from './documents.ts';
import type { PositionCodec } from './positions.ts';
import { shownFindings } from './shownFindings.ts';

export interface WorkspaceFix {
  readonly edit: WorkspaceEdit;
  readonly files: number;
  readonly fixes: number;
}

/**
 * One edit for all findings of one rule in many files, with an annotation per file so that the editor can preview
 * and let the user leave files out.
 *
 * @param versionOf the version of an open document, undefined for files on disk
 */
export function fixAllInWorkspace(
  ruleId: string,
  checkedFiles: Iterable<CheckedDocument>,
  codec: PositionCodec,
  versionOf: (uri: string) => number | undefined,
  cancellation: CancellationSignal,
): WorkspaceFix {
  const changeAnnotations: Record<string, ChangeAnnotation> = {};
  const documentChanges: TextDocumentEdit[] = [];
  let fixes = 0;
  for (const checked of checkedFiles) {
    if (cancellation.isCancellationRequested) break;
    if (!checked.findings.some((finding) => finding.ruleId === ruleId)) continue;
    const { document, project, uri } = checked;
    const shown = shownFindings(checked);
    const result = fixAll(
      project.analyzer,
      document,
      (finding, version) => finding.ruleId === ruleId && shown(version).has(finding),
      cancellation,
      ({ origin }) => origin === 'learned',
    );
    const applied = result.applied.get(ruleId) ?? 0;
    const edits = minimalEdits(document.input.text, result.text);
    if (applied === 0 || edits.length === 0) continue;
    fixes += applied;
    const annotationId = `${ruleId} ${uri}`;
    changeAnnotations[annotationId] = {
      label: `Fix ${applied} of ${ruleId}`,
      description: document.input.path,
      needsConfirmation: true,
    };
    documentChanges.push({
      textDocument: { uri, version: versionOf(uri) ?? null },
      edits: edits.map(
        ({ span, newText }): AnnotatedTextEdit => ({
          range: codec.range(document.input.text, document.lines, span),
          newText,
          annotationId,
        }),
      ),
    });
  }
  return { edit: { documentChanges, changeAnnotations }, files: documentChanges.length, fixes };
}
