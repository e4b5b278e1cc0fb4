import type { AlterTableCmd, Node, RangeVar } from '@pgsql/types';
import { LOCK_MODES, type LockMode } from './lockModes.ts';
import { nodeAs, type SqlStatement } from './sqlStatement.ts';
import { nameOfParts, relationName } from './statementFacts.ts';

/** A lock that a statement takes and keeps until its transaction ends. */
export interface TableLock {
  /** As `statementFacts.ts` spells names; undefined where the statement names an index, not its table. */
  readonly table: string | undefined;
  readonly mode: LockMode;
  /** Where the tree says that the name stands. */
  readonly location?: number;
}

/** True for the locks that at least every writer of the table has to wait for. */
export function isStrong(mode: LockMode): boolean {
  return LOCK_MODES.indexOf(mode) >= LOCK_MODES.indexOf('SHARE');
}

const NONE: readonly TableLock[] = [];

/** The locks of a schema statement on relations that it names; rows read and written are left out. */
export function tableLocks({ tree }: SqlStatement): readonly TableLock[] {
  if (tree === undefined) return NONE;
  if ('AlterTableStmt' in tree) {
    const { relation, cmds, objtype } = tree.AlterTableStmt;
    if (objtype !== 'OBJECT_TABLE' && objtype !== 'OBJECT_MATVIEW') return NONE;
    return alterLocks(relation, cmds ?? []);
  }
  if ('IndexStmt' in tree) {
    return [lock(tree.IndexStmt.relation, tree.IndexStmt.concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE')];
  }
  if ('DropStmt' in tree) {
    const { removeType, objects, concurrent } = tree.DropStmt;
    return (objects ?? []).flatMap((object) =>
      dropLock(removeType, nodeAs(object, 'List')?.items, concurrent),
    );
  }
  if ('RenameStmt' in tree) {
    const { renameType, relation, relationType } = tree.RenameStmt;
    const isTable = renameType === 'OBJECT_TABLE' || relationType === 'OBJECT_TABLE';
    const isPart = renameType === 'OBJECT_TABCONSTRAINT' || renameType === 'OBJECT_TRIGGER';
    return relation && (isTable || isPart) ? [lock(relation, 'ACCESS EXCLUSIVE')] : NONE;
  }
  if ('AlterObjectSchemaStmt' in tree) {
    const { objectType, relation } = tree.AlterObjectSchemaStmt;
    return objectType === 'OBJECT_TABLE' ? [lock(relation, 'ACCESS EXCLUSIVE')] : NONE;
  }
  if ('TruncateStmt' in tree) return all(tree.TruncateStmt.relations, 'ACCESS EXCLUSIVE');
  if ('LockStmt' in tree) {
    return all(tree.LockStmt.relations, LOCK_MODES[(tree.LockStmt.mode ?? LOCK_MODES.length) - 1]);
  }
  return otherLocks(tree);
}

function otherLocks(tree: Node): readonly TableLock[] {
  if ('CreateTrigStmt' in tree) return [lock(tree.CreateTrigStmt.relation, 'SHARE ROW EXCLUSIVE')];
  if ('CreatePolicyStmt' in tree) return [lock(tree.CreatePolicyStmt.table, 'ACCESS EXCLUSIVE')];
  if ('AlterPolicyStmt' in tree) return [lock(tree.AlterPolicyStmt.table, 'ACCESS EXCLUSIVE')];
  if ('RuleStmt' in tree) return [lock(tree.RuleStmt.relation, 'ACCESS EXCLUSIVE')];
  if ('ClusterStmt' in tree) return [lock(tree.ClusterStmt.relation, 'ACCESS EXCLUSIVE')];
  if ('RefreshMatViewStmt' in tree) {
    const { relation, concurrent } = tree.RefreshMatViewStmt;
    return [lock(relation, concurrent ? 'EXCLUSIVE' : 'ACCESS EXCLUSIVE')];
  }
  if ('ReindexStmt' in tree) {
    const { relation, kind, params } = tree.ReindexStmt;
    if (optionIsOn(params, 'concurrently')) return [{ table: undefined, mode: 'SHARE UPDATE EXCLUSIVE' }];
    return kind === 'REINDEX_OBJECT_TABLE'
      ? [lock(relation, 'SHARE')]
      : [{ table: undefined, mode: 'SHARE' }];
  }
  if ('VacuumStmt' in tree) {
    const { is_vacuumcmd, options, rels } = tree.VacuumStmt;
    const isFull = is_vacuumcmd === true && optionIsOn(options, 'full');
    const mode = isFull ? 'ACCESS EXCLUSIVE' : 'SHARE UPDATE EXCLUSIVE';
    if ((rels ?? []).length === 0) return [{ table: undefined, mode }];
    return (rels ?? []).map((rel) => lock(nodeAs(rel, 'VacuumRelation')?.relation, mode));
  }
  return NONE;
}

function lock(relation: RangeVar | undefined, mode: LockMode): TableLock {
  const location = relation?.location;
  return { table: relation && relationName(relation), mode, ...(location !== undefined && { location }) };
}

function all(
  relations: readonly Node[] | undefined,
  mode: LockMode = 'ACCESS EXCLUSIVE',
): readonly TableLock[] {
  return (relations ?? []).map((relation) => lock(nodeAs(relation, 'RangeVar'), mode));
}

function dropLock(
  kind: string | undefined,
  name: readonly Node[] | undefined,
  concurrent: boolean | undefined,
): readonly TableLock[] {
  switch (kind) {
    case 'OBJECT_TABLE':
    case 'OBJECT_VIEW':
    case 'OBJECT_MATVIEW':
      return [{ table: nameOfParts(name), mode: 'ACCESS EXCLUSIVE' }];
    case 'OBJECT_TRIGGER':
    case 'OBJECT_POLICY':
    case 'OBJECT_RULE':
      return [{ table: nameOfParts(name?.slice(0, -1)), mode: 'ACCESS EXCLUSIVE' }];
    case 'OBJECT_INDEX':
      return [{ table: undefined, mode: concurrent ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE' }];
    default:
      return NONE;
  }
}

/** The strongest lock of any action; a foreign key locks its other table too. */
function alterLocks(relation: RangeVar | undefined, commands: readonly Node[]): readonly TableLock[] {
  let strongest = 0;
  const others: TableLock[] = [];
  for (const node of commands) {
    const command = nodeAs(node, 'AlterTableCmd');
    if (!command) continue;
    strongest = Math.max(strongest, LOCK_MODES.indexOf(actionLock(command)));
    for (const target of referredTables(command)) others.push(lock(target, 'SHARE ROW EXCLUSIVE'));
    if (command.subtype === 'AT_AttachPartition' || command.subtype === 'AT_DetachPartition') {
      others.push(lock(nodeAs(command.def, 'PartitionCmd')?.name, 'ACCESS EXCLUSIVE'));
    }
  }
  return [lock(relation, LOCK_MODES[strongest] ?? 'ACCESS EXCLUSIVE'), ...others];
}

function referredTables(command: AlterTableCmd) {
  const own = nodeAs(command.def, 'Constraint')?.pktable;
  const inColumn = (nodeAs(command.def, 'ColumnDef')?.constraints ?? []).map(
    (node) => nodeAs(node, 'Constraint')?.pktable,
  );
  return [own, ...inColumn].filter((target) => target !== undefined);
}

/** Actions that let reads and writes of the table go on. */
const GENTLE: ReadonlySet<string> = new Set([
  'AT_ValidateConstraint',
  'AT_SetStatistics',
  'AT_SetOptions',
  'AT_ResetOptions',
  'AT_SetRelOptions',
  'AT_ResetRelOptions',
  'AT_ClusterOn',
  'AT_DropCluster',
  'AT_AttachPartition',
  'AT_DetachPartitionFinalize',
]);

function actionLock({ subtype, def }: AlterTableCmd): LockMode {
  if (GENTLE.has(subtype ?? '')) return 'SHARE UPDATE EXCLUSIVE';
  if (isTriggerSwitch(subtype)) return 'SHARE ROW EXCLUSIVE';
  if (subtype === 'AT_AddConstraint' && nodeAs(def, 'Constraint')?.contype === 'CONSTR_FOREIGN') {
    return 'SHARE ROW EXCLUSIVE';
  }
  if (subtype === 'AT_DetachPartition' && nodeAs(def, 'PartitionCmd')?.concurrent) {
    return 'SHARE UPDATE EXCLUSIVE';
  }
  return 'ACCESS EXCLUSIVE';
}

/** `ENABLE` or `DISABLE TRIGGER` in any form. */
export function isTriggerSwitch(subtype: string | undefined): boolean {
  return subtype !== undefined && /^AT_(?:Enable(?:Always|Replica)?|Disable)Trig/u.test(subtype);
}

/** Whether an option of `VACUUM`, `REINDEX` and the like is given and not switched off. */
export function optionIsOn(options: readonly Node[] | undefined, name: string): boolean {
  for (const node of options ?? []) {
    const option = nodeAs(node, 'DefElem');
    if (option?.defname !== name) continue;
    const word = nodeAs(option.arg, 'String')?.sval?.toLowerCase();
    const number = nodeAs(option.arg, 'Integer');
    if (number) return (number.ival ?? 0) !== 0;
    return word === undefined || !OFF.has(word);
  }
  return false;
}

const OFF: ReadonlySet<string> = new Set(['false', 'off', 'no', '0']);
