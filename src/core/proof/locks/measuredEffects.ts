import type { MeasuredLock } from '../certificate.ts';
import { blocksReads, blocksWrites, strengthOf } from './lockModes.ts';
import type { HeldRelations, KnownRelation } from './relations.ts';

export interface MeasuredEffects {
  readonly locks: readonly MeasuredLock[];
  readonly rewrites: readonly string[];
  readonly scans: readonly string[];
  /** A lock that an earlier statement of the transaction took and that is held on. */
  readonly carriesLocks: boolean;
}

/**
 * What one statement did, told from the locks before and after it. A lock that an earlier statement of the same
 * transaction took counts again when this statement names the table: it is what others wait for.
 *
 * @param known relations that were there before the statement
 * @param names whether the statement names a relation
 */
export function effectsOf(
  known: ReadonlyMap<string, KnownRelation>,
  before: HeldRelations,
  after: HeldRelations,
  names: (relation: KnownRelation) => boolean,
): MeasuredEffects {
  const locks: MeasuredLock[] = [];
  const rewrites: string[] = [];
  const scans: string[] = [];
  let carriesLocks = false;
  for (const [oid, { mode, fileNode, scanCount }] of after) {
    const relation = known.get(oid);
    if (!relation) continue;
    const earlier = before.get(oid);
    const oldFile = earlier?.fileNode ?? relation.fileNode;
    if (fileNode !== undefined && fileNode !== oldFile && fileNode !== '0') rewrites.push(relation.name);
    if (scanCount > (earlier?.scanCount ?? relation.scanCount)) scans.push(relation.name);
    const isNew = earlier === undefined || strengthOf(mode) > strengthOf(earlier.mode);
    if (!isNew && !names(relation)) continue;
    if (relation.isIndex && hiddenByTable(relation, after, mode)) continue;
    carriesLocks ||= !isNew;
    locks.push({
      relation: relation.name,
      mode,
      blocksReads: blocksReads(mode),
      blocksWrites: blocksWrites(mode),
    });
  }
  locks.sort((a, b) => strengthOf(b.mode) - strengthOf(a.mode) || (a.relation < b.relation ? -1 : 1));
  return { locks, rewrites: rewrites.sort(), scans: scans.sort(), carriesLocks };
}

/** Whoever cannot have the table does not come as far as the index. */
function hiddenByTable(index: KnownRelation, after: HeldRelations, mode: MeasuredLock['mode']): boolean {
  const table = index.tableOid === undefined ? undefined : after.get(index.tableOid);
  return (
    table !== undefined &&
    (strengthOf(table.mode) >= strengthOf(mode) || strengthOf(mode) < strengthOf('SHARE UPDATE EXCLUSIVE'))
  );
}
