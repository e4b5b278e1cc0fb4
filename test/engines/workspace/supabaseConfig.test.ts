import { describe, expect, it } from 'vitest';
import { readApiSchemas } from '../../../src/engines/workspace/supabaseConfig.ts';
import { workspaceWith } from '../../support/cli.ts';

describe('readApiSchemas', () => {
  it.each([
    ['[api]\nenabled = true\nschemas = ["public", "api"]\n', ['public', 'api']],
    ['[api]\r\nschemas = []\r\n', []],
    ['[api]\nschemas = "public"\n', undefined],
    ['[db]\nport = 1\n', undefined],
    ['api = 3\n', undefined],
    ['[api\n', undefined],
    ['', undefined],
  ])('%j', async (toml, schemas) => {
    const root = await workspaceWith({ 'apps/web/supabase/config.toml': toml });
    expect(readApiSchemas(root, 'apps/web/supabase/migrations')).toEqual(schemas);
  });

  it('looks only into Supabase projects', async () => {
    const root = await workspaceWith({ 'db/config.toml': '[api]\nschemas = ["public"]\n' });
    expect(readApiSchemas(root, 'db/migrations')).toBeUndefined();
    expect(readApiSchemas(root, 'supabase/migrations')).toBeUndefined();
  });
});
