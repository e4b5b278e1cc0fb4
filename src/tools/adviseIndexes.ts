import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import {
  type CoveredUse,
  type IndexCandidate,
  indexCandidates,
} from '../core/advice/index/indexCandidates.ts';
import { type TableUse, tableUses } from '../core/advice/index/queryUse.ts';
import { planConditions } from '../core/advice/plan/planConditions.ts';
import { readPlan } from '../core/advice/plan/readPlan.ts';
import type { SchemaModel } from '../core/advice/schema/schemaModel.ts';
import { classifySql } from '../core/policy/sql/classifySql.ts';
import { statementsOf } from '../core/recipes/schemaKnowledge.ts';
import { counted } from '../core/report/textReport.ts';
import { onDatabase, profileOf } from './connectionProfile.ts';
import { type CostedIndexes, costIndexes } from './costIndexes.ts';
import { loadSchema, sourceConnection, sourceFields, sourceTarget } from './schemaSource.ts';
import { defineTool } from './tool.ts';
import type { ToolContext } from './toolContext.ts';
import { ToolFailure } from './toolFailure.ts';
import { SQL_CHARACTERS_MAX, TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const QUERIES_MAX = 20;
const PLAN_CHARACTERS_MAX = 2_000_000;

const input = z.strictObject({
  queries: z.array(z.string().min(1).max(SQL_CHARACTERS_MAX)).max(QUERIES_MAX).optional(),
  plan: z.string().max(PLAN_CHARACTERS_MAX).optional().describe('EXPLAIN output, instead of queries'),
  ...sourceFields,
});

type Wanted = z.infer<typeof input>;

export interface IndexAdvice {
  readonly origin: string;
  readonly candidates: readonly IndexCandidate[];
  readonly covered: readonly CoveredUse[];
  /** Planner costs of a server in use, where hypopg is installed; a shadow's costs would mean nothing. */
  readonly costs: CostedIndexes;
  readonly notes: readonly string[];
}

export const adviseIndexes = defineTool<Wanted, IndexAdvice>({
  name: 'advise_indexes',
  title: 'Advise on indexes',
  description:
    'Indexes that queries or a plan ask for and that are missing; costed only on a connection with hypopg.',
  input,
  action: 'read_schema',
  untrustedOutput: true,
  target: sourceTarget,
  run: async (wanted, context) => {
    await context.engines.prepare('sql');
    const queries = queriesOf(wanted, context);
    const { model, origin, notes: schemaNotes } = await loadSchema(wanted, context);
    const notes = [...schemaNotes];
    const uses = queries.map((query, place) => usesOf(query, place, model, context, notes));
    const { candidates, covered } = indexCandidates(uses);
    const costs = await costsOf(wanted, context, queries, candidates);
    const lines = [
      `${origin}: ${counted(candidates.length, 'index').replace(/indexs$/u, 'indexes')} to consider for ${queries.length === 1 ? 'the query' : `${queries.length} queries`}`,
      ...candidates.flatMap((candidate) => candidateLines(candidate, costs)),
      ...covered.map(({ table, query, reason }) => `${table}, query ${query + 1}: ${reason}`),
      ...(costs.costed ? costs.notes : [`not costed: ${costs.reason}`]),
      ...notes.map((note) => `note: ${note}`),
      ...(candidates.length > 0
        ? ['Each index costs space and slows writes; measure on data like yours before you keep it.']
        : []),
    ];
    return {
      ok: true,
      data: { origin, candidates, covered, costs, notes },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});

function queriesOf({ queries = [], plan }: Wanted, { engines }: ToolContext): readonly string[] {
  if (plan === undefined) {
    if (queries.length > 0) return queries;
    throw new ToolFailure('invalid', 'queries: give a query, or a plan.');
  }
  const read = readPlan(plan);
  if ('error' in read) throw new ToolFailure('invalid', `plan: ${read.error}.`);
  const conditions = planConditions(read.plan, engines.sqlParser);
  if (conditions === undefined && queries.length === 0) {
    throw new ToolFailure('invalid', 'plan: it reads no table under a condition.');
  }
  return [...queries, ...(conditions === undefined ? [] : [conditions])];
}

function usesOf(
  query: string,
  place: number,
  model: SchemaModel,
  { engines }: ToolContext,
  notes: string[],
): readonly TableUse[] {
  const statements = statementsOf(query, engines.sqlParser);
  const broken = statements.find(({ error }) => error !== undefined);
  if (broken?.error) notes.push(`Query ${place + 1} cannot be read: ${broken.error.message}`);
  const uses = statements.flatMap(({ tree }) => tableUses(tree, model));
  if (!broken && uses.length === 0) {
    notes.push(`Query ${place + 1} reads no table of this schema by itself; views are not looked through.`);
  }
  return uses;
}

async function costsOf(
  wanted: Wanted,
  context: ToolContext,
  queries: readonly string[],
  candidates: readonly IndexCandidate[],
): Promise<CostedIndexes> {
  const name = sourceConnection(wanted, context);
  if (name === undefined) {
    return {
      costed: false,
      reason: 'a shadow has none of your rows, so that its costs say nothing of yours',
    };
  }
  if (candidates.length === 0) return { costed: false, reason: 'there is nothing to cost' };
  // Planning runs functions of the query; only what reads may be planned on a server in use.
  const { parseScript } = context.engines.sqlParser;
  const readable = queries.map((query) =>
    classifySql(parseScript, query).decision === 'deny' ? '' : query.trim().replace(/;\s*$/u, ''),
  );
  if (readable.every((query) => query === '')) {
    return { costed: false, reason: 'only queries that read are planned on a server' };
  }
  context.progress(`Asking the planner of ${name}`);
  return onDatabase(profileOf(name, context), context, (database) =>
    costIndexes(database, readable, candidates),
  );
}

const BYTES_PER_MB = 1024 * 1024;

function candidateLines(
  { sql, reasons, replaces, queries }: IndexCandidate,
  costs: CostedIndexes,
): readonly string[] {
  const cost = costs.costed ? costs.chosen.find((one) => one.sql === sql) : undefined;
  const size =
    cost?.sizeBytes === undefined
      ? ''
      : `, about ${Math.max(1, Math.round(cost.sizeBytes / BYTES_PER_MB))} MB`;
  return [
    sql,
    `  for ${queries.length === 1 ? 'query' : 'queries'} ${queries.map((place) => place + 1).join(', ')}`,
    ...reasons.map((reason) => `  ${reason}`),
    ...(replaces === undefined ? [] : [`  begins as ${replaces} does, which could go`]),
    ...(cost ? [`  planner cost ${Math.round(cost.costBefore)} → ${Math.round(cost.costAfter)}${size}`] : []),
    ...(costs.costed && !cost
      ? ['  the planner would gain less than a tenth by it, or could not be asked']
      : []),
  ];
}
