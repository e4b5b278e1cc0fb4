import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes model folders whose weights are pseudo-random: they show that texts go in and vectors come out, and nothing of
 * how good a model is. The graph is ONNX's own format, written field by field.
 */

const WORDS = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'lock', 'table', 'index', 'promise', 'the', 'a'];
export const FIXTURE_WIDTH = 8;

const FLOAT = 1;
const INT64 = 7;

/** A vector for each token: the rows of a table of weights. */
export async function writeEmbedderFixture(folder: string): Promise<void> {
  const graph = message(
    [1, node('Gather', ['weights', 'input_ids'], ['last_hidden_state'])],
    [2, text('embedder')],
    [5, floats('weights', [WORDS.length, FIXTURE_WIDTH])],
    [11, value('input_ids', INT64, ['batch', 'tokens'])],
    [11, value('attention_mask', INT64, ['batch', 'tokens'])],
    [12, value('last_hidden_state', FLOAT, ['batch', 'tokens', FIXTURE_WIDTH])],
  );
  await writeFolder(folder, graph);
}

/** One number for each pair: the sum of its tokens' weights. */
export async function writeRerankerFixture(folder: string): Promise<void> {
  const graph = message(
    [1, node('Gather', ['weights', 'input_ids'], ['rows'])],
    [1, node('ReduceSum', ['rows', 'axes'], ['logits'], message([1, text('keepdims')], [3, 0], [20, 2]))],
    [2, text('reranker')],
    [5, floats('weights', [WORDS.length, 1])],
    [5, integers('axes', [1])],
    [11, value('input_ids', INT64, ['batch', 'tokens'])],
    [12, value('logits', FLOAT, ['batch', 1])],
  );
  await writeFolder(folder, graph);
}

async function writeFolder(folder: string, graph: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true });
  const model = message([1, 8], [2, text('fixture')], [7, graph], [8, message([1, text('')], [2, 13])]);
  await writeFile(join(folder, 'model.onnx'), model);
  await writeFile(join(folder, 'config.json'), JSON.stringify({ max_position_embeddings: 16 }));
  await writeFile(
    join(folder, 'tokenizer_config.json'),
    JSON.stringify({ tokenizer_class: 'BertTokenizer' }),
  );
  await writeFile(join(folder, 'tokenizer.json'), JSON.stringify(TOKENIZER));
}

const special = (id: number) => ({
  id,
  content: WORDS[id],
  single_word: false,
  lstrip: false,
  rstrip: false,
  normalized: false,
  special: true,
});

const TOKENIZER = {
  version: '1.0',
  truncation: null,
  padding: null,
  added_tokens: [0, 1, 2, 3].map(special),
  normalizer: {
    type: 'BertNormalizer',
    clean_text: true,
    handle_chinese_chars: true,
    strip_accents: null,
    lowercase: true,
  },
  pre_tokenizer: { type: 'BertPreTokenizer' },
  post_processor: {
    type: 'TemplateProcessing',
    single: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
    ],
    pair: [
      { SpecialToken: { id: '[CLS]', type_id: 0 } },
      { Sequence: { id: 'A', type_id: 0 } },
      { SpecialToken: { id: '[SEP]', type_id: 0 } },
      { Sequence: { id: 'B', type_id: 1 } },
      { SpecialToken: { id: '[SEP]', type_id: 1 } },
    ],
    special_tokens: {
      '[CLS]': { id: '[CLS]', ids: [2], tokens: ['[CLS]'] },
      '[SEP]': { id: '[SEP]', ids: [3], tokens: ['[SEP]'] },
    },
  },
  decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
  model: {
    type: 'WordPiece',
    unk_token: '[UNK]',
    continuing_subword_prefix: '##',
    max_input_chars_per_word: 100,
    vocab: Object.fromEntries(WORDS.map((word, index) => [word, index])),
  },
};

type Field = readonly [number: number, value: number | Uint8Array];

/** A protobuf message: whole numbers and nested bytes are all that these graphs need. */
function message(...fields: readonly Field[]): Uint8Array {
  return Buffer.concat(
    fields.map(([number, content]) =>
      typeof content === 'number'
        ? Buffer.concat([varint(number * 8), varint(content)])
        : Buffer.concat([varint(number * 8 + 2), varint(content.length), content]),
    ),
  );
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest > 127) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return Uint8Array.from([...bytes, rest]);
}

function text(content: string): Uint8Array {
  return Buffer.from(content, 'utf8');
}

function node(
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  attribute?: Uint8Array,
): Uint8Array {
  return message(
    ...inputs.map((name): Field => [1, text(name)]),
    ...outputs.map((name): Field => [2, text(name)]),
    [4, text(operator)],
    ...(attribute ? [[5, attribute] as Field] : []),
  );
}

function value(name: string, type: number, dimensions: readonly (string | number)[]): Uint8Array {
  const shape = message(
    ...dimensions.map(
      (one): Field => [1, typeof one === 'number' ? message([1, one]) : message([2, text(one)])],
    ),
  );
  return message([1, text(name)], [2, message([1, message([1, type], [2, shape])])]);
}

function floats(name: string, dimensions: readonly number[]): Uint8Array {
  const count = dimensions.reduce((product, one) => product * one, 1);
  const data = Buffer.alloc(count * 4);
  for (let index = 0; index < count; index++) data.writeFloatLE(Math.sin(index * 12.9898) * 2, index * 4);
  return message(...dimensions.map((one): Field => [1, one]), [2, FLOAT], [8, text(name)], [9, data]);
}

function integers(name: string, values: readonly number[]): Uint8Array {
  const data = Buffer.alloc(values.length * 8);
  for (const [index, one] of values.entries()) data.writeBigInt64LE(BigInt(one), index * 8);
  return message([1, values.length], [2, INT64], [8, text(name)], [9, data]);
}
