import { codeText, contentText } from '../../../core/search/patternText.ts';
import { byScore, type RankCandidate, type Reranked, type Reranker } from '../../../core/search/reranker.ts';
import { encodeTexts } from './encodeTexts.ts';
import type { OnnxModelOptions } from './onnxEmbedder.ts';
import { floatsOf, type OpenModel, openModel } from './openModel.ts';

export interface OnnxReranker extends Reranker {
  close(): Promise<void>;
}

const BATCH_PAIRS = 8;
/** Candidates that the model reads; the others keep the order they came in, below. */
const CANDIDATES_MAX = 20;

/**
 * Orders by a cross-encoder in a folder: a model that reads query and pattern together.
 *
 * @throws EmbedderFailure when the model cannot be opened
 */
export async function openOnnxReranker(options: OnnxModelOptions): Promise<OnnxReranker> {
  const model = await openModel(options.runtimeFolder, options.modelFolder, options.checksum);
  return {
    id: `onnx:${model.folder.name}`,
    kind: 'cross-encoder',
    async rerank<Candidate extends RankCandidate>(
      query: { readonly text: string; readonly code?: string | undefined },
      candidates: readonly Candidate[],
      signal?: { throwIfAborted(): void },
    ) {
      const read = candidates.slice(0, CANDIDATES_MAX);
      const scores: number[] = [];
      for (let from = 0; from < read.length; from += BATCH_PAIRS) {
        signal?.throwIfAborted();
        const batch = read.slice(from, from + BATCH_PAIRS);
        scores.push(...(await scorePairs(model, query.text, batch)));
      }
      const ranked: Reranked<Candidate>[] = read
        .map((candidate, index) => ({ candidate, score: scores[index] ?? 0 }))
        .sort(byScore);
      const lowest = Math.min(0, ...scores);
      const unread = candidates
        .slice(CANDIDATES_MAX)
        .map((candidate, index) => ({ candidate, score: lowest - 1 - index / candidates.length }));
      return [...ranked, ...unread];
    },
    close: () => model.session.release(),
  };
}

async function scorePairs(
  { runtime, session, folder }: OpenModel,
  query: string,
  candidates: readonly RankCandidate[],
): Promise<number[]> {
  const pairs = candidates.map(({ pattern }) => ({
    text: query,
    pair: `${contentText(pattern)}\n${codeText(pattern) ?? ''}`,
  }));
  const { feeds } = encodeTexts(runtime, session, folder, pairs);
  const outputs = await session.run(feeds);
  const { dims, data } = floatsOf(folder.name, outputs[session.outputNames[0] ?? '']);
  const width = dims.at(-1) ?? 1;
  // One value is the relevance itself; of two, the second is that of "relevant".
  return candidates.map((_, place) => data[place * width + width - 1] ?? 0);
}
