import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Consultation } from '../../../src/protocol/consult.ts';
import { SamplingCost } from '../../../src/service/confidence/samplingCost.ts';
import { callTool, say } from '../../support/scripted/steps.ts';
import { type ScriptedModel, scriptedModel } from '../../support/scriptedModel.ts';
import { type ConfidenceBench, confidenceBench } from './confidenceBench.ts';

let model: ScriptedModel;
beforeAll(async () => {
  const silent = { logprobs: false };
  model = await scriptedModel(() => [say('unset')], { models: { 'deep-1': silent, 'small-1': silent } });
});
afterAll(() => model.close());
beforeEach(() => model.forget());

const INDEX = 'create index orders_user_idx on orders (user_id);';
const answering = (sql: string) => say(`Use this:\n\`\`\`sql\n${sql}\n\`\`\``);
/** The first call is the consultation, the others ask again; the small model groups. */
const play = (drawn: readonly string[], { groups = '1', confidence = 0.9, sql = INDEX } = {}) => {
  let next = 0;
  model.play(({ messages, tools }) => {
    if (messages[0]?.text.includes('Put answers into one group')) return [say(groups)];
    if (tools.length > 0) {
      const own = { recommendation: 'Add an index.', confidence };
      return [callTool('give_answer', sql === '' ? own : { ...own, sql: [{ title: 'Index', sql }] })];
    }
    const text = drawn[next++ % drawn.length] ?? '';
    return [text.startsWith('It') ? say(text) : answering(text)];
  });
};

const scored = async (settings: object, options: Partial<Parameters<typeof confidenceBench>[0]> = {}) => {
  const opened: ConfidenceBench = confidenceBench({ baseUrl: model.baseUrl, ...options });
  await opened.call('confidence/configure', settings);
  await opened.consult.ask('Why is it slow?');
  await opened.idle();
  opened.end();
  return { ...opened, score: opened.kept.scores[0] };
};

describe('asking again', () => {
  it('is not done unless it is set', async () => {
    play([INDEX]);
    const { score } = await scored({});
    expect(score?.method).toBe('verbalized');
    expect(model.requests).toHaveLength(1);
  });

  it('counts answers that come to the same SQL, however it is written', async () => {
    play([
      'CREATE INDEX orders_user_idx ON orders(user_id)',
      'create index orders_user_idx on orders (user_id); -- the same',
      'create index on orders (status);',
    ]);
    const { score, consult } = await scored({ samples: 3 });
    expect(score).toMatchObject({ method: 'hybrid', samples: 3, agreement: 2 / 3 });
    // (2 + 1) / (3 + 2), times what the model says of itself.
    expect(score?.raw_confidence).toBeCloseTo(0.6 * 0.9, 9);
    expect(score?.evidence).toContainEqual({
      part: 'reasoning',
      kind: 'samples_agree',
      text: '2 of 3 further answers come to the same SQL.',
      passed: 2,
      of: 3,
    });
    const badge = consult.messages.at(-1)?.stored?.event;
    expect(badge).toMatchObject({ kind: 'confidence', badge: { method: 'hybrid', samples: 3 } });
  });

  it('lets the small model tell which words mean the same', async () => {
    play(['It needs an index.', 'It has too many rows.'], { groups: '1 1 2', sql: '', confidence: 1 });
    const { score } = await scored({ samples: 2 });
    expect(score).toMatchObject({ method: 'hybrid', samples: 2, agreement: 0.5 });
    expect(score?.evidence?.[0]?.text).toBe('1 of 2 further answers mean the same.');
  });

  const codeAnswer = (code: string) => `It needs this:\n\`\`\`ts\n${code}\n\`\`\``;

  it('counts answers that come to the same code by its syntax tree', async () => {
    model.play(({ tools }) => {
      const given = { recommendation: codeAnswer("const total = await sum('a', 1);"), confidence: 1 };
      return tools.length > 0 ? [callTool('give_answer', given)] : [say(next())];
    });
    const drawn = [
      codeAnswer('// the same\nconst total = await sum("a", 1,)'),
      codeAnswer("const total = sum('a', 1);"),
    ];
    const next = (): string => drawn.shift() ?? '';
    const { score } = await scored({ samples: 2 });
    expect(score).toMatchObject({ method: 'hybrid', samples: 2, agreement: 0.5 });
    expect(score?.evidence?.[0]?.text).toBe('1 of 2 further answers come to the same code.');
  });

  it('compares bare values as texts, and words that are the same to the letter without asking', async () => {
    const playing = (own: string, drawn: string) =>
      model.play(({ tools }) =>
        tools.length > 0 ? [callTool('give_answer', { recommendation: own })] : [say(drawn)],
      );
    playing('**1000**', '1,000.0');
    const value = await scored({ samples: 2 });
    expect(value.score).toMatchObject({ method: 'agreement', agreement: 1 });
    expect(value.score?.evidence?.[0]?.text).toBe('2 of 2 further answers give the same value.');
    model.forget();
    playing('It needs an index.', 'it needs  an index.');
    const words = await scored({ samples: 2 });
    expect(words.score).toMatchObject({ method: 'semantic_entropy', agreement: 1 });
    expect(model.requests.every(({ messages }) => !messages[0]?.text.includes('into one group'))).toBe(true);
  });

  it('is part of what the consultation took', async () => {
    play(['It needs an index.', 'It has too many rows.'], { groups: '1 1 2', sql: '' });
    const opened: ConfidenceBench = confidenceBench({ baseUrl: model.baseUrl });
    const taken = async (settings: object) => {
      await opened.call('confidence/configure', settings);
      const id = await opened.consult.ask('Why is it slow?');
      await opened.idle();
      const view = (await opened.consult.call('consult/get', {
        consultationId: id,
      })) as unknown as Consultation;
      const usages = view.events.flatMap(({ event }) => (event.kind === 'usage' ? [event.usage] : []));
      return { view, usages };
    };
    const alone = await taken({});
    const { view, usages } = await taken({ samples: 2 });
    opened.end();
    // The answer, two more, and the small model that groups them.
    expect(usages).toHaveLength(alone.usages.length + 3);
    expect(usages.at(-1)?.model).toBe('test/small-1');
    const sum = (of: 'tokensIn' | 'tokensOut') => usages.reduce((total, each) => total + each[of], 0);
    expect(view).toMatchObject({ tokensIn: sum('tokensIn'), tokensOut: sum('tokensOut') });
    expect(view.tokensIn).toBeGreaterThan(alone.view.tokensIn);
  });

  it('says nothing where nobody can tell which answers mean the same', async () => {
    play(['It needs an index.'], { groups: 'hard to say', sql: '' });
    const { score, log } = await scored({ samples: 2 });
    expect(score?.method).toBe('verbalized');
    expect(log.join('\n')).toContain('nobody could tell');
  });

  it('stays within the budget', async () => {
    play([INDEX]);
    const { score, log } = await scored({ samples: 5 }, { budget: { tokensMax: 1_200 } });
    expect(score?.method).toBe('verbalized');
    expect(model.requests).toHaveLength(1);
    expect(log.join('\n')).toMatch(/was not sampled: it would take about \d+ tokens/u);
  });
});

