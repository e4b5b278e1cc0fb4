import type { ShadowRow } from '../../proof/shadowDatabase.ts';
import { callOnce, callsPerRow } from '../policyCalls.ts';
import { policiesSql, policyMarks, policyObject } from '../policySql.ts';
import { listed, textIn } from '../schemaRow.ts';
import type { SchemaMatcher, SchemaReport, SchemaSettings } from '../schemaRule.ts';

/** Reads a setting of the session, which no row changes. */
const SETTING_READER = 'current_setting';

export const rlsInitplanMatcher: SchemaMatcher = {
  kind: 'schema',
  query: (settings) => policiesSql(settings, 'c.relrowsecurity'),
  report,
};

function report(row: ShadowRow, { authFunctions }: SchemaSettings): SchemaReport | undefined {
  const functions = new Set([...authFunctions, SETTING_READER]);
  const [using, withCheck] = [textIn(row, 'using'), textIn(row, 'with_check')];
  const usingCalls = callsPerRow(using, functions);
  const checkCalls = callsPerRow(withCheck, functions);
  if (usingCalls.length === 0 && checkCalls.length === 0) return undefined;
  const texts = [
    ...usingCalls.map(({ start, end }) => using.slice(start, end)),
    ...checkCalls.map(({ start, end }) => withCheck.slice(start, end)),
  ];
  const [policy, relation] = [textIn(row, 'policy'), textIn(row, 'relation')];
  const clauses = [
    ...(usingCalls.length > 0 ? [`USING (${callOnce(using, usingCalls)})`] : []),
    ...(checkCalls.length > 0 ? [`WITH CHECK (${callOnce(withCheck, checkCalls)})`] : []),
  ];
  return {
    object: policyObject(row),
    message: `Policy ${policy} calls ${listed([...new Set(texts)])} again for every row of ${relation} it looks at.`,
    marks: policyMarks(row),
    remedies: [
      {
        title: `Call ${listed([...new Set(texts)])} once per query`,
        kind: 'auto',
        sql: `ALTER POLICY ${policy} ON ${relation} ${clauses.join(' ')};`,
      },
    ],
  };
}
