import { bm25Score, countStems } from '../../src/core/search/bm25.ts';
import { featureReranker, LEXICAL_WEIGHTS } from '../../src/core/search/featureReranker.ts';
import { fitStatistics } from '../../src/core/search/termStatistics.ts';
import { stemsOf } from '../../src/core/search/tokenize.ts';
import { openStoreDatabase } from '../support/storeDatabase.ts';
import { heading } from './figures.ts';
import { firstRight, rankFigures } from './rankFigures.ts';
import { type CorpusSet, readSearchCorpus } from './searchCorpus.ts';
import { fillSearchStore } from './searchStore.ts';

/**
 * How well search ranks, stage by stage, beside BM25 alone over the same documents. FIXWARD_BENCH_SEARCH names a folder
 * with docs.jsonl and queries.jsonl.
 */
export async function benchSearch(): Promise<void> {
  heading('Search: MRR@10 ± half width of its 95 % interval, recall at 5 and 50');
  const sets = readSearchCorpus(process.env.FIXWARD_BENCH_SEARCH);
  if (sets === undefined) {
    console.log('  not measured: FIXWARD_BENCH_SEARCH names no folder with docs.jsonl and queries.jsonl');
    return;
  }
  for (const set of sets) await benchSet(set);
}

async function benchSet(set: CorpusSet): Promise<void> {
  console.log(`  ${set.name}: ${set.queries.length} queries over ${set.documents.length} documents`);
  print('BM25 alone', bm25Ranks(set));
  const database = await openStoreDatabase();
  try {
    const store = await fillSearchStore(database, set.documents);
    const reranker = featureReranker({ statistics: () => store.statistics, weights: LEXICAL_WEIGHTS });
    const ranks = {
      text: [] as (number | undefined)[],
      fused: [] as (number | undefined)[],
      reranked: [] as (number | undefined)[],
    };
    for (const { text, relevant } of set.queries) {
      const words = await store.search(text, { textOnly: true });
      ranks.text.push(
        firstRight(
          words.map(({ pattern }) => pattern.id),
          relevant,
        ),
      );
      const fused = await store.search(text, {});
      ranks.fused.push(
        firstRight(
          fused.map(({ pattern }) => pattern.id),
          relevant,
        ),
      );
      const reranked = await reranker.rerank({ text }, fused);
      ranks.reranked.push(
        firstRight(
          reranked.map(({ candidate }) => candidate.pattern.id),
          relevant,
        ),
      );
    }
    print('full text in Postgres', ranks.text);
    print('fused with names and lexical vectors', ranks.fused);
    print('reranked by features', ranks.reranked);
  } finally {
    await database.close();
  }
}

function bm25Ranks({ documents, queries }: CorpusSet): readonly (number | undefined)[] {
  const statistics = fitStatistics(
    documents.map(({ title, problem_description }) => `${title}\n${problem_description}`),
  );
  const counted = documents.map(({ id, title, problem_description }) => {
    const stems = stemsOf(title);
    return { id, text: countStems([...stems, ...stems, ...stemsOf(problem_description)]) };
  });
  return queries.map(({ text, relevant }) => {
    const stems = stemsOf(text);
    const ranked = counted
      .map((document) => ({ id: document.id, score: bm25Score(stems, document.text, statistics) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
    return firstRight(
      ranked.map(({ id }) => id),
      relevant,
    );
  });
}

function print(name: string, ranks: readonly (number | undefined)[]): void {
  const { reciprocalRank, halfWidth, recallAt5, recallAt50 } = rankFigures(ranks);
  console.log(
    `    ${name.padEnd(40)} ${reciprocalRank.toFixed(3)} ±${halfWidth.toFixed(3)}   ${recallAt5.toFixed(3)}   ${recallAt50.toFixed(3)}`,
  );
}
