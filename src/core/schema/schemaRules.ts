import type { Rule } from '../rules/ruleModel.ts';
import { rule as authUsersExposed } from './rules/auth-users-exposed.ts';
import { rule as cascadeFanOut } from './rules/cascade-fan-out.ts';
import { rule as definerExecutableAnon } from './rules/definer-executable-anon.ts';
import { rule as definerExecutableAuth } from './rules/definer-executable-auth.ts';
import { rule as duplicateIndex } from './rules/duplicate-index.ts';
import { rule as fkMissingIndex } from './rules/fk-missing-index.ts';
import { rule as fkTypeMismatch } from './rules/fk-type-mismatch.ts';
import { rule as fkeyToAuthUnique } from './rules/fkey-to-auth-unique.ts';
import { rule as foreignTableInApi } from './rules/foreign-table-in-api.ts';
import { rule as idsInList } from './rules/ids-in-list.ts';
import { rule as intPrimaryKey } from './rules/int-primary-key.ts';
import { rule as invalidIndex } from './rules/invalid-index.ts';
import { rule as matviewInApi } from './rules/matview-in-api.ts';
import { rule as missingForeignKey } from './rules/missing-foreign-key.ts';
import { rule as multiplePermissive } from './rules/multiple-permissive.ts';
import { rule as noPrimaryKey } from './rules/no-primary-key.ts';
import { rule as notValidLeftBehind } from './rules/not-valid-left-behind.ts';
import { rule as policyRlsDisabled } from './rules/policy-rls-disabled.ts';
import { rule as polymorphicReference } from './rules/polymorphic-reference.ts';
import { rule as prefixIndex } from './rules/prefix-index.ts';
import { rule as publicBucketListing } from './rules/public-bucket-listing.ts';
import { rule as queueExposed } from './rules/queue-exposed.ts';
import { rule as repeatingColumns } from './rules/repeating-columns.ts';
import { rule as rlsNoPolicy } from './rules/rls-no-policy.ts';
import { rule as sensitiveColumns } from './rules/sensitive-columns.ts';
import { rule as timestampWithoutZone } from './rules/timestamp-without-zone.ts';
import { rule as uniqueWithNullable } from './rules/unique-with-nullable.ts';

/** Rules that look at nothing but the final schema; others do so besides reading statements. */
export const SCHEMA_RULES: readonly Rule[] = [
  authUsersExposed,
  cascadeFanOut,
  definerExecutableAnon,
  definerExecutableAuth,
  duplicateIndex,
  fkMissingIndex,
  fkTypeMismatch,
  fkeyToAuthUnique,
  foreignTableInApi,
  idsInList,
  intPrimaryKey,
  invalidIndex,
  matviewInApi,
  missingForeignKey,
  multiplePermissive,
  noPrimaryKey,
  notValidLeftBehind,
  policyRlsDisabled,
  polymorphicReference,
  prefixIndex,
  publicBucketListing,
  queueExposed,
  repeatingColumns,
  rlsNoPolicy,
  sensitiveColumns,
  timestampWithoutZone,
  uniqueWithNullable,
];
