import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type {
  EditorMessage,
  ModelDeliverParams,
  ModelRequestMessage,
  ModelsOfferParams,
} from '../../protocol/modelMethods.ts';
import type { FixwardService } from '../relay/fixwardService.ts';
import { isRow, rowOf, rowsOf, textOf } from '../relay/wire.ts';
import { readConsultSettings } from './consultSettings.ts';

/** Pieces of an answer travel together when they come faster than anybody reads. */
const DELIVER_EVERY_MS = 40;

type Part = ModelDeliverParams['parts'][number];

/** Lets the service use the editor's own models, which need no key of the user's. */
export class EditorModels implements vscode.Disposable {
  readonly #service: FixwardService;
  readonly #log: vscode.LogOutputChannel;
  /** Of this window. */
  readonly #offer = randomUUID();
  readonly #running = new Map<string, vscode.CancellationTokenSource>();
  readonly #subscriptions: readonly vscode.Disposable[];
  #models = new Map<string, vscode.LanguageModelChat>();
  #isOffering = false;

  constructor(service: FixwardService, log: vscode.LogOutputChannel) {
    this.#service = service;
    this.#log = log;
    const again = (): void => {
      if (this.#isOffering) void this.offer();
    };
    this.#subscriptions = [
      service.onEvent(({ event, params }) => {
        if (event === 'models/request') this.#hear(params);
        else if (event === 'models/cancel') this.#running.get(textOf(rowOf(params).requestId))?.cancel();
        else if (event === 'service/reconnected') again();
      }),
      vscode.lm.onDidChangeChatModels(again),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('fixward.consult.useEditorModels')) again();
      }),
    ];
  }

  /** Tells the service which models there are; none when the user does not want them used. */
  async offer(): Promise<void> {
    this.#isOffering = true;
    const models = readConsultSettings().useEditorModels ? await vscode.lm.selectChatModels() : [];
    this.#models = new Map(models.map((model) => [model.id, model]));
    const params: ModelsOfferParams = {
      offer: this.#offer,
      models: models.map(({ id, name, vendor, family, maxInputTokens }) => ({
        id,
        name,
        vendor,
        family,
        inputTokensMax: maxInputTokens,
      })),
    };
    await this.#service.ask('models/offer', params).catch((error: unknown) => {
      this.#log.debug(`the editor's models were not offered: ${String(error)}`);
    });
  }

  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
    for (const source of this.#running.values()) source.cancel();
    // A window that is gone answers nothing; the service would find out by waiting.
    if (this.#isOffering) {
      const gone: ModelsOfferParams = { offer: this.#offer, models: [] };
      this.#service.ask('models/offer', gone).catch(() => {});
    }
  }

  #hear(params: unknown): void {
    const request = readRequest(params);
    if (request?.offer !== this.#offer) return;
    const source = new vscode.CancellationTokenSource();
    this.#running.set(request.requestId, source);
    void this.#answer(request, source.token).finally(() => {
      this.#running.delete(request.requestId);
      source.dispose();
    });
  }

  async #answer(request: ModelRequestMessage, token: vscode.CancellationToken): Promise<void> {
    const { requestId } = request;
    const waiting: Part[] = [];
    let sent = Promise.resolve();
    const deliver = (end: Pick<ModelDeliverParams, 'done' | 'problem'> = {}): void => {
      const parts = waiting.splice(0);
      if (parts.length === 0 && Object.keys(end).length === 0) return;
      const params: ModelDeliverParams = { requestId, parts: joined(parts), ...end };
      sent = sent
        .then(() => this.#service.ask('models/deliver', params))
        .then(
          () => {},
          (error: unknown) =>
            this.#log.debug(`an answer of the editor's model was not taken: ${String(error)}`),
        );
    };
    const timer = setInterval(deliver, DELIVER_EVERY_MS);
    try {
      const model = this.#models.get(request.model);
      if (!model) throw vscode.LanguageModelError.NotFound(request.model);
      const response = await model.sendRequest(
        request.messages.map(editorMessage),
        {
          justification: vscode.l10n.t('Fixward’s database consultant answers your question.'),
          tools: request.tools.map(({ name, description, inputSchema }) => ({
            name,
            description,
            inputSchema: isRow(inputSchema) ? inputSchema : {},
          })),
        },
        token,
      );
      for await (const part of response.stream) {
        if (part instanceof vscode.LanguageModelTextPart) waiting.push({ kind: 'text', text: part.value });
        else if (part instanceof vscode.LanguageModelToolCallPart) {
          waiting.push({ kind: 'call', id: part.callId, name: part.name, input: part.input });
        }
      }
      deliver({ done: true });
    } catch (error) {
      deliver({ done: true, problem: problemOf(error, token) });
    } finally {
      clearInterval(timer);
      await sent;
    }
  }
}

function joined(parts: readonly Part[]): readonly Part[] {
  const result: Part[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.kind === 'text' && last?.kind === 'text')
      result[result.length - 1] = { kind: 'text', text: last.text + part.text };
    else result.push(part);
  }
  return result;
}

function problemOf(
  error: unknown,
  token: vscode.CancellationToken,
): { readonly code: string; readonly message: string } {
  if (token.isCancellationRequested) return { code: 'cancelled', message: 'cancelled' };
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof vscode.LanguageModelError)) return { code: 'failed', message };
  switch (error.code) {
    case vscode.LanguageModelError.NoPermissions.name:
      return {
        code: 'no_permission',
        message: vscode.l10n.t('The editor has not been allowed to let Fixward use this model.'),
      };
    case vscode.LanguageModelError.Blocked.name:
      return {
        code: 'blocked',
        message: vscode.l10n.t(
          'The editor’s model refused: its quota is spent or its filter stepped in. {0}',
          message,
        ),
      };
    case vscode.LanguageModelError.NotFound.name:
      return { code: 'not_found', message: vscode.l10n.t('The editor no longer has this model.') };
    default:
      return { code: 'failed', message };
  }
}

function editorMessage(message: EditorMessage): vscode.LanguageModelChatMessage {
  switch (message.role) {
    case 'user':
      return vscode.LanguageModelChatMessage.User(message.text);
    case 'tool':
      return vscode.LanguageModelChatMessage.User([
        new vscode.LanguageModelToolResultPart(message.callId, [
          new vscode.LanguageModelTextPart(message.text),
        ]),
      ]);
    case 'assistant':
      return vscode.LanguageModelChatMessage.Assistant([
        ...(message.text === '' ? [] : [new vscode.LanguageModelTextPart(message.text)]),
        ...message.calls.map(
          ({ id, name, input }) => new vscode.LanguageModelToolCallPart(id, name, rowOf(input)),
        ),
      ]);
  }
}

function readRequest(params: unknown): ModelRequestMessage | undefined {
  const row = rowOf(params);
  const requestId = textOf(row.requestId);
  if (requestId === '') return undefined;
  return {
    offer: textOf(row.offer),
    requestId,
    model: textOf(row.model),
    messages: rowsOf(row.messages).map((message): EditorMessage => {
      const text = textOf(message.text);
      if (message.role === 'tool') return { role: 'tool', callId: textOf(message.callId), text };
      if (message.role !== 'assistant') return { role: 'user', text };
      const calls = rowsOf(message.calls).map(({ id, name, input }) => ({
        id: textOf(id),
        name: textOf(name),
        input,
      }));
      return { role: 'assistant', text, calls };
    }),
    tools: rowsOf(row.tools).map(({ name, description, inputSchema }) => ({
      name: textOf(name),
      description: textOf(description),
      inputSchema,
    })),
  };
}