describe('settings', () => {
  it('are those of the window in which the project is open', async () => {
    play([INDEX]);
    const opened: ConfidenceBench = confidenceBench({ baseUrl: model.baseUrl });
    await opened.call('confidence/configure', {
      samples: 1,
      projects: ['/shop', '/läden'],
      errorRateMax: 0.05,
    });
    await opened.call('confidence/configure', { samples: 0, projects: ['/other'] });
    const ask = async (project?: string) => {
      await opened.consult.ask('Why is it slow?', project === undefined ? {} : { project });
      await opened.idle();
      return opened.kept.scores.at(-1);
    };
    expect(opened.service.samplingCostOf('/shop')).toMatchObject({ samples: 1, calls: 2 });
    expect(opened.service.samplingCostOf('/other')).toBeUndefined();
    expect((await ask('/shop'))?.samples).toBe(1);
    expect((await ask('/läden'))?.samples).toBe(1);
    expect(await ask('/other')).not.toHaveProperty('samples');
    expect(await ask()).not.toHaveProperty('samples');
    // Nothing is known of how answers end: only where nothing is to be withheld they are shown.
    expect(opened.kept.exposures).toHaveLength(2);
    await opened.call('confidence/configure', { projects: ['/shop'] });
    expect(await ask('/shop')).not.toHaveProperty('samples');
    opened.end();
  });

  it('ask models for their own word, which is read from their last line', async () => {
    model.play(() => [say('Add an index. The probability of 90 % is in the statistics.\nConfidence: 65 %')]);
    const opened: ConfidenceBench = confidenceBench({ baseUrl: model.baseUrl });
    await opened.consult.ask('Why is it slow?');
    await opened.idle();
    expect(opened.kept.scores[0]?.method).toBe('heuristic');
    await opened.call('confidence/configure', { askConfidence: true });
    await opened.consult.ask('Why is it slow?');
    await opened.idle();
    expect(opened.kept.scores[1]).toMatchObject({ method: 'verbalized', raw_confidence: 0.65 });
    const asked = model.requests.map(({ messages }) => messages.map(({ text }) => text).join('\n'));
    expect(asked.map((text) => text.includes('Confidence: N %'))).toEqual([false, true]);
    opened.end();
  });
});

describe('several models', () => {
  it('are asked the same, and what each said is kept', async () => {
    play(['create index on orders (status);']);
    const { score, kept } = await scored({ consensusModels: ['test/small-1'] });
    expect(score).toMatchObject({ method: 'verbalized' });
    expect(score).not.toHaveProperty('samples');
    expect(kept.scores[0]?.model_consensus).toEqual({
      models: [
        {
          model: 'test/small-1',
          agrees: false,
          text: expect.stringContaining('create index on orders (status);'),
        },
      ],
    });
    expect(model.requests.map((request) => request.model)).toEqual(['deep-1', 'small-1']);
  });

  it('are not asked what they have answered themselves', async () => {
    play([INDEX]);
    await scored({ consensusModels: ['test/deep-1'] });
    expect(model.requests).toHaveLength(1);
  });
});

describe('what asking again costs', () => {
  const settings = { samples: 2, consensusModels: ['a/b'] };

  it('is nothing where nothing is asked', () => {
    expect(new SamplingCost().estimate({ samples: 0, consensusModels: [] })).toBeUndefined();
  });

  it('is a number of calls before anything was asked', () => {
    expect(new SamplingCost().estimate(settings)).toEqual({ ...settings, calls: 4 });
  });

  it('is estimated from the calls until now', () => {
    const cost = new SamplingCost();
    cost.add({ tokensIn: 100, tokensOut: 20, costUsd: 0.01 });
    cost.add({ tokensIn: 60, tokensOut: 20, costUsd: 0.03 });
    expect(cost.estimate(settings)).toEqual({ ...settings, calls: 4, tokens: 400, costUsd: 0.08 });
  });

  it('has no sum where a price is unknown', () => {
    const cost = new SamplingCost();
    cost.add({ tokensIn: 100, tokensOut: 20, costUsd: 0.01 });
    cost.add({ tokensIn: 100, tokensOut: 20 });
    expect(cost.estimate(settings)).not.toHaveProperty('costUsd');
  });
});
