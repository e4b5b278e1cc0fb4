import type { EndpointFetch } from '../../engines/models/rotatingFetch.ts';
import type { EditorModel, ModelDeliverParams, ModelRequestMessage } from '../../protocol/modelMethods.ts';

/** An endpoint that speaks OpenAI's protocol; which keys it takes is the business of its `fetch`. */
export interface EndpointProvider {
  readonly id: string;
  readonly kind: 'openai' | 'ollama';
  /** Ends in `/v1` or what stands in its place, without a slash. */
  readonly baseUrl: string;
  readonly organisation?: string;
  readonly api: 'responses' | 'chat' | 'auto';
  readonly reasoningEffort?: 'minimal' | 'low' | 'medium' | 'high';
  readonly fetch: EndpointFetch;
}

/** What an editor's model says next. */
export type EditorPart = ModelDeliverParams['parts'][number];

/** The models of an editor, wherever it is. */
export interface EditorBridge {
  readonly id: string;
  models(): readonly EditorModel[];
  /** Ends when the model has said all. @throws EditorModelError */
  ask(
    request: Pick<ModelRequestMessage, 'model' | 'messages' | 'tools'>,
    signal: AbortSignal | undefined,
  ): AsyncIterable<EditorPart>;
}

/** Why an editor's model gave no answer; the code is the editor's, such as `consent` or `blocked`. */
export class EditorModelError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Everything that was configured at one moment. */
export interface ModelSources {
  /** Raised by each change; what was found out about models of another revision is forgotten. */
  readonly revision: number;
  readonly endpoints: readonly EndpointProvider[];
  readonly editors: readonly EditorBridge[];
  /** `provider/model` */
  readonly deepModel?: string;
  readonly smallModel?: string;
}
