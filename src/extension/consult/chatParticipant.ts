import * as vscode from 'vscode';
import type { ConsultAnswer, ConsultEvent } from '../../protocol/consult.ts';
import type { LibraryGateway } from '../library/libraryGateway.ts';
import { currentFolder } from '../panel/workspaceEditor.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { problemOf } from '../relay/serviceProblem.ts';
import { onConsultEvent } from './consultEvents.ts';
import type { ConsultGateway } from './consultGateway.ts';
import { signalOf } from './languageModelTools.ts';

const PARTICIPANT = 'fixward.consultant';
const PATTERNS_SHOWN = 5;

export interface ChatParts {
  readonly service: FixwardService;
  readonly consult: ConsultGateway;
  readonly library: LibraryGateway;
  readonly extensionUri: vscode.Uri;
}

/** `@fixward` in the editor's chat: the same consultations as in the panel, and the tools that need no model. */
export function registerChatParticipant(parts: ChatParts): vscode.Disposable {
  const participant = vscode.chat.createChatParticipant(
    PARTICIPANT,
    async (request, context, stream, token) => {
      try {
        return await answer(parts, request, context, stream, token);
      } catch (error) {
        return { errorDetails: { message: problemOf(error).message } };
      }
    },
  );
  participant.iconPath = vscode.Uri.joinPath(parts.extensionUri, 'media', 'icon.png');
  return participant;
}

async function answer(
  parts: ChatParts,
  request: vscode.ChatRequest,
  context: vscode.ChatContext,
  stream: vscode.ChatResponseStream,
  token: vscode.CancellationToken,
): Promise<vscode.ChatResult> {
  switch (request.command) {
    case 'prove':
      return runTool(parts, 'verify_migration', 'up', request, stream, token);
    case 'explain':
      return runTool(parts, 'explain_locks', 'sql', request, stream, token);
    case 'pattern':
      return searchPatterns(parts, request.prompt, stream, token);
    default:
      return consultIn(parts, request, context, stream, token);
  }
}

async function runTool(
  { consult }: ChatParts,
  tool: string,
  field: string,
  request: vscode.ChatRequest,
  stream: vscode.ChatResponseStream,
  token: vscode.CancellationToken,
): Promise<vscode.ChatResult> {
  const sql = sqlIn(request.prompt) ?? selectedText();
  if (sql === undefined) {
    stream.markdown(vscode.l10n.t('Write the SQL after the command, or select it in an editor.'));
    return {};
  }
  stream.progress(vscode.l10n.t('Running it on a throw-away Postgres…'));
  const folder = currentFolder()?.uri.fsPath;
  const found = await consult.runTool(
    {
      name: tool,
      input: { [field]: sql },
      trusted: vscode.workspace.isTrusted,
      ...(folder !== undefined && { project: folder }),
    },
    signalOf(token),
  );
  if (!found.ok) return { errorDetails: { message: found.message } };
  stream.markdown(plainMarkdown(found.text));
  return {};
}

async function searchPatterns(
  { library }: ChatParts,
  query: string,
  stream: vscode.ChatResponseStream,
  token: vscode.CancellationToken,
): Promise<vscode.ChatResult> {
  const { entries } = await library.search({ query, filters: {}, limit: PATTERNS_SHOWN }, signalOf(token));
  if (entries.length === 0) {
    stream.markdown(vscode.l10n.t('No pattern was found.'));
    return {};
  }
  for (const { id, title, excerpt } of entries) {
    stream.markdown(plainMarkdown(`**${title}**${excerpt === undefined ? '' : `  \n${excerpt}`}\n\n`));
    stream.button({ command: 'fixward.showPattern', title: vscode.l10n.t('Show'), arguments: [id] });
  }
  return {};
}

