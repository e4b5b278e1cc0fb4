import { openModels } from '../../src/consultant/models/openModels.ts';
import { spokenIn } from '../../src/consultant/models/spoken.ts';
import { testSources } from '../support/modelSources.ts';
import { say } from '../support/scripted/steps.ts';
import { scriptedModel } from '../support/scriptedModel.ts';
import { figuresOf, heading, line } from './figures.ts';

const ROUNDS = 200;
const WARM_UP = 20;
const TEXT = 'An index on orders (customer_id) covers the join. '.repeat(20);

/** How much later the first word of a model arrives than over the endpoint alone, on an endpoint that answers at once. */
export async function benchModels(): Promise<void> {
  for (const api of ['chat', 'responses'] as const) {
    const server = await scriptedModel(() => [say(TEXT)], {
      models: { 'scripted-1': { responses: api === 'responses', chat: api === 'chat' } },
    });
    const keys = Array.from({ length: 12 }, (_, index) => `key-${index + 1}`);
    const model = openModels(testSources(server.baseUrl, { keys })).chat('deep');
    heading(`First word of a model, ${api} (${ROUNDS} rounds)`);
    const probed = performance.now();
    await model.invoke('Hi');
    const first = performance.now() - probed;
    const raw: number[] = [];
    const through: number[] = [];
    for (let round = -WARM_UP; round < ROUNDS; round += 1) {
      const [alone, ours] = [await rawFirstWord(server.baseUrl, api), await firstWord(model)];
      if (round < 0) continue;
      raw.push(alone);
      through.push(ours);
    }
    line('over the endpoint alone', figuresOf(raw));
    line('through Fixward, twelve keys', figuresOf(through), figuresOf(raw));
    line('the first call, which finds out what it takes', { median: first, p95: first });
    await server.close();
  }
}

async function firstWord(model: ReturnType<ReturnType<typeof openModels>['chat']>): Promise<number> {
  const started = performance.now();
  let heard = 0;
  for await (const chunk of await model.stream('Hi')) {
    if (heard === 0 && spokenIn(chunk).text !== '') heard = performance.now() - started;
  }
  return heard;
}

async function rawFirstWord(baseUrl: string, api: 'chat' | 'responses'): Promise<number> {
  const body =
    api === 'chat'
      ? { model: 'scripted-1', stream: true, messages: [{ role: 'user', content: 'Hi' }] }
      : { model: 'scripted-1', stream: true, input: 'Hi' };
  const started = performance.now();
  let heard = 0;
  const answer = await fetch(`${baseUrl}/${api === 'chat' ? 'chat/completions' : 'responses'}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer key-1' },
    body: JSON.stringify(body),
  });
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of answer.body ?? []) {
    text += decoder.decode(bytes, { stream: true });
    if (heard === 0 && text.includes('An index on')) heard = performance.now() - started;
  }
  return heard;
}
