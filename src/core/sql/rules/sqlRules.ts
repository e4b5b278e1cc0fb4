import type { Rule } from '../../rules/ruleModel.ts';
import { rule as addSerialColumn } from './add-serial-column.ts';
import { rule as addStoredGenerated } from './add-stored-generated.ts';
import { rule as addingFieldWithDefault } from './adding-field-with-default.ts';
import { rule as addingForeignKey } from './adding-foreign-key.ts';
import { rule as addingNotNull } from './adding-not-null.ts';
import { rule as addingPrimaryKey } from './adding-primary-key.ts';
import { rule as addingRequiredField } from './adding-required-field.ts';
import { rule as attachPartition } from './attach-partition.ts';
import { rule as backfillInSameTransaction } from './backfill-in-same-transaction.ts';
import { rule as banChar } from './ban-char.ts';
import { rule as banDropColumn } from './ban-drop-column.ts';
import { rule as banDropDatabase } from './ban-drop-database.ts';
import { rule as banDropNotNull } from './ban-drop-not-null.ts';
import { rule as banDropSchema } from './ban-drop-schema.ts';
import { rule as banDropTable } from './ban-drop-table.ts';
import { rule as banDropTrigger } from './ban-drop-trigger.ts';
import { rule as banTruncate } from './ban-truncate.ts';
import { rule as banTruncateCascade } from './ban-truncate-cascade.ts';
import { rule as banVacuumFull } from './ban-vacuum-full.ts';
import { rule as changingColumnType } from './changing-column-type.ts';
import { rule as concurrentRefreshLock } from './concurrent-refresh-lock.ts';
import { rule as constraintNotValid } from './constraint-not-valid.ts';
import { rule as createTriggerLock } from './create-trigger-lock.ts';
import { rule as creatingEnum } from './creating-enum.ts';
import { rule as deleteWithoutWhere } from './delete-without-where.ts';
import { rule as disallowUniqueConstraint } from './disallow-unique-constraint.ts';
import { rule as domainConstraint } from './domain-constraint.ts';
import { rule as dropCascade } from './drop-cascade.ts';
import { rule as duplicateAssignments } from './duplicate-assignments.ts';
import { rule as enableDisableTrigger } from './enable-disable-trigger.ts';
import { rule as enumAddValue } from './enum-add-value.ts';
import { rule as enumValueOrdering } from './enum-value-ordering.ts';
import { rule as exclusionConstraint } from './exclusion-constraint.ts';
import { rule as extensionInPublic } from './extension-in-public.ts';
import { rule as functionSearchPath } from './function-search-path.ts';
import { rule as identifierTooLong } from './identifier-too-long.ts';
import { rule as insertNoColumns } from './insert-no-columns.ts';
import { rule as keywordIdentifier } from './keyword-identifier.ts';
import { rule as lockTimeoutValue } from './lock-timeout-value.ts';
import { rule as moneyAsFloat } from './money-as-float.ts';
import { rule as multipleAlterTable } from './multiple-alter-table.ts';
import { rule as noConcurrentInTransaction } from './no-concurrent-in-transaction.ts';
import { rule as notIn } from './not-in.ts';
import { rule as notInTransaction } from './not-in-transaction.ts';
import { rule as nullComparison } from './null-comparison.ts';
import { rule as otherTypes } from './other-types.ts';
import { rule as preferBigint } from './prefer-bigint.ts';
import { rule as preferIdentity } from './prefer-identity.ts';
import { rule as preferJsonb } from './prefer-jsonb.ts';
import { rule as preferRepack } from './prefer-repack.ts';
import { rule as preferRobustStmts } from './prefer-robust-stmts.ts';
import { rule as preferText } from './prefer-text.ts';
import { rule as preferTimestamptz } from './prefer-timestamptz.ts';
import { rule as regTypes } from './reg-types.ts';
import { rule as renameEnumValue } from './rename-enum-value.ts';
import { rule as renameSchema } from './rename-schema.ts';
import { rule as renamingColumn } from './renaming-column.ts';
import { rule as renamingTable } from './renaming-table.ts';
import { rule as requireConcurrentDetach } from './require-concurrent-detach.ts';
import { rule as requireConcurrentIndexCreation } from './require-concurrent-index-creation.ts';
import { rule as requireConcurrentIndexDeletion } from './require-concurrent-index-deletion.ts';
import { rule as requireConcurrentRefresh } from './require-concurrent-refresh.ts';
import { rule as requireConcurrentReindex } from './require-concurrent-reindex.ts';
import { rule as requireIdleTimeout } from './require-idle-timeout.ts';
import { rule as requireLockTimeout } from './require-lock-timeout.ts';
import { rule as requireStatementTimeout } from './require-statement-timeout.ts';
import { rule as requireTableSchema } from './require-table-schema.ts';
import { rule as rlsAlwaysTrue } from './rls-always-true.ts';
import { rule as rlsDisabled } from './rls-disabled.ts';
import { rule as rlsInitplan } from './rls-initplan.ts';
import { rule as rlsUserMetadata } from './rls-user-metadata.ts';
import { rule as securityDefinerView } from './security-definer-view.ts';
import { rule as selectStar } from './select-star.ts';
import { rule as separateValidation } from './separate-validation.ts';
import { rule as setLogged } from './set-logged.ts';
import { rule as statementAfterAccessExclusive } from './statement-after-access-exclusive.ts';
import { rule as tablespaceMove } from './tablespace-move.ts';
import { rule as transactionNesting } from './transaction-nesting.ts';
import { rule as uncommittedTransaction } from './uncommitted-transaction.ts';
import { rule as updateWithoutWhere } from './update-without-where.ts';
import { rule as wideIndex } from './wide-index.ts';
import { rule as wideLockWindow } from './wide-lock-window.ts';

