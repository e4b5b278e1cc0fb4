import { defaultDeepModel, defaultSmallModel } from './defaultModels.ts';
import { parseModelId } from './modelId.ts';

/** In front of the names of an editor's models. */
export const EDITOR_PROVIDER = 'editor';

/** What there is to choose a model from. */
export interface ModelChoice {
  /** `provider/model`, as the user chose it. */
  readonly deepModel?: string;
  readonly smallModel?: string;
  readonly endpoints: readonly {
    readonly id: string;
    readonly kind: 'openai' | 'ollama';
    /** Absent when the endpoint does not tell. */
    readonly listed?: readonly string[];
  }[];
  /** Names of the models that editors offer. */
  readonly editorModels: readonly string[];
}

/** The id `provider/model` for deep work or for small things; undefined when there is no model at all. */
export function chosenModelId(use: 'deep' | 'small', choice: ModelChoice): string | undefined {
  return use === 'deep' ? deepModelId(choice) : smallModelId(choice);
}

function deepModelId({ deepModel, endpoints, editorModels }: ModelChoice): string | undefined {
  if (deepModel !== undefined) return deepModel;
  for (const endpoint of endpoints) {
    // Ollama that does not answer is not running.
    if (endpoint.kind === 'ollama' && endpoint.listed === undefined) continue;
    const model = defaultDeepModel(endpoint.listed);
    if (model !== undefined) return `${endpoint.id}/${model}`;
  }
  const [first] = editorModels;
  return first === undefined ? undefined : `${EDITOR_PROVIDER}/${first}`;
}

/** From where the deep one is, so that a question goes to one place alone. */
function smallModelId(choice: ModelChoice): string | undefined {
  if (choice.smallModel !== undefined) return choice.smallModel;
  const deep = deepModelId(choice);
  const provider = deep === undefined ? undefined : parseModelId(deep)?.provider;
  const endpoint = choice.endpoints.find(({ id }) => id === provider);
  const model = endpoint && defaultSmallModel(endpoint.listed);
  return model === undefined ? deep : `${endpoint?.id}/${model}`;
}
