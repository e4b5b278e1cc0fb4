import { describe, expect, it } from 'vitest';
import { readEndpointError } from '../../../src/core/models/answerFailure.ts';
import { FEATURES, refusedFeature } from '../../../src/core/models/capabilities.ts';

describe('the feature that an endpoint refuses', () => {
  it.each([
    ['temperature', 'temperature', "Unsupported value: 'temperature' does not support 0.2 with this model."],
    ['reasoningEffort', '', 'Unrecognized request argument supplied: reasoning_effort'],
    [
      'reasoningSummary',
      'reasoning.summary',
      'Your organization must be verified to generate reasoning summaries.',
    ],
    ['logprobs', '', 'You are not allowed to request logprobs from this model'],
    [
      'jsonSchema',
      'response_format',
      "Invalid parameter: 'response_format' of type 'json_schema' is not supported.",
    ],
    ['tools', '', 'registry.ollama.ai/library/gemma:2b does not support tools'],
  ] as const)('is %s', (feature, param, message) => {
    expect(refusedFeature({ param, message }, FEATURES)).toBe(feature);
  });

  it('is none that was not asked for', () => {
    expect(refusedFeature({ param: 'temperature', message: 'no' }, ['tools'])).toBeUndefined();
    expect(refusedFeature({ param: '', message: 'Bad request' }, FEATURES)).toBeUndefined();
  });
});

describe('what an endpoint says about a failure', () => {
  it.each([
    [
      'as OpenAI says it',
      '{"error":{"message":"No.","type":"t","param":"p","code":"c"}}',
      { message: 'No.', code: 'c', type: 't', param: 'p' },
    ],
    ['as a text', '{"error":"model \\"x\\" not found"}', { message: 'model "x" not found', code: '' }],
    ['as a number for a code', '{"error":{"message":"No.","code":429}}', { code: '429' }],
    ['as a page', '<html>\n502 Bad   Gateway</html>', { message: '<html> 502 Bad Gateway</html>' }],
    ['as nothing', '', { message: '', code: '', type: '', param: '' }],
    ['as null', 'null', { message: 'null' }],
  ])('%s', (_name, text, expected) => {
    expect(readEndpointError(text)).toMatchObject(expected);
  });

  it('is cut to a length for reading', () => {
    expect(readEndpointError('x'.repeat(100_000)).message.length).toBeLessThan(600);
  });
});
