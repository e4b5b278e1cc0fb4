import { once } from 'node:events';
import { createServer } from 'node:http';
import { afterEach, expect, it, vi } from 'vitest';
import { openModels } from '../../../src/consultant/models/openModels.ts';
import { testSources } from '../../support/modelSources.ts';
import { say } from '../../support/scripted/steps.ts';
import { scriptedModel } from '../../support/scriptedModel.ts';

afterEach(() => vi.unstubAllEnvs());

it('sends what is said to the model alone, whatever the environment asks of the library', async () => {
  const heard: string[] = [];
  const listener = createServer((request, response) => {
    heard.push(request.url ?? '');
    response.end('{}');
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const model = await scriptedModel(() => [say('ok')]);
  vi.stubEnv('LANGSMITH_TRACING', 'true');
  vi.stubEnv('LANGCHAIN_TRACING_V2', 'true');
  vi.stubEnv('LANGSMITH_API_KEY', 'ls-key');
  vi.stubEnv('LANGSMITH_ENDPOINT', `http://127.0.0.1:${port}`);
  vi.stubEnv('LANGSMITH_GATEWAY', `http://127.0.0.1:${port}`);
  vi.stubEnv('OPENAI_API_KEY', 'sk-of-another-program');
  vi.stubEnv('OPENAI_ORG_ID', 'org-of-another-program');
  await openModels(testSources(model.baseUrl)).chat('deep').invoke('Hi');

  // Traces are sent a moment later.
  await new Promise((resolve) => {
    setTimeout(resolve, 300);
  });
  expect(heard).toEqual([]);
  expect(JSON.stringify(model.requests)).not.toContain('of-another-program');
  await model.close();
  listener.close();
});
