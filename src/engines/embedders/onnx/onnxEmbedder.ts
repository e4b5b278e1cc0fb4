import { type Embedder, EmbedderFailure } from '../../../core/search/embedder.ts';
import { normalise, VECTOR_LENGTH } from '../../../core/search/vectors.ts';
import { withRolePrefix } from '../rolePrefix.ts';
import { encodeTexts } from './encodeTexts.ts';
import { floatsOf, type OpenModel, openModel } from './openModel.ts';

export interface OnnxModelOptions {
  readonly runtimeFolder: string;
  readonly modelFolder: string;
  /** SHA-256 of model and tokenizer; the folder's is taken as it is when absent. */
  readonly checksum?: string | undefined;
}

export interface OnnxEmbedder extends Embedder {
  close(): Promise<void>;
}

/** Texts that are run together; more wait for the longest among them. */
const BATCH_TEXTS = 8;
/** The name under which models answer with a vector for each token. */
const TOKEN_VECTORS = 'last_hidden_state';

/**
 * Vectors from a model in a folder, run on this machine: the mean over a text's tokens, of length one.
 *
 * @throws EmbedderFailure when the model cannot be opened
 */
export async function openOnnxEmbedder(options: OnnxModelOptions): Promise<OnnxEmbedder> {
  const model = await openModel(options.runtimeFolder, options.modelFolder, options.checksum);
  const { folder, session } = model;
  const [sample] = await embedBatch(model, ['a']);
  const dim = sample?.length ?? 0;
  if (dim > VECTOR_LENGTH) {
    await session.release();
    throw new EmbedderFailure(
      'invalid',
      `${folder.name} gives ${dim} dimensions; the store holds ${VECTOR_LENGTH}.`,
    );
  }
  return {
    id: `onnx:${folder.name}`,
    version: folder.checksum.slice(0, 16),
    dim,
    kind: 'semantic',
    async embed(texts, role, signal) {
      const vectors: Float32Array[] = [];
      for (let from = 0; from < texts.length; from += BATCH_TEXTS) {
        signal?.throwIfAborted();
        const batch = texts.slice(from, from + BATCH_TEXTS);
        vectors.push(
          ...(await embedBatch(
            model,
            batch.map((text) => withRolePrefix(folder.name, role, text)),
          )),
        );
      }
      return vectors;
    },
    close: () => session.release(),
  };
}

async function embedBatch(
  { runtime, session, folder }: OpenModel,
  texts: readonly string[],
): Promise<Float32Array[]> {
  const batch = encodeTexts(
    runtime,
    session,
    folder,
    texts.map((text) => ({ text })),
  );
  const outputs = await session.run(batch.feeds);
  const name = session.outputNames.includes(TOKEN_VECTORS) ? TOKEN_VECTORS : (session.outputNames[0] ?? '');
  const { dims, data } = floatsOf(folder.name, outputs[name]);
  const width = dims.at(-1) ?? 0;
  return texts.map((_, place) =>
    normalise(
      dims.length === 2
        ? data.slice(place * width, (place + 1) * width)
        : meanOfTokens(data, batch.mask, place, batch.length, width),
    ),
  );
}

/** Over the text's own tokens; what fills a batch up does not count. */
function meanOfTokens(
  data: Float32Array,
  mask: BigInt64Array,
  place: number,
  length: number,
  width: number,
): Float32Array {
  const mean = new Float32Array(width);
  let tokens = 0;
  for (let token = 0; token < length; token++) {
    if (mask[place * length + token] !== 1n) continue;
    tokens++;
    const start = (place * length + token) * width;
    for (let index = 0; index < width; index++) mean[index] = (mean[index] ?? 0) + (data[start + index] ?? 0);
  }
  return tokens === 0 ? mean : mean.map((value) => value / tokens);
}
