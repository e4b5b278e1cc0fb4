import { readSchemaModel } from '../advice/schema/readSchemaModel.ts';
import type { ProofEngine } from '../proof/certificate.ts';
import type { Rule } from '../rules/ruleModel.ts';
import { type RuleReport, runSchemaRules } from '../schema/runSchemaRules.ts';
import type { SchemaFinding } from '../schema/schemaRule.ts';
import { placesOf } from './placesOf.ts';
import type { Provenance } from './provenance.ts';
import type { ReplayDatabase } from './replayDatabase.ts';
import type { ReplayFailure, ReplayReport, ReplayRequest } from './replayReport.ts';
import type { Snapshot } from './snapshotShelf.ts';
import type { StateOptions, StatePool, StateRequest } from './statePool.ts';

export interface ReplayDeps<S extends Snapshot> {
  readonly pool: StatePool<S>;
  /** Every rule there is; the request names those that run. */
  readonly rules: readonly Rule[];
  readonly now: () => number;
  /** Migrations that cannot be run at all, and why. */
  readonly leftOut?: Readonly<Record<string, string>>;
  readonly onScript?: StateOptions['onScript'];
}

/** Builds the final schema of a history and runs rules over it. */
export async function replay<S extends Snapshot>(
  request: ReplayRequest,
  deps: ReplayDeps<S>,
): Promise<ReplayReport> {
  const { pool, rules, now, leftOut = {}, onScript } = deps;
  const start = now();
  const wanted: StateRequest = {
    platform: request.settings.platform,
    purpose: 'replay',
    migrations: request.migrations,
    leftOut: Object.keys(leftOut),
  };
  const state = await pool.stateAfter(wanted, onScript ? { onScript } : {});
  const { database } = state;
  const active = rules.filter(({ id }) => request.ruleIds.includes(id));
  const { reports, notes } = await runSchemaRules(database, active, request.settings);
  const findings = await locate(database, reports, state.provenance);
  const schema = request.withSchema === true ? await readSchemaModel(database, request.settings) : undefined;
  const report: ReplayReport = {
    engine: engineOf(database),
    findings,
    ...(schema && { schema }),
    failures: [...failuresOf(request, leftOut), ...state.failures],
    notes: [...new Set([...state.notes, ...notes])],
    statementCount: state.statementCount,
    reusedCount: state.reusedCount,
    ms: now() - start,
  };
  await pool.park(wanted, state, database);
  return report;
}

function failuresOf(
  { migrations }: ReplayRequest,
  leftOut: Readonly<Record<string, string>>,
): readonly ReplayFailure[] {
  return migrations.flatMap(({ name, up }) => {
    const reason = leftOut[name];
    return reason === undefined ? [] : [{ path: up.path, ...up.span, message: `not run: ${reason}` }];
  });
}

async function locate(
  database: ReplayDatabase,
  reports: readonly RuleReport[],
  provenance: Provenance,
): Promise<readonly SchemaFinding[]> {
  const places = await placesOf(
    database,
    reports.map(({ object }) => object),
    provenance,
  );
  return reports.map((report, index) => {
    const place = places[index];
    return place === undefined ? report : { ...report, place };
  });
}

function engineOf({ engine }: ReplayDatabase): ProofEngine {
  return { ...engine, notes: [] };
}
