import type {
  EditorBridge,
  EndpointProvider,
  ModelSources,
} from '../../src/consultant/models/modelSources.ts';
import { KeyHolder } from '../../src/engines/models/keyHolder.ts';
import { givenKeys } from '../../src/engines/models/keySource.ts';
import { rotatingFetch } from '../../src/engines/models/rotatingFetch.ts';

export interface TestSourcesOptions
  extends Partial<Pick<EndpointProvider, 'id' | 'kind' | 'api' | 'reasoningEffort' | 'organisation'>> {
  readonly keys?: readonly string[];
  /** Defaults to `<id>/scripted-1`; undefined lets it be chosen. */
  readonly deepModel?: string | undefined;
  readonly smallModel?: string;
  readonly editors?: readonly EditorBridge[];
}

/** The models of one scripted endpoint, as the service would hand them over; cooling keys wait no time. */
export function testSources(baseUrl: string, options: TestSourcesOptions = {}): () => ModelSources {
  const { id = 'test', kind = 'openai', keys = ['test-key'], editors = [] } = options;
  const deepModel = 'deepModel' in options ? options.deepModel : `${id}/scripted-1`;
  const holder = new KeyHolder(id);
  holder.configure(keys.map((key, index) => ({ label: `key ${index + 1}`, key })));
  const endpoint: EndpointProvider = {
    id,
    kind,
    baseUrl,
    api: options.api ?? 'auto',
    ...(options.reasoningEffort !== undefined && { reasoningEffort: options.reasoningEffort }),
    ...(options.organisation !== undefined && { organisation: options.organisation }),
    fetch: rotatingFetch({ provider: id, keys: givenKeys(holder), pause: async () => {} }),
  };
  const sources: ModelSources = {
    revision: 1,
    endpoints: [endpoint],
    editors,
    ...(deepModel !== undefined && { deepModel }),
    ...(options.smallModel !== undefined && { smallModel: options.smallModel }),
  };
  return () => sources;
}
