import { loadPgliteAssets } from '../../src/engines/shadow/pgliteAssets.ts';
import { openEmbeddedDatabase } from '../../src/store/embedded/embeddedDatabase.ts';

/** Makes a function of a store that nobody has open run for ever. */
export async function endlessStoreFunction(folder: string, name: string): Promise<void> {
  const database = await openEmbeddedDatabase({ folder, assets: await loadPgliteAssets() });
  await database.session.exec(`
    create or replace function fixward.${name}(request jsonb) returns jsonb language plpgsql as
    $$ begin loop null; end loop; end $$;
    grant execute on function fixward.${name}(jsonb) to authenticated;
    insert into fixward.api_functions (name, writes) values ('${name}', false) on conflict do nothing;
  `);
  await database.session.exec('checkpoint');
  await database.close();
}
