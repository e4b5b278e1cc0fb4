import { policiesSql, policyMarks, policyObject } from '../policySql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

/** The part of a token, or of `auth.users`, that its owner writes. */
const READS_USER_METADATA =
  /auth\.jwt\(\)[\s\S]*user_metadata|current_setting\([\s\S]*request\.jwt\.claims?\b[\s\S]*user_metadata|\braw_user_meta_data\b/u;

export const rlsUserMetadataMatcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform }) => platform === 'supabase',
  query: (settings) => policiesSql(settings, 'true'),
  report: (row) => {
    const isTrusting = ['using', 'with_check'].some((clause) =>
      READS_USER_METADATA.test(textIn(row, clause)),
    );
    if (!isTrusting) return undefined;
    return {
      object: policyObject(row),
      message: `Policy ${textIn(row, 'policy')} on ${textIn(row, 'relation')} trusts user_metadata, which users can write themselves.`,
      marks: ['user_metadata', 'raw_user_meta_data', ...policyMarks(row)],
    };
  },
};
