import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Consultation } from '../../src/protocol/consult.ts';
import type { ConsultEventMessage } from '../../src/protocol/consultMethods.ts';
import type { ServiceClient } from '../../src/store/client/serviceClient.ts';
import { bundleService } from '../support/buildService.ts';
import { callTool, say } from '../support/scripted/steps.ts';
import { scriptedModel } from '../support/scriptedModel.ts';
import { serviceHome, until } from '../support/serviceHome.ts';
import { figuresOf, heading, line } from './figures.ts';

const AT_ONCE = 100;
const ROUNDS = 30;
const LOADS = 9;
const TEXT = 'An index on orders (customer_id) covers the join. '.repeat(10);
const ONE_MB = 1024 * 1024;

/** The consultant in its service, on a model that answers at once: what is measured is Fixward's own share. */
export async function benchConsult(root: string): Promise<void> {
  const folder = join(root, '.tsbuild', 'bench', 'consult-service');
  await bundleService(folder);
  benchLoading(join(folder, 'consultant.mjs'));
  const model = await scriptedModel(
    ({ messages }) =>
      messages.some(({ role, text }) => role === 'user' && text.includes('many')) &&
      !messages.some(({ role }) => role === 'tool')
        ? [callTool('check_sql', { sql: 'create index on orders (customer_id)' })]
        : [say(TEXT)],
    { models: { 'deep-1': {}, 'small-1': {} } },
  );
  const home = await serviceHome(join(folder, 'service.mjs'));
  const client = home.connect();
  try {
    await client.request('models/configure', {
      providers: [
        { id: 'test', kind: 'openai', baseUrl: model.baseUrl, api: 'chat', keys: [{ label: 'k', key: 'k' }] },
      ],
      deepModel: 'test/deep-1',
      smallModel: 'test/small-1',
    });
    await benchFirstWord(client, model.baseUrl);
    await benchMany(client, home.pids('front')[0] ?? 0);
  } finally {
    await home.remove();
    await model.close();
  }
}

function benchLoading(bundle: string): void {
  heading('The consultant’s bundle');
  const script = `const m=process.memoryUsage().rss,t=performance.now();await import(${JSON.stringify(`file://${bundle}`)});
    console.log(performance.now()-t,process.memoryUsage().rss-m)`;
  const loads = Array.from({ length: LOADS }, () =>
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
      .split(' ')
      .map(Number),
  );
  line('loading it', figuresOf(loads.map(([ms = 0]) => ms)));
  const megabytes = figuresOf(loads.map(([, bytes = 0]) => bytes / ONE_MB));
  console.log(`  memory it takes                              median ${megabytes.median.toFixed(0)} MB`);
  const kilobytes = (bytes: number): string => `${Math.round(bytes / 1024)} KB`;
  console.log(
    `  size, not minified ${kilobytes(statSync(bundle).size)}, compressed ${kilobytes(gzipSync(readFileSync(bundle)).length)}`,
  );
}

/** From the question sent to the service until the first word is back, beside the endpoint asked alone. */
async function benchFirstWord(client: ServiceClient, baseUrl: string): Promise<void> {
  heading(`First word of an answer (${ROUNDS} questions, one after another)`);
  const ours: number[] = [];
  const raw: number[] = [];
  const first = await firstWord(client);
  for (let round = 0; round < ROUNDS; round++) {
    raw.push(await rawFirstWord(baseUrl));
    ours.push(await firstWord(client));
  }
  line('over the endpoint alone', figuresOf(raw));
  line('as a consultation, streamed and kept', figuresOf(ours), figuresOf(raw));
  line('the first of the service', { median: first, p95: first });
}

async function firstWord(client: ServiceClient): Promise<number> {
  const startedAt = performance.now();
  let heard = 0;
  let isOver = false;
  const off = client.onEvent((event, params) => {
    if (event !== 'consult/event') return;
    // SAFETY: so the protocol has it.
    const { delta, stored } = params as ConsultEventMessage;
    if (heard === 0 && delta?.channel === 'text') heard = performance.now() - startedAt;
    isOver ||= stored?.event.kind === 'state' && stored.event.state !== 'running';
  });
  await client.request('consult/start', { question: 'Why is it slow?', trusted: true });
  await until(() => isOver, 'the answer');
  if (typeof off === 'function') off();
  return heard;
}

async function rawFirstWord(baseUrl: string): Promise<number> {
  const startedAt = performance.now();
  const answer = await fetch(`${baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer k' },
    body: JSON.stringify({
      model: 'deep-1',
      stream: true,
      messages: [{ role: 'user', content: 'Why is it slow?' }],
    }),
  });
  let text = '';
  let heard = 0;
  for await (const bytes of answer.body ?? []) {
    text += Buffer.from(bytes).toString('utf8');
    if (heard === 0 && text.includes('An index')) heard = performance.now() - startedAt;
  }
  return heard;
}

async function benchMany(client: ServiceClient, pid: number): Promise<void> {
  heading(`${AT_ONCE} consultations at once, each with a tool`);
  const startedAt = performance.now();
  const started = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, number) =>
      client.request('consult/start', {
        question: `Why is this one of many slow? (${number})`,
        trusted: true,
      }),
    ),
  );
  const states: string[] = [];
  for (const answer of started) {
    // SAFETY: so the protocol has it.
    const { consultationId } = answer as { consultationId: string };
    await until(async () => (await stateOf(client, consultationId)) !== 'running', 'an end', 300_000);
    states.push(await stateOf(client, consultationId));
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  const done = states.filter((state) => state === 'done').length;
  console.log(
    `  done ${done} of ${AT_ONCE} in ${seconds.toFixed(1)} s; memory of the service ${memoryOf(pid)} MB`,
  );
}

async function stateOf(client: ServiceClient, consultationId: string): Promise<string> {
  // SAFETY: so the protocol has it.
  const { state } = (await client.request('consult/get', { consultationId, limit: 1 })) as Consultation;
  return state === 'open' ? 'running' : state;
}

function memoryOf(pid: number): string {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return (Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1] ?? Number.NaN) / 1024).toFixed(0);
  } catch {
    return 'unknown';
  }
}
