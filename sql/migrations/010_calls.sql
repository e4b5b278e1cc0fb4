-- Fixward store, migration 010: how programs call the store: one entrance, the names it knows, and the checks that
-- every function of the interface shares.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- Functions that programs may call by name. Later migrations add theirs:
--   insert into fixward.api_functions (name, writes) values ('save_patterns', true) on conflict (name) do update set writes = excluded.writes;
create table if not exists fixward.api_functions (
  name text primary key check (name ~ '^[a-z][a-z0-9_]*$'),
  -- A function that writes is run once for a request id; one that reads is run each time.
  writes boolean not null
);

-- What requests and the records in them may hold. A record named like a function is that function's request.
create table if not exists fixward.api_fields (
  record text not null,
  field text not null,
  kind text not null check (kind in ('text', 'texts', 'integer', 'integers', 'number', 'boolean', 'object', 'objects',
                                     'uuid', 'uuids', 'time', 'vector', 'any')),
  required boolean not null default false,
  -- Least and most length of a text, number of a list's entries, or the number itself.
  at_least numeric,
  at_most numeric,
  allowed text[],
  -- Regular expression that a text, or each text of a list, has to match.
  format text,
  primary key (record, field)
);

-- Lists that are read page by page. The texts are SQL over the row "t"; conditions have the filters as $1.
create table if not exists fixward.api_lists (
  name text primary key,
  table_name text not null,
  -- One row's JSON.
  shown text not null,
  -- By name: the expression, its type and direction, and what orders equal ones before their ids do.
  orders jsonb not null,
  -- By filter.
  conditions jsonb not null,
  page_default integer not null
);

do $$
declare
  listed text;
begin
  foreach listed in array array['api_functions', 'api_fields', 'api_lists'] loop
    execute format('alter table fixward.%I enable row level security', listed);
    execute format('alter table fixward.%I force row level security', listed);
    execute format('drop policy if exists %I on fixward.%I', listed || '_read', listed);
    execute format('create policy %I on fixward.%I for select to authenticated using (true)', listed || '_read', listed);
    execute format('drop policy if exists %I on fixward.%I', listed || '_installer', listed);
    execute format('create policy %I on fixward.%I for all to %I using (true) with check (true)',
                   listed || '_installer', listed, current_user);
    execute format('revoke all on fixward.%I from public, anon, authenticated', listed);
    execute format('grant select on fixward.%I to authenticated', listed);
  end loop;
end
$$;

-- The workspace that a request is about: the one it names, else the first of the user's; null when there is none, or
-- the user is no member of the one named.
create or replace function fixward.workspace_of(request jsonb) returns uuid
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
begin
  return (
    select w.id
    from fixward.workspaces w
    where w.id in (select fixward.workspaces_with_role('reader'))
      and (request ->> 'workspace_id' is null or w.id::text = lower(request ->> 'workspace_id'))
    order by w.created_at, w.id
    limit 1);
end
$$;

-- Why the user may not do what the request asks for in its workspace; null when he may.
create or replace function fixward.workspace_failure(request jsonb, minimum_role text) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  workspace uuid;
begin
  if fixward.current_user_id() is null then
    return fixward.api_error('not_signed_in', 'Nobody is signed in; sign in and try again.');
  end if;
  workspace := fixward.workspace_of(request);
  if workspace is null and request ->> 'workspace_id' is null then
    return fixward.api_error('not_found', 'There is no workspace yet; create one or ask to be invited to one.');
  end if;
  if workspace is null then
    return fixward.api_error('not_found', 'There is no such workspace, or you are no member of it.', 'workspace_id');
  end if;
  if workspace not in (select fixward.workspaces_with_role(minimum_role)) then
    return fixward.api_error('forbidden',
      format('This needs the role %s in the workspace; ask one of its owners.', minimum_role), 'workspace_id');
  end if;
  return null;
end
$$;

-- A value as a message shows it: short, and on one line.
create or replace function fixward.shown_value(value jsonb) returns text
language sql immutable
set search_path = ''
as $$
  select case when pg_catalog.length(value::text) > 60 then pg_catalog.left(value::text, 57) || '…' else value::text end
$$;

