import { afterEach, describe, expect, it } from 'vitest';
import { type DrawRequest, drawAnswers } from '../../../src/consultant/confidence/drawAnswers.ts';
import { groupAnswers } from '../../../src/consultant/confidence/groupAnswers.ts';
import { pause, say, unauthorised } from '../../support/scripted/steps.ts';
import { inTurn, type ModelScript, type ScriptedModel, scriptedModel } from '../../support/scriptedModel.ts';
import { SCRIPTED_MODELS, scriptedModels } from '../scriptedEngine.ts';

const running: ScriptedModel[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function served(script: ModelScript): Promise<ScriptedModel> {
  const server = await scriptedModel(script, { models: SCRIPTED_MODELS });
  running.push(server);
  return server;
}

const request = (changes: Partial<DrawRequest> = {}): DrawRequest => ({
  question: 'Which index?',
  looked: '',
  count: 3,
  keyOf: ({ sql }) => sql.map((each) => each.sql).join(';') || undefined,
  signal: new AbortController().signal,
  ...changes,
});

const withSql = (sql: string, words = 'Use this:'): string => `${words}\n\`\`\`sql\n${sql}\n\`\`\``;
/** Longer than the window over which a draw is judged. */
const LONG = Array.from({ length: 90 }, (_, index) => `word${index}`).join(' ');
/** Candidates of each token are a nat apart: the lower the first, the surer the token by the measure. */
const SURE = -3;
const UNSURE = -0.1;

describe.each(['chat', 'responses'] as const)('draws over the %s API', (api) => {
  it('are answers to the same question, with the tokens’ candidates', async () => {
    const server = await served(inTurn([say(withSql('select 1;'), SURE)], [say(withSql('select 2;'), SURE)]));
    const drawing = await drawAnswers(scriptedModels(server.baseUrl, api), request({ count: 2 }));

    expect(drawing.answers.map(({ key }) => key)).toEqual(['select 1;', 'select 2;']);
    expect(drawing).toMatchObject({ stopped: 0, spared: 0, problems: [] });
    for (const { topLogprobs, answer } of drawing.answers) {
      // One list of five for each token, told once.
      expect(topLogprobs?.length).toBe(drawing.tokens / 2);
      expect(topLogprobs?.[0]).toEqual([-3, -4, -5, -6, -7]);
      expect(answer.sql).toHaveLength(1);
    }
    expect(server.requests.map(({ temperature }) => temperature)).toEqual([0.8, 0.8]);
  });

  it('that turn out less sure than the first ones are aborted while they speak', async () => {
    const server = await served(
      inTurn(
        [say(withSql('select 1;', LONG), SURE)],
        [say(withSql('select 2;', LONG), SURE)],
        [say(LONG, UNSURE), pause(20_000), say(withSql('select 3;'), UNSURE)],
      ),
    );
    const drawing = await drawAnswers(scriptedModels(server.baseUrl, api), request());

    expect(drawing.answers.map(({ key }) => key)).toEqual(['select 1;', 'select 2;']);
    expect(drawing.stopped).toBe(1);
    // The endpoint noticed, long before it had said all.
    await expect.poll(() => server.abandoned).toBe(1);
  });
});

describe('draws', () => {
  it('are spared once those before agree', async () => {
    const server = await served(() => [say(withSql('select 1;'), SURE)]);
    const drawing = await drawAnswers(scriptedModels(server.baseUrl, 'chat'), request({ count: 5 }));

    expect(drawing.answers).toHaveLength(2);
    expect(drawing.spared).toBe(3);
    expect(server.requests).toHaveLength(2);
  });

  it('go to the model that is named, with what was looked up', async () => {
    const server = await served(() => [say(withSql('select 1;'))]);
    await drawAnswers(
      scriptedModels(server.baseUrl, 'chat'),
      request({ count: 1, model: 'test/small-1', looked: 'orders has no index' }),
    );
    expect(server.requests[0]).toMatchObject({ model: 'small-1' });
    expect(server.requests[0]?.messages.at(-1)?.text).toContain('orders has no index');
  });

  it('that fail are told, and leave the others alone', async () => {
    const server = await served(inTurn([unauthorised()], [say(withSql('select 1;'))]));
    const drawing = await drawAnswers(
      scriptedModels(server.baseUrl, 'chat', ['key-1', 'key-2']),
      request({ count: 1 }),
    );
    // Another key took its place.
    expect(drawing.answers).toHaveLength(1);
    const refused = await served(() => [unauthorised()]);
    const none = await drawAnswers(scriptedModels(refused.baseUrl, 'chat'), request({ count: 1 }));
    expect(none.answers).toEqual([]);
    expect(none.problems).toHaveLength(1);
  });

  it('end when nobody waits for them any more', async () => {
    const stop = new AbortController();
    const server = await served(() => [say('Slowly'), pause(20_000), say('said')]);
    const drawing = drawAnswers(scriptedModels(server.baseUrl, 'chat'), request({ signal: stop.signal }));
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort();
    expect((await drawing).answers).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });

  it('without log probabilities are answers all the same', async () => {
    const plain = { logprobs: false };
    const server = await scriptedModel(() => [say(withSql('select 1;'))], {
      models: { 'deep-1': plain, 'small-1': plain },
    });
    running.push(server);
    const drawing = await drawAnswers(scriptedModels(server.baseUrl, 'chat'), request({ count: 2 }));
    expect(drawing.answers).toHaveLength(2);
    expect(drawing.tokens).toBe(0);
    expect(drawing.answers[0]).not.toHaveProperty('topLogprobs');
  });
});

describe('groups of answers', () => {
  const group = async (said: string, answers = ['an index', 'one index', 'a view']) => {
    const server = await served(() => [say(said)]);
    const { signal } = new AbortController();
    return groupAnswers(scriptedModels(server.baseUrl, 'chat'), 'What?', answers, { signal });
  };

  it('are numbered from 0 in the order of their first', async () => {
    expect(await group('2 2 1')).toEqual([0, 0, 1]);
    expect(await group('Groups:\n1, 1, 2')).toEqual([0, 0, 1]);
  });

  it('are unknown when the model says something else', async () => {
    expect(await group('They all agree.')).toBeUndefined();
    expect(await group('1 1')).toBeUndefined();
  });

  it('need no model where there is one answer', async () => {
    expect(await group('nonsense', ['one'])).toEqual([0]);
  });
});
