type Environment = Readonly<Record<string, string | undefined>>;

/** Models as an environment names them, in the shape of `models/configure`. */
export interface EnvironmentModels {
  readonly providers: readonly {
    readonly id: string;
    readonly kind: 'openai';
    readonly keys: readonly { readonly label: string; readonly key: string }[];
    readonly baseUrl?: string;
    readonly organisation?: string;
  }[];
  readonly deepModel?: string;
  readonly smallModel?: string;
}

/**
 * Models as the environment names them, for the command line and other agents: `OPENAI_API_KEY` (several with commas
 * between), `OPENAI_BASE_URL`, `OPENAI_ORG_ID`, `FIXWARD_MODEL`, `FIXWARD_SMALL_MODEL`. No provider when it names none.
 */
export function environmentModels(environment: Environment): EnvironmentModels {
  const read = (name: string): string => environment[name]?.trim() ?? '';
  const keys = read('OPENAI_API_KEY')
    .split(/[\s,]+/u)
    .filter((key) => key !== '');
  const [baseUrl, organisation] = [read('OPENAI_BASE_URL'), read('OPENAI_ORG_ID')];
  const [deepModel, smallModel] = [read('FIXWARD_MODEL'), read('FIXWARD_SMALL_MODEL')].map(ofProvider);
  const isNamed = keys.length > 0 || baseUrl !== '';
  return {
    providers: isNamed
      ? [
          {
            id: PROVIDER,
            kind: 'openai',
            keys: keys.map((key, index) => ({ label: labelOf(index, keys.length), key })),
            ...(baseUrl !== '' && { baseUrl }),
            ...(organisation !== '' && { organisation }),
          },
        ]
      : [],
    ...(deepModel !== undefined && { deepModel }),
    ...(smallModel !== undefined && { smallModel }),
  };
}

const PROVIDER = 'openai';

/** There is one provider here, which need not be named; a model's own name may hold a slash. */
function ofProvider(model: string): string | undefined {
  if (model === '') return undefined;
  return model.startsWith(`${PROVIDER}/`) ? model : `${PROVIDER}/${model}`;
}

function labelOf(index: number, count: number): string {
  return count === 1 ? 'OPENAI_API_KEY' : `OPENAI_API_KEY ${index + 1}`;
}
