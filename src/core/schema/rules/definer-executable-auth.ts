import type { Rule } from '../../rules/ruleModel.ts';
import { DEFINER_EXAMPLES } from '../definerExamples.ts';
import { definerFunctionsSql, routineMarks, routineName, routineObject } from '../routineSql.ts';
import { textIn } from '../schemaRow.ts';
import type { SchemaMatcher } from '../schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  applies: ({ platform }) => platform === 'supabase',
  query: (settings) => definerFunctionsSql('authenticated', settings),
  report: (row) => {
    const routine = textIn(row, 'routine');
    return {
      object: routineObject(row),
      message: `Every signed-in user can call ${routine}, which runs with its owner's rights, past row level security.`,
      marks: routineMarks(row),
      remedies: [
        {
          title: `Take the right to run ${routine} from signed-in users`,
          kind: 'suggest',
          sql: `REVOKE EXECUTE ON ROUTINE ${routineName(row)} FROM PUBLIC, authenticated;`,
        },
      ],
    };
  },
};

export const rule: Rule = {
  id: 'definer-executable-auth',
  title: 'SECURITY DEFINER function that every signed-in user can call',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Security',
  languages: ['sql'],
  message: 'Every signed-in user can call this function, which runs with its owner’s rights.',
  actionRequired: 'Check inside the function who calls, or take the right to run it from authenticated.',
  why: 'Supabase serves each function of an exposed schema at `/rest/v1/rpc/…`. A `SECURITY DEFINER` function runs as its owner, whom no policy binds; where sign-up is open, `authenticated` is anyone with an e-mail address.',
  howToFix:
    'Where users are meant to call it, check the caller inside (`auth.uid()`) and add a waiver with that reason under `database.waivers` in `.fixward/config.yaml`. Otherwise `REVOKE EXECUTE … FROM PUBLIC, authenticated`, or move it to a schema that is not served.',
  references: [
    'https://supabase.com/docs/guides/database/database-advisors?lint=0029_authenticated_security_definer_function_executable',
  ],
  aliases: [
    'authenticated_security_definer_function_executable',
    '0029_authenticated_security_definer_function_executable',
  ],
  match: [matcher],
  examples: DEFINER_EXAMPLES,
};
