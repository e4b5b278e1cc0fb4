import type { Rule } from '../rules/ruleModel.ts';

/** Functions that run with their owner's rights: the two rules about them differ in the caller alone. */
export const DEFINER_EXAMPLES: Rule['examples'] = {
  fires: [
    {
      code: 'create function close_order(id bigint) returns bigint language sql security definer as $$ select id $$;',
      path: 'supabase/migrations/1_close.sql',
    },
    {
      code: 'create function close_order(id bigint) returns bigint language sql security definer as $$ select id $$;\ncreate function close_order(id bigint, note text) returns bigint language sql security definer as $$ select id $$;',
      path: 'supabase/migrations/1_close.sql',
      count: 2,
    },
  ],
  silent: [
    {
      code: 'create function close_order(id bigint) returns bigint language sql as $$ select id $$;',
      path: 'supabase/migrations/1_close.sql',
    },
    {
      code: 'create function close_order(id bigint) returns bigint language sql security definer as $$ select id $$;\nrevoke execute on function close_order(bigint) from public, anon, authenticated;',
      path: 'supabase/migrations/1_close.sql',
    },
    {
      code: 'create function touch() returns trigger language plpgsql security definer as $$ begin return new; end $$;',
      path: 'supabase/migrations/1_touch.sql',
    },
    {
      code: 'create schema private;\ncreate function private.member(id bigint) returns boolean language sql security definer as $$ select true $$;',
      path: 'supabase/migrations/1_member.sql',
    },
    {
      code: 'create function close_order(id bigint) returns bigint language sql security definer as $$ select id $$;',
    },
  ],
};
