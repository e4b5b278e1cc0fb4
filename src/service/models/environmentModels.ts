import { type ModelsConfiguration, modelsConfigureSchema } from './modelsParams.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Models as the environment names them, for the command line and other agents: `OPENAI_API_KEY` (several with commas
 * between), `OPENAI_BASE_URL`, `OPENAI_ORG_ID`, `FIXWARD_MODEL`, `FIXWARD_SMALL_MODEL`. Nothing when it names none.
 */
export function environmentModels(environment: Environment): ModelsConfiguration {
  const read = (name: string): string => environment[name]?.trim() ?? '';
  const keys = read('OPENAI_API_KEY')
    .split(/[\s,]+/u)
    .filter((key) => key !== '');
  const baseUrl = read('OPENAI_BASE_URL');
  const organisation = read('OPENAI_ORG_ID');
  const isNamed = keys.length > 0 || baseUrl !== '';
  const parsed = modelsConfigureSchema.safeParse({
    providers: isNamed
      ? [
          {
            id: 'openai',
            kind: 'openai',
            keys: keys.map((key, index) => ({ label: labelOf(index, keys.length), key })),
            ...(baseUrl !== '' && { baseUrl }),
            ...(organisation !== '' && { organisation }),
          },
        ]
      : [],
    ...modelNames(read),
  });
  return parsed.success ? parsed.data : { providers: [] };
}

function modelNames(read: (name: string) => string) {
  const [deepModel, smallModel] = [read('FIXWARD_MODEL'), read('FIXWARD_SMALL_MODEL')];
  return { ...(deepModel !== '' && { deepModel }), ...(smallModel !== '' && { smallModel }) };
}

function labelOf(index: number, count: number): string {
  return count === 1 ? 'OPENAI_API_KEY' : `OPENAI_API_KEY ${index + 1}`;
}
