import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Tokenizer } from '@huggingface/tokenizers';
import { z } from 'zod';
import { EmbedderFailure } from '../../../core/search/embedder.ts';

/** Where publishers of models put the graph; the small one is as good for search and faster. */
const MODEL_FILES = [
  'model.onnx',
  'model_quantized.onnx',
  join('onnx', 'model_quantized.onnx'),
  join('onnx', 'model_int8.onnx'),
  join('onnx', 'model.onnx'),
];
/** Where a model does not say how much it reads. */
const TOKENS_MAX = 512;

export interface OnnxModelFolder {
  readonly name: string;
  readonly modelFile: string;
  /** Of the graph and the tokenizer: vectors of another one are not comparable. */
  readonly checksum: string;
  readonly tokenizer: Tokenizer;
  readonly tokensMax: number;
}

const configSchema = z.looseObject({
  model_max_length: z.number().optional(),
  max_position_embeddings: z.number().optional(),
});

/**
 * A folder as models are published: `model.onnx`, `tokenizer.json` and, where there are some, `tokenizer_config.json` and
 * `config.json`.
 *
 * @param checksum when given, the folder's must be the same
 * @throws EmbedderFailure when a file is missing or is not what it should be
 */
export async function readModelFolder(folder: string, checksum?: string): Promise<OnnxModelFolder> {
  const modelFile = MODEL_FILES.map((name) => join(folder, name)).find((file) => existsSync(file));
  if (modelFile === undefined) {
    throw new EmbedderFailure('missing', `${folder} holds no model.onnx.`);
  }
  const tokenizerFile = join(folder, 'tokenizer.json');
  if (!existsSync(tokenizerFile)) throw new EmbedderFailure('missing', `${folder} holds no tokenizer.json.`);
  const actual = await checksumOf([modelFile, tokenizerFile]);
  if (checksum !== undefined && checksum !== actual) {
    throw new EmbedderFailure(
      'invalid',
      `${folder} is not the model that was expected; its checksum differs.`,
    );
  }
  const tokenizerConfig = await readConfig(join(folder, 'tokenizer_config.json'));
  const config = await readConfig(join(folder, 'config.json'));
  return {
    name: basename(resolve(folder)),
    modelFile,
    checksum: actual,
    tokenizer: await readTokenizer(tokenizerFile, tokenizerConfig),
    tokensMax: Math.min(
      config.max_position_embeddings ?? TOKENS_MAX,
      tokenizerConfig.model_max_length ?? TOKENS_MAX,
      TOKENS_MAX,
    ),
  };
}

async function readTokenizer(file: string, config: object): Promise<Tokenizer> {
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) throw new TypeError('not an object');
    return new Tokenizer(parsed, config);
  } catch (error) {
    throw new EmbedderFailure('invalid', `${file} is no tokenizer that can be read.`, { cause: error });
  }
}

async function readConfig(file: string): Promise<z.infer<typeof configSchema>> {
  if (!existsSync(file)) return {};
  try {
    return configSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    throw new EmbedderFailure('invalid', `${file} cannot be read.`, { cause: error });
  }
}

async function checksumOf(files: readonly string[]): Promise<string> {
  const hash = createHash('sha256');
  for (const file of files) await pipeline(createReadStream(file), hash, { end: false });
  return hash.digest('hex');
}
