import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { vector } from '@electric-sql/pglite-pgvector';
import { featureReranker, LEXICAL_WEIGHTS } from '../../src/core/search/featureReranker.ts';
import { connectNative } from '../support/nativeStore.ts';
import { installMigrations, type OpenStore, openStore, readMigrations } from '../support/storeDatabase.ts';
import { type Figures, figuresOf, heading, line } from './figures.ts';
import { generatePatterns } from './generatePatterns.ts';
import { fillSearchStore, type SearchStore } from './searchStore.ts';

const SIZES = [1000, 10_000];
const QUERIES = 40;
/** Comparing every vector takes seconds a query above this. */
const EXACT_MAX = 20_000;

/**
 * Insert rates, latency of searches with and without vector indexes, and what the indexes miss, on the embedded engine in
 * a folder and, where FIXWARD_BENCH_POSTGRES names a server, beside it. Patterns are made up.
 */
export async function benchVectors(flags: readonly string[]): Promise<void> {
  const given = flags.find((flag) => flag.startsWith('--patterns='))?.slice('--patterns='.length);
  const sizes = given === undefined ? SIZES : given.split(',').map(Number);
  const address = process.env.FIXWARD_BENCH_POSTGRES;
  for (const size of sizes) {
    if (!flags.includes('--native')) await benchOn('embedded', size, openEmbedded);
    if (address !== undefined) await benchOn('native', size, () => openNative(address));
  }
}

async function benchOn(name: string, size: number, open: () => Promise<OpenStore>): Promise<void> {
  heading(`Vectors: ${size} patterns, ${name}`);
  const patterns = generatePatterns(size);
  const store = await open();
  try {
    const filled = await fillSearchStore(store, patterns);
    await store.session.exec('vacuum analyze fixward.fix_patterns');
    const { insertMs, embedMs, saveMs } = filled.spent;
    console.log(`  patterns written      ${perSecond(size, insertMs)}`);
    console.log(`  lexical vectors made  ${perSecond(size * 3, embedMs)}`);
    console.log(`  vectors written       ${perSecond(size, saveMs)} patterns of three`);
    const every = Math.max(1, Math.floor(size / QUERIES));
    const queries = patterns
      .filter((_, index) => index % every === 0)
      .slice(0, QUERIES)
      .map(({ symptoms }) => (symptoms[0] ?? '').split(' ').slice(0, 6).join(' '));
    const exact = size <= EXACT_MAX;
    if (exact) line('search, every vector compared', await latency(filled, queries, true));
    await buildIndexes(store);
    line('search, with indexes', await latency(filled, queries, false));
    if (exact)
      console.log(
        `  recall@10 of the indexes against all vectors: ${(await recall(filled, queries)).toFixed(3)}`,
      );
    else console.log('  recall not measured: comparing every vector takes too long');
    await insertWithIndexes(filled);
  } finally {
    await store.close();
  }
}

/** All that a search takes: the query's vector, the store's lists, and ordering by features. */
async function latency(store: SearchStore, queries: readonly string[], exact: boolean): Promise<Figures> {
  const reranker = featureReranker({ statistics: () => store.statistics, weights: LEXICAL_WEIGHTS });
  const search = async (text: string): Promise<unknown> =>
    reranker.rerank({ text }, await store.search(text, { exact }));
  for (const query of queries.slice(0, 5)) await search(query);
  const samples: number[] = [];
  for (const query of queries) {
    const started = performance.now();
    await search(query);
    samples.push(performance.now() - started);
  }
  return figuresOf(samples);
}

async function buildIndexes({ session }: OpenStore): Promise<void> {
  for (let remaining = 1; remaining > 0; ) {
    const started = performance.now();
    const { rows } = await session.query<{ data: { remaining: number; made: readonly string[] } }>(
      `select fixward.ensure_vector_indexes('{"threshold": 0}') -> 'data' as data`,
    );
    remaining = rows[0]?.data.remaining ?? 0;
    console.log(
      `  index over ${String(rows[0]?.data.made)}: ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
  }
}

async function recall(
  { user, embedder, vectorOf }: SearchStore,
  queries: readonly string[],
): Promise<number> {
  let found = 0;
  let wanted = 0;
  for (const query of queries) {
    const content = await vectorOf(query);
    const request = { query: '', vectors: { content }, ...embedder };
    const near = await ids(user.data('search_patterns', { ...request, candidates: 60 }));
    const nearest = await ids(user.data('search_patterns', { ...request, candidates: 10, exact: true }));
    wanted += nearest.length;
    found += nearest.filter((id) => near.slice(0, 10).includes(id)).length;
  }
  return found / wanted;
}

async function ids(answer: Promise<Readonly<Record<string, unknown>>>): Promise<readonly string[]> {
  // SAFETY: the function's documented answer.
  return ((await answer).candidates as readonly { readonly id: string }[]).map(({ id }) => id);
}

/** Vectors written anew for rows that stand in the indexes. */
async function insertWithIndexes({ user, embedder, vectorOf }: SearchStore): Promise<void> {
  const rows = await user.query<{ id: string; version: number; title: string }>(
    'select id, version, title from fixward.fix_patterns order by id limit 40',
  );
  const vectors = await Promise.all(rows.map(({ title }) => vectorOf(title)));
  const started = performance.now();
  for (let from = 0; from < rows.length; from += 8) {
    await user.data('save_embeddings', {
      ...embedder,
      rows: rows.slice(from, from + 8).map(({ id, version }, index) => ({
        id,
        version,
        content: vectors[from + index],
        problem: vectors[from + index],
        code: vectors[from + index],
      })),
    });
  }
  console.log(
    `  vectors written with indexes  ${perSecond(rows.length, performance.now() - started)} patterns of three`,
  );
}

function perSecond(count: number, spentMs: number): string {
  return `${Math.round((count * 1000) / spentMs)} a second`.padStart(16);
}

/** In a folder, for memory does not hold a hundred thousand patterns twice. */
async function openEmbedded(): Promise<OpenStore> {
  const folder = await mkdtemp(join(tmpdir(), 'fixward-bench-'));
  const pglite = new PGlite({ dataDir: join(folder, 'data'), extensions: { vector, pg_trgm } });
  await installMigrations(pglite, await readMigrations());
  return openStore(pglite, async () => {
    await pglite.close();
    await rm(folder, { recursive: true, force: true });
  });
}

async function openNative(address: string): Promise<OpenStore> {
  const name = `fixward_bench_${randomBytes(4).toString('hex')}`;
  const admin = await connectNative(address);
  await admin.exec(`create database ${name}`);
  const url = new URL(address);
  url.pathname = `/${name}`;
  const session = await connectNative(url.href);
  await installMigrations(session, await readMigrations());
  return openStore(session, async () => {
    await session.end();
    await admin.exec(`drop database ${name}`);
    await admin.end();
  });
}
