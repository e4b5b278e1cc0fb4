import type { IndexCandidate } from '../core/advice/index/indexCandidates.ts';
import { readPlan } from '../core/advice/plan/readPlan.ts';
import { errorMessage } from '../core/errorMessage.ts';
import { numberIn, textIn } from '../core/schema/schemaRow.ts';
import type { LiveDatabase } from '../engines/live/liveDatabase.ts';

/** What the planner of a server in use makes of an index that is not there yet. */
export interface IndexCost {
  readonly sql: string;
  /** Estimated by the extension. */
  readonly sizeBytes?: number;
  /** Planner costs of the queries it serves, with the indexes chosen before it; no times. */
  readonly costBefore: number;
  readonly costAfter: number;
}

export type CostedIndexes =
  /** In the order they are worth making; those left out gain too little. */
  | { readonly costed: true; readonly chosen: readonly IndexCost[]; readonly notes: readonly string[] }
  | { readonly costed: false; readonly reason: string };

/** A smaller gain is within what estimates are off by. */
const GAIN_MIN = 0.1;
/** Each try asks the planner about every query it serves. */
const TRIES_MAX = 200;
const GENERIC_PLAN_VERSION = 16;

/** Asks hypopg on a server what candidates would change, the best first, until no other is worth it. */
export async function costIndexes(
  database: LiveDatabase,
  queries: readonly string[],
  candidates: readonly IndexCandidate[],
): Promise<CostedIndexes> {
  const [extension] = await database.query(
    `SELECT pg_catalog.quote_ident(n.nspname) AS schema FROM pg_catalog.pg_extension AS e
      JOIN pg_catalog.pg_namespace AS n ON n.oid = e.extnamespace WHERE e.extname = 'hypopg'`,
  );
  if (!extension) return { costed: false, reason: 'the extension hypopg is not installed there' };
  const planner = new Planner(database, textIn(extension, 'schema'));
  const notes: string[] = [];
  const costs = new Map<number, number>();
  for (const [place, query] of queries.entries()) {
    const cost = await planner.costOf(query);
    if (typeof cost === 'number') costs.set(place, cost);
    else notes.push(`Query ${place + 1} was not costed: ${cost.problem}`);
  }
  if (costs.size === 0) return { costed: false, reason: notes[0] ?? 'there is no query to cost' };
  const chosen: IndexCost[] = [];
  const left = new Set(candidates.filter(({ queries: served }) => served.some((place) => costs.has(place))));
  for (let tries = 0; left.size > 0 && tries < TRIES_MAX; ) {
    let best: { candidate: IndexCandidate; cost: IndexCost; after: ReadonlyMap<number, number> } | undefined;
    for (const candidate of left) {
      tries++;
      const tried = await planner.tried(candidate, queries, costs);
      if ('problem' in tried) {
        notes.push(`${candidate.sql} was not costed: ${tried.problem}`);
        left.delete(candidate);
      } else if (!best || gainOf(tried.cost) > gainOf(best.cost)) best = { candidate, ...tried };
    }
    if (!best || gainOf(best.cost) < GAIN_MIN) break;
    left.delete(best.candidate);
    await planner.create(best.candidate);
    for (const [place, cost] of best.after) costs.set(place, cost);
    chosen.push(best.cost);
  }
  return { costed: true, chosen, notes };
}

function gainOf({ costBefore, costAfter }: IndexCost): number {
  return costBefore <= 0 ? 0 : 1 - costAfter / costBefore;
}

class Planner {
  readonly #database: LiveDatabase;
  readonly #schema: string;
  readonly #version: number;

  constructor(database: LiveDatabase, schema: string) {
    this.#database = database;
    this.#schema = schema;
    this.#version = Number.parseInt(database.engine.version, 10);
  }

  /** @param query exactly one statement that reads; empty where it is none */
  async costOf(query: string): Promise<number | { readonly problem: string }> {
    if (query === '') return { problem: 'only queries that read are planned on a server.' };
    const isGeneric = /\$\d/u.test(query);
    if (isGeneric && this.#version < GENERIC_PLAN_VERSION) {
      return { problem: `it has parameters, and Postgres ${this.#version} plans only with their values.` };
    }
    try {
      const options = isGeneric ? 'FORMAT JSON, GENERIC_PLAN' : 'FORMAT JSON';
      const [row = {}] = await this.#database.query(`EXPLAIN (${options}) ${query}`);
      const read = readPlan(JSON.stringify(row['QUERY PLAN'] ?? ''));
      const cost = 'plan' in read ? read.plan.root.totalCost : undefined;
      return cost ?? { problem: 'its plan could not be read.' };
    } catch (error) {
      return { problem: `${errorMessage(error)}.` };
    }
  }

  async create({ sql }: IndexCandidate): Promise<{ readonly oid: string } | { readonly problem: string }> {
    try {
      const [row] = await this.#database.query(
        `SELECT indexrelid::pg_catalog.text AS oid FROM ${this.#schema}.hypopg_create_index($1)`,
        [sql.replace(/ CONCURRENTLY \S+ ON /u, ' ON ').replace(/;$/u, '')],
      );
      return row ? { oid: textIn(row, 'oid') } : { problem: 'hypopg made no index of it.' };
    } catch (error) {
      return { problem: `${errorMessage(error)}.` };
    }
  }

  async tried(
    candidate: IndexCandidate,
    queries: readonly string[],
    before: ReadonlyMap<number, number>,
  ): Promise<
    { readonly cost: IndexCost; readonly after: ReadonlyMap<number, number> } | { readonly problem: string }
  > {
    const made = await this.create(candidate);
    if ('problem' in made) return made;
    const after = new Map<number, number>();
    const [size = {}] = await this.#database.query(
      `SELECT ${this.#schema}.hypopg_relation_size($1::pg_catalog.oid)::float8 AS size`,
      [made.oid],
    );
    for (const place of candidate.queries) {
      const cost = before.has(place) ? await this.costOf(queries[place] ?? '') : undefined;
      if (typeof cost === 'number') after.set(place, cost);
    }
    await this.#database.query(`SELECT ${this.#schema}.hypopg_drop_index($1::pg_catalog.oid) AS dropped`, [
      made.oid,
    ]);
    const sum = (costs: ReadonlyMap<number, number>): number =>
      [...after.keys()].reduce((total, place) => total + (costs.get(place) ?? 0), 0);
    const sizeBytes = numberIn(size, 'size');
    return {
      cost: {
        sql: candidate.sql,
        ...(Number.isFinite(sizeBytes) && { sizeBytes }),
        costBefore: sum(before),
        costAfter: sum(after),
      },
      after,
    };
  }
}
