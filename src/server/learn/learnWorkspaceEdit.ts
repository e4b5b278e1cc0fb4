import type {
  AnnotatedTextEdit,
  ChangeAnnotation,
  TextDocumentEdit,
  WorkspaceEdit,
} from 'vscode-languageserver/node';
import { hashText } from '../../core/text/hash.ts';
import { LineIndex } from '../../core/text/lineIndex.ts';
import type { PositionCodec } from '../positions.ts';
import { uriOfPath } from '../uris.ts';
import type { FileChange } from './learnJobs.ts';

/** A file as the editor has it, or the disk. */
export interface CurrentText {
  readonly text: string;
  /** Of an open document. */
  readonly version?: number;
}

export interface LearnEditOptions {
  readonly root: string;
  readonly title: string;
  readonly codec: PositionCodec;
  /** The client can show edits by annotation and leave some out. */
  readonly annotated: boolean;
  readonly textOf: (path: string) => Promise<CurrentText | undefined>;
}

export interface LearnEdit {
  readonly edit: WorkspaceEdit;
  readonly files: number;
  readonly sites: number;
  readonly leftOut: readonly string[];
}

/** One edit for many files, with an annotation for each so that the editor shows them and lets the user leave some out. */
export async function learnWorkspaceEdit(
  changes: readonly FileChange[],
  { root, title, codec, annotated, textOf }: LearnEditOptions,
): Promise<LearnEdit> {
  const changeAnnotations: Record<string, ChangeAnnotation> = {};
  const documentChanges: TextDocumentEdit[] = [];
  const leftOut: string[] = [];
  let made = 0;
  for (const { path, textHash, edits, sites } of changes) {
    const current = await textOf(path);
    if (!current || hashText(current.text) !== textHash) {
      leftOut.push(`${path}: the file has changed`);
      continue;
    }
    const lines = new LineIndex(current.text);
    const uri = uriOfPath(`${root}/${path}`);
    changeAnnotations[uri] = {
      label: sites === 1 ? title : `${title} (${sites} places)`,
      description: path,
      needsConfirmation: true,
    };
    documentChanges.push({
      textDocument: { uri, version: current.version ?? null },
      edits: edits.map(
        ({ span, newText }): AnnotatedTextEdit | { range: AnnotatedTextEdit['range']; newText: string } => ({
          range: codec.range(current.text, lines, span),
          newText,
          ...(annotated && { annotationId: uri }),
        }),
      ),
    });
    made += sites;
  }
  return {
    edit: { documentChanges, ...(annotated && { changeAnnotations }) },
    files: documentChanges.length,
    sites: made,
    leftOut,
  };
}