-- What a value of the kind has to be, in words.
create or replace function fixward.expected_value(
  kind text, at_least numeric, at_most numeric, allowed text[], format text
) returns text
language sql immutable
set search_path = ''
as $$
  select pg_catalog.concat_ws(', ',
    case kind
      when 'text' then 'a text'
      when 'texts' then 'a list of texts'
      when 'integer' then 'a whole number'
      when 'integers' then 'a list of whole numbers'
      when 'number' then 'a number'
      when 'boolean' then 'true or false'
      when 'object' then 'an object'
      when 'objects' then 'a list of objects'
      when 'uuid' then 'a UUID'
      when 'uuids' then 'a list of UUIDs'
      when 'time' then 'a time in ISO 8601'
      when 'vector' then 'a vector written as [0.1,0.2,…]'
      else 'present'
    end,
    case when allowed is not null then 'one of ' || pg_catalog.array_to_string(allowed, ', ') end,
    case
      when kind in ('integer', 'integers', 'number') then case
        when at_least is not null and at_most is not null then at_least || ' to ' || at_most
        when at_least is not null then 'at least ' || at_least
        when at_most is not null then 'at most ' || at_most
      end
      when kind = 'text' then case
        when at_least is not null and at_most is not null then at_least || ' to ' || at_most || ' characters'
        when at_most is not null then 'at most ' || at_most || ' characters'
        when at_least is not null then 'not empty'
      end
      else case
        when at_most is not null then 'at most ' || at_most || ' entries'
        when at_least is not null then 'at least ' || at_least || ' entries'
      end
    end,
    case when format is not null then 'matching ' || format end)
$$;

