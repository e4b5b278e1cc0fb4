import type { Rule } from '../../rules/ruleModel.ts';
import { DEFINER_EXAMPLES } from '../definerExamples.ts';
import { definerFunctionsSql, routineMarks, routineName, routineObject } from '../routineSql.ts';
import { flagIn, textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform }) => platform === 'supabase',
  query: (settings) => definerFunctionsSql('anon', settings),
  report: (row) => {
    const routine = textIn(row, 'routine');
    return {
      object: routineObject(row),
      message: `Anyone who holds the public key can call ${routine}, which runs with its owner's rights, past row level security.`,
      marks: routineMarks(row),
      remedies: [
        {
          title: `Take the right to run ${routine} from the public`,
          // A policy that calls the function needs the right for whoever the policy is for.
          kind: flagIn(row, 'in_policy') ? 'suggest' : 'auto',
          sql: `REVOKE EXECUTE ON ROUTINE ${routineName(row)} FROM PUBLIC, anon;`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'definer-executable-anon',
  title: 'SECURITY DEFINER function that the public can call',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Security',
  languages: ['sql'],
  message: 'Anyone who holds the public key can call this function, which runs with its owner’s rights.',
  actionRequired: 'Take the right to run the function from the public, or make it SECURITY INVOKER.',
  why: 'Postgres lets everyone run a new function, and Supabase serves each function of an exposed schema at `/rest/v1/rpc/…`. A `SECURITY DEFINER` function runs as its owner, whom no policy binds, so a visitor without an account can do whatever it does.',
  howToFix:
    '`REVOKE EXECUTE ON FUNCTION close_order(bigint) FROM PUBLIC, anon;`, then grant it to those who need it. Or keep helpers of policies in a schema that is not served, or drop `SECURITY DEFINER`.',
  references: [
    'https://supabase.com/docs/guides/database/database-advisors?lint=0028_anon_security_definer_function_executable',
  ],
  aliases: ['anon_security_definer_function_executable', '0028_anon_security_definer_function_executable'],
  match: [matcher],
  examples: DEFINER_EXAMPLES,
};
