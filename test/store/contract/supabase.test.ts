import { SupabaseSession } from '../../../src/store/supabase/supabaseSession.ts';
import { supabaseTransport } from '../../../src/store/supabase/supabaseTransport.ts';
import { storeContract } from './storeContract.ts';
import { openSupabaseLite } from './supabaseLite.ts';

storeContract('the store through supabase-js', async () => {
  const lite = await openSupabaseLite();
  const { project } = lite;
  let users = 0;
  return {
    users: 'many',
    side: 'shared',
    async user() {
      users += 1;
      const { id, tokens } = await lite.signUp(`user${users}@example.com`);
      const session = new SupabaseSession({ project }, tokens);
      return { id, transport: supabaseTransport({ project, session }) };
    },
    close: () => lite.close(),
  };
});
