import type { ReplayReport } from '../replay/replayReport.ts';
import type { Waiver } from '../rules/projectConfig.ts';
import { applyWaivers } from './applyWaivers.ts';
import type { SchemaFinding } from './schemaRule.ts';

/** What says more of an object than another rule that is met for the same reason. */
const SAYS_MORE: Readonly<Record<string, readonly string[]>> = {
  'rls-disabled': ['policy-rls-disabled', 'sensitive-columns'],
  'sensitive-columns': ['policy-rls-disabled'],
  'definer-executable-auth': ['definer-executable-anon'],
  'prefix-index': ['duplicate-index'],
  'security-definer-view': ['auth-users-exposed'],
  'matview-in-api': ['auth-users-exposed'],
};

/** Met by a first step whose second is still to come, so that the newest migration may leave it. */
const ENDS_LATER: ReadonlySet<string> = new Set(['not-valid-left-behind']);

export interface SettleInput {
  readonly waivers: readonly Waiver[];
  readonly idsOf: (name: string) => readonly string[];
  /** Rules that were asked for. */
  readonly ruleIds: ReadonlySet<string>;
  /** The up script of the newest of several migrations; absent for a schema in one file. */
  readonly newestPath?: string;
}

export interface SettledFindings {
  /** By the file they stand in. */
  readonly byPath: ReadonlyMap<string, readonly SchemaFinding[]>;
  /** Those that no statement of the files made. */
  readonly unplaced: readonly SchemaFinding[];
  readonly waivedCount: number;
  readonly unusedWaivers: readonly Waiver[];
}

/** One finding for each cause, without what the project lets be, file by file. */
export function settleFindings(report: ReplayReport, input: SettleInput): SettledFindings {
  const due = report.findings.filter(
    ({ ruleId, place }) =>
      !(ENDS_LATER.has(ruleId) && input.newestPath !== undefined && place?.path === input.newestPath),
  );
  const met = new Set(due.map(keyOf));
  const { kept, waivedCount, unused } = applyWaivers(due, input.waivers, input.idsOf, input.ruleIds);
  const byPath = new Map<string, SchemaFinding[]>();
  const unplaced: SchemaFinding[] = [];
  for (const finding of kept) {
    const better = SAYS_MORE[finding.ruleId] ?? [];
    if (better.some((ruleId) => met.has(keyOf({ ...finding, ruleId })))) continue;
    const { place } = finding;
    if (!place) unplaced.push(finding);
    else byPath.set(place.path, [...(byPath.get(place.path) ?? []), finding]);
  }
  return { byPath, unplaced, waivedCount, unusedWaivers: unused };
}

/** Rules name the same object by different rows of the catalogs, but all by one name. */
function keyOf({ ruleId, object }: Pick<SchemaFinding, 'ruleId' | 'object'>): string {
  return `${ruleId}\n${object.name}`;
}