-- The first thing wrong with each of the items, by position from 1, as an envelope's error; items without a fault are
-- not returned. "partial": what the record requires may be left out, but not be null.
create or replace function fixward.check_items(record text, items jsonb, path text, partial boolean default false)
returns table (item integer, failure jsonb)
-- Planned once a session, which functions in SQL are not before PostgreSQL 18: to plan it takes longer than to run it.
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
set plan_cache_mode = force_generic_plan
as $$
#variable_conflict use_column
begin
  return query
  with listed as (
    select position::integer as item, value
    from jsonb_array_elements(items) with ordinality as entry (value, position)
  ),
  fields as (select f.* from fixward.api_fields f where f.record = check_items.record),
  faults as (
    select l.item, 0 as rank, null::text as field,
           'must be an object, not ' || fixward.shown_value(l.value) as message, 'invalid' as code
    from listed l where jsonb_typeof(l.value) <> 'object'
    union all
    select l.item, 1, f.field, 'is missing', 'invalid'
    from listed l join fields f on f.required
    where jsonb_typeof(l.value) = 'object'
      and case when l.value ? f.field then jsonb_typeof(l.value -> f.field) = 'null' else not partial end
    union all
    select l.item, 2, given.key, 'is not a known field', 'invalid'
    from listed l
    cross join lateral jsonb_object_keys(case when jsonb_typeof(l.value) = 'object' then l.value else '{}' end) as given (key)
    where not exists (select from fields f where f.field = given.key)
    union all
    select l.item, 3, f.field,
           'must be ' || fixward.expected_value(f.kind, f.at_least, f.at_most, f.allowed, f.format)
             || '; it is ' || fixward.shown_value(given.value),
           case when f.kind in ('objects', 'uuids') and jsonb_typeof(given.value) = 'array' then case
                  when jsonb_array_length(given.value) > f.at_most then 'too_large' else 'invalid' end
                else 'invalid' end
    from listed l
    cross join lateral jsonb_each(case when jsonb_typeof(l.value) = 'object' then l.value else '{}' end) as given (key, value)
    join fields f on f.field = given.key
    where jsonb_typeof(given.value) <> 'null'
      and not case f.kind
        when 'any' then true
        when 'boolean' then jsonb_typeof(given.value) = 'boolean'
        when 'object' then jsonb_typeof(given.value) = 'object'
        when 'text' then case when jsonb_typeof(given.value) = 'string' then
            length(given.value #>> '{}') between coalesce(f.at_least, 0) and coalesce(f.at_most, 50000)
            and (f.allowed is null or given.value #>> '{}' = any (f.allowed))
            and (f.format is null or given.value #>> '{}' ~ f.format)
          else false end
        when 'uuid' then jsonb_typeof(given.value) = 'string' and given.value #>> '{}'
            ~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
        when 'time' then jsonb_typeof(given.value) = 'string' and given.value #>> '{}'
            ~ '^(1|2)\d{3}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2\d|3[01])([T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-][01]\d(:?[0-5]\d)?)?)?$'
        when 'number' then case when jsonb_typeof(given.value) = 'number' then
            (given.value #>> '{}')::numeric between coalesce(f.at_least, '-1e30') and coalesce(f.at_most, '1e30')
          else false end
        when 'integer' then case when jsonb_typeof(given.value) = 'number' then
            (given.value #>> '{}')::numeric % 1 = 0
            and (given.value #>> '{}')::numeric between coalesce(f.at_least, -2147483648) and coalesce(f.at_most, 2147483647)
          else false end
        when 'integers' then case when jsonb_typeof(given.value) = 'array' then
            not exists (
              select from jsonb_array_elements(given.value) as entry (value)
              where case when jsonb_typeof(entry.value) = 'number' then
                  (entry.value #>> '{}')::numeric % 1 <> 0
                  or (entry.value #>> '{}')::numeric not between coalesce(f.at_least, -2147483648) and coalesce(f.at_most, 2147483647)
                else true end)
          else false end
        when 'vector' then case when jsonb_typeof(given.value) = 'string'
          then given.value #>> '{}' ~ '^\s*\[[-+0-9.eE,\s]+\]\s*$' else false end
        when 'texts' then case when jsonb_typeof(given.value) = 'array' then
            jsonb_array_length(given.value) between coalesce(f.at_least, 0) and coalesce(f.at_most, 200)
            and not exists (
              select from jsonb_array_elements(given.value) as entry (value)
              where jsonb_typeof(entry.value) <> 'string' or length(entry.value #>> '{}') > 50000
                or (f.allowed is not null and not (entry.value #>> '{}' = any (f.allowed)))
                or (f.format is not null and not (entry.value #>> '{}' ~ f.format)))
          else false end
        when 'uuids' then case when jsonb_typeof(given.value) = 'array' then
            jsonb_array_length(given.value) between coalesce(f.at_least, 0) and coalesce(f.at_most, 5000)
            and not exists (
              select from jsonb_array_elements(given.value) as entry (value)
              where jsonb_typeof(entry.value) <> 'string' or entry.value #>> '{}'
                !~* '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$')
          else false end
        -- Whether the entries are objects is each entry's own fault.
        when 'objects' then case when jsonb_typeof(given.value) = 'array'
          then jsonb_array_length(given.value) between coalesce(f.at_least, 0) and coalesce(f.at_most, 5000) else false end
        else false
      end
  )
  select distinct on (f.item) f.item,
         fixward.api_error(f.code, location.path || ': ' || f.message || '.', location.path)
  from faults f
  cross join lateral (
    select case
      when check_items.path = '' then coalesce(f.field, 'request')
      else check_items.path || '[' || f.item - 1 || ']' || coalesce('.' || f.field, '')
    end as path
  ) location
  order by f.item, f.rank, f.field;
end
$$;

-- What is wrong with a request as a whole, as an envelope; null when nothing is.
create or replace function fixward.check_request(record text, request jsonb) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select case when jsonb_typeof(request) is distinct from 'object'
    then fixward.api_error('invalid', 'The request must be an object.')
    else coalesce(
      (select c.failure from fixward.check_items('any_request', jsonb_build_array(
         (select coalesce(jsonb_object_agg(given.key, given.value), '{}')
          from jsonb_each(request) as given where given.key in ('workspace_id', 'request_id'))), '') c),
      (select c.failure from fixward.check_items(check_request.record,
         jsonb_build_array(request - 'workspace_id' - 'request_id'), '') c))
    end
$$;

-- A conflict, with the stored row beside it, so that the caller can show both.
create or replace function fixward.conflict_with(message text, field text, stored jsonb) returns jsonb
language sql immutable
set search_path = ''
as $$
  select case when stored is null then fixward.api_error('conflict', message, field)
    else pg_catalog.jsonb_set(fixward.api_error('conflict', message, field), '{error,current}', stored) end
$$;

-- A place in an ordered list, as callers carry it from page to page without looking inside.
create or replace function fixward.cursor_from(place jsonb) returns text
language sql immutable
set search_path = ''
as $$
  select pg_catalog.translate(
    pg_catalog.encode(pg_catalog.convert_to(place::text, 'UTF8'), 'base64'), E'+/=\n', '-_')
$$;

-- The place in a cursor; null when the text is none that this store gave for the same list.
create or replace function fixward.place_of(given text, list text) returns jsonb
language plpgsql immutable
set search_path = ''
as $$
declare
  place jsonb;
begin
  place := pg_catalog.convert_from(pg_catalog.decode(
    pg_catalog.rpad(pg_catalog.translate(given, '-_', '+/'), (pg_catalog.length(given) + 3) / 4 * 4, '='), 'base64'), 'UTF8')::jsonb;
  return case when place ->> 'list' = list then place end;
exception when others then
  return null;
end
$$;

-- What is wrong with a list's filters, as an envelope; null when nothing is.
create or replace function fixward.check_filters(record text, filters jsonb) returns jsonb
language sql stable
set search_path = fixward, extensions, public, pg_temp
as $$
  select jsonb_set(jsonb_set(c.failure,
      '{error,message}', to_jsonb(replace(c.failure #>> '{error,message}', 'filters[0]', 'filters'))),
    '{error,field}', to_jsonb(replace(c.failure #>> '{error,field}', 'filters[0]', 'filters')))
  from fixward.check_items(check_filters.record, jsonb_build_array(filters), 'filters') c
$$;

-- Whether a filter says anything: an empty list or text does not.
create or replace function fixward.filter_given(filters jsonb, field text) returns boolean
language sql immutable
set search_path = ''
as $$
  select case pg_catalog.jsonb_typeof(filters -> field)
    when 'array' then pg_catalog.jsonb_array_length(filters -> field) > 0
    when 'string' then filters ->> field <> ''
    when 'null' then false
    else filters ? field
  end
$$;

-- One page of a list's live rows, as filters and order of the request pick them. A page goes on behind the last row of
-- the one before, so that rows which come and go shift nothing.
create or replace function fixward.list_page(name text, request jsonb, order_default text) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  workspace constant uuid := fixward.workspace_of(request);
  chosen constant text := coalesce(request ->> 'order', order_default);
  place_name constant text := name || '/' || chosen;
  definition fixward.api_lists;
  page integer;
  sorted text;
  sorted_type text;
  direction text;
  tie text;
  conditions text;
  place jsonb;
  total bigint;
  ids uuid[];
  last_value text;
  last_tie text;
  rows_shown jsonb;
begin
  select l.* into definition from fixward.api_lists l where l.name = list_page.name;
  if request ->> 'cursor' is not null then
    place := fixward.place_of(request ->> 'cursor', place_name);
    if place is null or not place ? 'tie' then
      return fixward.api_error('invalid', 'cursor: is not of this list and order; start from the beginning.', 'cursor');
    end if;
  end if;
  page := coalesce((request ->> 'limit')::integer, definition.page_default);
  sorted := '(' || (definition.orders #>> array[chosen, '0']) || ')';
  sorted_type := definition.orders #>> array[chosen, '1'];
  direction := definition.orders #>> array[chosen, '2'];
  tie := coalesce('(' || (definition.orders #>> array[chosen, '3']) || ')', '''''::text');
  select coalesce(string_agg(' and ' || c.value, '' order by c.key), '') into conditions
  from jsonb_each_text(definition.conditions) c where fixward.filter_given(request -> 'filters', c.key);

  execute format('select count(*) from fixward.%I t where t.workspace_id = $2 and t.deleted_at is null %s',
    definition.table_name, conditions)
  into total using request -> 'filters', workspace;
  execute format(
    'select array_agg(l.id order by l.place), (array_agg(l.sorted::text order by l.place))[$4],
       (array_agg(l.tie order by l.place))[$4]
     from (
       select t.id, %1$s as sorted, %6$s as tie, row_number() over (order by %1$s %2$s, %6$s, t.id) as place
       from fixward.%3$I t
       where t.workspace_id = $2 and t.deleted_at is null %4$s %5$s
       order by %1$s %2$s, %6$s, t.id
       limit $4 + 1
     ) l',
    sorted, direction, definition.table_name, conditions,
    case when place is not null then format(
      'and (%1$s %2$s ($3 ->> ''value'')::%3$s
        or %1$s = ($3 ->> ''value'')::%3$s and (%4$s, t.id) > ($3 ->> ''tie'', ($3 ->> ''id'')::uuid))',
      sorted, case direction when 'asc' then '>' else '<' end, sorted_type, tie) end, tie)
  into ids, last_value, last_tie using request -> 'filters', workspace, place, page;
  execute format(
    'select coalesce(jsonb_agg(%s order by l.place), ''[]'')
     from unnest($1) with ordinality as l (id, place) join fixward.%I t on t.id = l.id',
    case when request ->> 'fields' is null then definition.shown
      else 'fixward.picked_fields(' || definition.shown || ', $2)' end, definition.table_name)
  into rows_shown using ids[:page], fixward.texts_in(request -> 'fields') || array['id'];
  return fixward.api_ok(jsonb_build_object('total', total, name, rows_shown)
    || case when cardinality(ids) > page then jsonb_build_object('next_cursor', fixward.cursor_from(
      jsonb_build_object('list', place_name, 'value', last_value, 'tie', last_tie, 'id', ids[page]))) else '{}' end);
end
$$;

-- A JSON list as an array; null when the list is not given. An empty list is an empty array.
create or replace function fixward.texts_in(list jsonb) returns text[]
language sql immutable
set search_path = ''
as $$
  select case when pg_catalog.jsonb_typeof(list) = 'array'
    then array(select e from pg_catalog.jsonb_array_elements_text(list) as e) end
$$;

create or replace function fixward.uuids_in(list jsonb) returns uuid[]
language sql immutable
set search_path = ''
as $$
  select fixward.texts_in(list)::uuid[]
$$;

create or replace function fixward.picked_fields(content jsonb, fields text[]) returns jsonb
language sql immutable
set search_path = ''
as $$
  select pg_catalog.jsonb_object_agg(f.key, f.value) from pg_catalog.jsonb_each(content) f where f.key = any (fields)
$$;

-- Runs a function of the interface by name. With a "request_id" a writing function runs once, however often the request
-- arrives, and every arrival gets the first one's answer; a failure is not kept, for it wrote nothing.
create or replace function fixward.call(name text, request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  known fixward.api_functions;
  asked uuid;
  given fixward.call_results;
  answer jsonb;
  error_state text;
  error_message text;
begin
  select f.* into known from fixward.api_functions f where f.name = call.name;
  if known.name is null then
    return fixward.api_error('not_found',
      format('The store knows no function %s; it may be of an older version.', left(coalesce(call.name, 'without a name'), 80)));
  end if;
  answer := fixward.check_request('any_request', case
    when jsonb_typeof(request) = 'object' then jsonb_strip_nulls(jsonb_build_object(
      'workspace_id', request -> 'workspace_id', 'request_id', request -> 'request_id'))
    else request end);
  if answer is not null then
    return answer;
  end if;
  asked := case when known.writes then (request ->> 'request_id')::uuid end;
  if asked is not null then
    -- The same request may arrive twice at once: the second waits here and then finds the first one's answer.
    perform pg_advisory_xact_lock(hashtextextended(asked::text, 0));
    select r.* into given from fixward.call_results r
    where r.request_id = asked and r.user_id is not distinct from fixward.current_user_id();
    if given.request_id is not null and given.name <> known.name then
      return fixward.api_error('invalid', 'request_id: was already used for another function.', 'request_id');
    end if;
    if given.request_id is not null then
      return given.result;
    end if;
  end if;
  begin
    execute format('select fixward.%I($1)', known.name) into answer using coalesce(request, '{}');
    if asked is not null and answer ->> 'ok' = 'true' then
      insert into fixward.call_results (request_id, user_id, name, result)
      values (asked, fixward.current_user_id(), known.name, answer);
    end if;
  exception when others then
    get stacked diagnostics error_state = returned_sqlstate, error_message = message_text;
    answer := fixward.call_failure(error_state, error_message);
    if answer is null then
      raise;
    end if;
  end;
  return answer;
end
$$;

-- As failure_from, with what may pass on a second try; null for an error that is nobody's but the store's own.
create or replace function fixward.call_failure(error_state text, message text) returns jsonb
language sql immutable
set search_path = ''
as $$
  select case
    when error_state in ('40001', '40P01', '55P03') or error_state like '53%'
      then fixward.api_error('unavailable', 'The store is busy or short of room; try again. (' || message || ')')
    when fixward.failure_from(error_state, message) #>> '{error,code}' <> 'internal'
      then fixward.failure_from(error_state, message)
  end
$$;

-- Writes the items of a batch, all in one go; when one of them makes that fail, in halves, down to the one at fault, so
-- that the others are written. "writer" is a function (workspace uuid, items jsonb, positions integer[]) that answers
-- rows (item, result); a position that it answers nothing for is tried once more, for somebody else may just have
-- written it. "faults" are failures known before, by position from 1. With "part" only these positions are written, and
-- the others' results are null. Answers the envelope with the results in the items' order.
create or replace function fixward.write_batch(
  writer regproc, workspace uuid, items jsonb, path text, faults jsonb, part integer[] default null
)
returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  statement constant text := format('select w.item, w.result from %s($1, $2, $3) w', writer);
  results jsonb[] := array_fill(null::jsonb, array[jsonb_array_length(items)]);
  waiting integer[];
  -- Runs of "waiting" that are still to be written, the next one last.
  firsts integer[];
  lasts integer[];
  first_one integer;
  last_one integer;
  middle integer;
  one integer;
  row_result record;
  error_state text;
  error_message text;
begin
  if jsonb_array_length(items) = 0 then
    return fixward.api_ok('{"results": []}');
  end if;
  for row_result in select f.key::integer as item, f.value from jsonb_each(faults) f loop
    results[row_result.item] := row_result.value;
  end loop;
  for turn in 1..2 loop
    select array_agg(place order by place) into waiting
    from generate_subscripts(results, 1) as place
    where results[place] is null and (part is null or place = any (part));
    exit when waiting is null;
    firsts := array[1];
    lasts := array[cardinality(waiting)];
    while cardinality(firsts) > 0 loop
      first_one := firsts[cardinality(firsts)];
      last_one := lasts[cardinality(lasts)];
      firsts := trim_array(firsts, 1);
      lasts := trim_array(lasts, 1);
      begin
        for row_result in execute statement using workspace, items, waiting[first_one:last_one] loop
          results[row_result.item] := row_result.result;
        end loop;
      exception when others then
        get stacked diagnostics error_state = returned_sqlstate, error_message = message_text;
        foreach one in array waiting[first_one:last_one] loop
          results[one] := null;
        end loop;
        if first_one < last_one then
          middle := (first_one + last_one) / 2;
          firsts := firsts || array[middle + 1, first_one];
          lasts := lasts || array[last_one, middle];
        else
          one := waiting[first_one];
          results[one] := fixward.call_failure(error_state, path || '[' || one - 1 || ']: ' || error_message);
          if results[one] is null then
            raise;
          end if;
          results[one] := jsonb_set(results[one], '{error,field}', to_jsonb(path || '[' || one - 1 || ']'));
        end if;
      end;
    end loop;
  end loop;
  for one in
    select place from generate_subscripts(results, 1) as place
    where results[place] is null and (part is null or place = any (part))
  loop
    results[one] := fixward.api_error('conflict',
      path || '[' || one - 1 || ']: its id or name belongs to something else, perhaps to something deleted.',
      path || '[' || one - 1 || ']');
  end loop;
  return fixward.api_ok(jsonb_build_object('results', to_jsonb(results)));
end
$$;

insert into fixward.api_fields (record, field, kind, required) values
  ('any_request', 'workspace_id', 'uuid', false),
  ('any_request', 'request_id', 'uuid', false)
on conflict (record, field) do update set kind = excluded.kind, required = excluded.required;

do $$
declare
  helper text;
begin
  foreach helper in array array[
    'workspace_of(jsonb)', 'workspace_failure(jsonb, text)', 'shown_value(jsonb)',
    'expected_value(text, numeric, numeric, text[], text)', 'check_items(text, jsonb, text, boolean)',
    'check_request(text, jsonb)', 'conflict_with(text, text, jsonb)', 'cursor_from(jsonb)', 'place_of(text, text)',
    'call(text, jsonb)', 'call_failure(text, text)', 'write_batch(regproc, uuid, jsonb, text, jsonb, integer[])',
    'check_filters(text, jsonb)', 'filter_given(jsonb, text)',
    'list_page(text, jsonb, text)', 'texts_in(jsonb)', 'uuids_in(jsonb)', 'picked_fields(jsonb, text[])'
  ] loop
    execute format('revoke all on function fixward.%s from public', helper);
    execute format('grant execute on function fixward.%s to authenticated', helper);
  end loop;
end
$$;

insert into fixward.schema_version (version, name) values (10, 'calls') on conflict do nothing;

commit;