/** Every built-in rule for SQL. */
export const SQL_RULES: readonly Rule[] = [
  addSerialColumn,
  addStoredGenerated,
  addingFieldWithDefault,
  addingForeignKey,
  addingNotNull,
  addingPrimaryKey,
  addingRequiredField,
  attachPartition,
  backfillInSameTransaction,
  banChar,
  banDropColumn,
  banDropDatabase,
  banDropNotNull,
  banDropSchema,
  banDropTable,
  banDropTrigger,
  banTruncate,
  banTruncateCascade,
  banVacuumFull,
  changingColumnType,
  concurrentRefreshLock,
  constraintNotValid,
  createTriggerLock,
  creatingEnum,
  deleteWithoutWhere,
  disallowUniqueConstraint,
  domainConstraint,
  dropCascade,
  duplicateAssignments,
  enableDisableTrigger,
  enumAddValue,
  enumValueOrdering,
  exclusionConstraint,
  extensionInPublic,
  functionSearchPath,
  identifierTooLong,
  insertNoColumns,
  keywordIdentifier,
  lockTimeoutValue,
  moneyAsFloat,
  multipleAlterTable,
  noConcurrentInTransaction,
  notIn,
  notInTransaction,
  nullComparison,
  otherTypes,
  preferBigint,
  preferIdentity,
  preferJsonb,
  preferRepack,
  preferRobustStmts,
  preferText,
  preferTimestamptz,
  regTypes,
  renameEnumValue,
  renameSchema,
  renamingColumn,
  renamingTable,
  requireConcurrentDetach,
  requireConcurrentIndexCreation,
  requireConcurrentIndexDeletion,
  requireConcurrentRefresh,
  requireConcurrentReindex,
  requireIdleTimeout,
  requireLockTimeout,
  requireStatementTimeout,
  requireTableSchema,
  rlsAlwaysTrue,
  rlsDisabled,
  rlsInitplan,
  rlsUserMetadata,
  securityDefinerView,
  selectStar,
  separateValidation,
  setLogged,
  statementAfterAccessExclusive,
  tablespaceMove,
  transactionNesting,
  uncommittedTransaction,
  updateWithoutWhere,
  wideIndex,
  wideLockWindow,
];
