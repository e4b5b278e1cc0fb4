import { type CodeAction, CodeActionKind, type CodeActionParams } from 'vscode-languageserver/node';
import { learnableLanguage } from '../../core/patterns/mine/writtenByHand.ts';
import { CLIENT_COMMANDS } from '../commands.ts';
import type { CheckedDocument } from '../documents.ts';
import type { Session } from '../session.ts';
import { hunkAt, hunksBetween } from './editedLines.ts';
import type { HeadTexts } from './headTexts.ts';

/**
 * "Learn from this fix" where the document differs from the last commit around the cursor. Git is asked in the background,
 * so that a light bulb never waits: the first one in a file may come without.
 */
export function learnActionsOf(
  { uri, project: { root }, document: { input } }: CheckedDocument,
  { context, range }: CodeActionParams,
  { fixwardClient, trusted }: Pick<Session, 'fixwardClient' | 'trusted'>,
  heads: HeadTexts,
): readonly CodeAction[] {
  const wanted =
    !context.only || context.only.some((only) => CodeActionKind.RefactorRewrite.startsWith(only));
  if (!wanted || !fixwardClient || !trusted || root === undefined) return [];
  if (learnableLanguage(input.path) === undefined) return [];
  const head = heads.knownTextOf(root, input.path);
  if (head === undefined) return [];
  const { line } = range.start;
  const hunk = hunkAt(hunksBetween(head, input.text), line);
  // What was only added or only removed shows no old form to look for.
  if (!hunk?.before.some(hasInk) || !hunk.after.some(hasInk)) return [];
  return [
    {
      title: 'Learn from this fix',
      kind: CodeActionKind.RefactorRewrite,
      command: {
        title: 'Learn from this fix',
        command: CLIENT_COMMANDS.learnFromFix,
        arguments: [{ uri, path: input.path, project: root, line }],
      },
    },
  ];
}

function hasInk(line: string): boolean {
  return line.trim() !== '';
}