async function consultIn(
  { service, consult }: ChatParts,
  request: vscode.ChatRequest,
  context: vscode.ChatContext,
  stream: vscode.ChatResponseStream,
  token: vscode.CancellationToken,
): Promise<vscode.ChatResult> {
  const before = earlierConsultation(context);
  const folder = currentFolder()?.uri.fsPath;
  // Heard from the start: an answer may come before the id does.
  const heard: { consultationId: string; event: ConsultEvent; position: number }[] = [];
  let wake = (): void => {};
  let streamed = '';
  const pieces: { consultationId: string; text: string }[] = [];
  const listening = onConsultEvent(service, ({ consultationId, stored, delta }) => {
    if (stored) heard.push({ consultationId, event: stored.event, position: stored.position });
    if (delta?.channel === 'text' && delta.agent === 'consultant')
      pieces.push({ consultationId, text: delta.delta });
    wake();
  });
  const stopping = token.onCancellationRequested(() => wake());
  try {
    const consultationId =
      before ??
      (await consult.start({
        question: request.prompt,
        trusted: vscode.workspace.isTrusted,
        ...(folder !== undefined && { project: folder }),
      }));
    if (before !== undefined) await consult.continue({ consultationId: before, text: request.prompt });
    for (;;) {
      if (token.isCancellationRequested) {
        await consult.stop(consultationId);
        break;
      }
      for (const piece of pieces.splice(0)) {
        if (piece.consultationId !== consultationId) continue;
        streamed += piece.text;
        stream.markdown(plainMarkdown(piece.text));
      }
      const [end] = heard.splice(0).flatMap(({ consultationId: id, event, position }) => {
        if (id !== consultationId) return [];
        // The chat scrolls along with what it is told, so that its answer is before the reader.
        if (event.kind === 'answer') void consult.seen({ consultationId, position }).catch(() => {});
        return told(event, stream, streamed);
      });
      if (end) {
        stream.button({
          command: 'fixward.openConsultation',
          title: vscode.l10n.t('Open in Panel'),
          arguments: [consultationId],
        });
        return { metadata: { consultationId }, ...end };
      }
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return { metadata: { consultationId } };
  } finally {
    listening.dispose();
    stopping.dispose();
  }
}

/** Shows one event; the result when it is the last of a turn. */
function told(
  event: ConsultEvent,
  stream: vscode.ChatResponseStream,
  streamed: string,
): readonly vscode.ChatResult[] {
  switch (event.kind) {
    case 'agent':
      if (event.state === 'started') stream.progress(`${event.agent}: ${event.task}`);
      return [];
    case 'tool':
      if (event.state === 'started') stream.progress(event.title);
      return [];
    case 'proposal':
      stream.markdown(
        plainMarkdown(
          vscode.l10n.t(
            '\n\n**Proposal {0}: {1}** ({2})\n\n',
            event.proposal.number,
            event.proposal.title,
            event.proposal.verdict,
          ),
        ),
      );
      return [];
    case 'answer':
      if (streamed.trim() === '') stream.markdown(plainMarkdown(event.answer.recommendation));
      stream.markdown(plainMarkdown(afterwards(event.answer)));
      return [];
    case 'state':
      if (event.state === 'running' || event.state === 'open') return [];
      if (event.state === 'failed')
        return [{ errorDetails: { message: event.problem ?? vscode.l10n.t('The consultation failed.') } }];
      if (event.state === 'waiting')
        stream.markdown(vscode.l10n.t('\n\nAn approval waits for you in the panel.'));
      return [{}];
    default:
      return [];
  }
}

function afterwards({ warnings, nextSteps }: ConsultAnswer): string {
  const list = (heading: string, lines: readonly string[]): string =>
    lines.length === 0 ? '' : `\n\n**${heading}**\n\n${lines.map((line) => `- ${line}`).join('\n')}`;
  return `${list(vscode.l10n.t('Warnings'), warnings)}${list(vscode.l10n.t('Next steps'), nextSteps)}`;
}

/** The consultation that this chat has led to before. */
function earlierConsultation({ history }: vscode.ChatContext): string | undefined {
  for (const turn of history.toReversed()) {
    if (!(turn instanceof vscode.ChatResponseTurn) || turn.participant !== PARTICIPANT) continue;
    const id: unknown = turn.result.metadata?.consultationId;
    if (typeof id === 'string') return id;
  }
  return undefined;
}

/** Model and database texts link to nothing that runs, and load no pictures. */
function plainMarkdown(text: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text.replaceAll('![', '!\\['));
  markdown.isTrusted = false;
  markdown.supportHtml = false;
  return markdown;
}

function sqlIn(prompt: string): string | undefined {
  const fenced = /```(?:sql)?\s*\n([\s\S]*?)```/u.exec(prompt)?.[1];
  const text = (fenced ?? prompt).trim();
  return text === '' ? undefined : text;
}

function selectedText(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const text = editor.document.getText(editor.selection.isEmpty ? undefined : editor.selection).trim();
  return text === '' ? undefined : text;
}
