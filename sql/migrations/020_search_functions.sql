-- Fixward store, migration 020: what search reads of a pattern, the search itself, and the upkeep of vectors.
begin;
set local search_path = fixward, extensions, public, pg_temp;

-- A search ranks hundreds of patterns by this column: it stays in the row, where a read of the row has it at hand, and
-- other texts make room for it. Half a page holds the row of a pattern of some length.
alter table fixward.fix_patterns alter column search_text set storage main;
alter table fixward.fix_patterns set (toast_tuple_target = 4080);

-- Names written as one word, as the words they are made of: parseHTTPHeaders, search_path, no-unused-vars.
create or replace function fixward.split_names(source text) returns text
language sql immutable parallel safe
set search_path = ''
as $$
  select pg_catalog.regexp_replace(pg_catalog.regexp_replace(pg_catalog.regexp_replace(source,
    '([[:lower:]])([[:upper:]])', '\1 \2', 'g'),
    '([[:upper:]])([[:upper:]][[:lower:]])', '\1 \2', 'g'),
    '[-_./:@#$\\]+', ' ', 'g')
$$;

-- Names and codes of a text, each once, in lower case: what holds an underscore, a seam of camelCase or a digit.
create or replace function fixward.names_in(source text) returns text
language sql immutable parallel safe
set search_path = ''
as $$
  select coalesce(pg_catalog.string_agg(distinct pg_catalog.lower(found.name[1]), ' '), '')
  from pg_catalog.regexp_matches(pg_catalog.left(source, 20000),
    '[[:alnum:]_$]+(?:[.-][[:alnum:]_$]+)*', 'g') as found (name)
  where pg_catalog.length(found.name[1]) between 3 and 80
    and found.name[1] ~ '[[:lower:]][[:upper:]]|[[:alnum:]][-_.$][[:alnum:]]|[[:alpha:]][0-9]|[0-9][[:alpha:]]'
$$;

-- Keeps what search reads in step with the text, and drops vectors made from a text that is no more.
create or replace function fixward.refresh_search_columns() returns trigger
language plpgsql
set search_path = ''
as $$
declare
  code text := pg_catalog.concat_ws(E'\n', pg_catalog.left(new.code_before, 20000), pg_catalog.left(new.code_after, 20000));
  -- Built in two languages: prose is stemmed, code is taken word for word.
  headline text := pg_catalog.concat_ws(E'\n', new.title, pg_catalog.array_to_string(new.symptoms, E'\n'), new.key,
    pg_catalog.array_to_string(new.rule_ids, ' '));
  advice text := pg_catalog.left(pg_catalog.concat_ws(E'\n', pg_catalog.array_to_string(new.solution_steps, E'\n'),
    pg_catalog.array_to_string(new.learnings, E'\n'), pg_catalog.array_to_string(new.tags, ' ')), 40000);
begin
  new.search_text :=
    pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.english', fixward.split_names(pg_catalog.left(headline, 20000))), 'A')
    || pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.english', fixward.split_names(pg_catalog.left(new.problem_description, 40000))), 'B')
    || pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.english', fixward.split_names(advice)), 'C')
    || pg_catalog.setweight(pg_catalog.to_tsvector('pg_catalog.simple', fixward.split_names(code)), 'D');
  new.identifiers := pg_catalog.left(
    fixward.names_in(pg_catalog.concat_ws(E'\n', headline, new.problem_description, code)), 8000);
  if tg_op = 'UPDATE'
    and new.content_embedding is not null
    and new.content_embedding::text is not distinct from old.content_embedding::text
    and (new.search_text is distinct from old.search_text or new.identifiers is distinct from old.identifiers) then
    new.content_embedding := null;
    new.problem_embedding := null;
    new.code_embedding := null;
    new.embedder_id := null;
    new.embedder_version := null;
  end if;
  return new;
end
$$;

create or replace trigger c_search
  before insert or update of title, key, symptoms, problem_description, solution_steps, learnings, tags, rule_ids,
    code_before, code_after on fixward.fix_patterns
  for each row execute function fixward.refresh_search_columns();

-- Fills the columns of patterns that were there before the trigger.
update fixward.fix_patterns set title = title where search_text = ''::tsvector;

-- A query that finds any of the terms, made of their lexemes alone: no character of a term is ever read as an operator.
create or replace function fixward.any_term_query(terms text[]) returns tsquery
language sql stable
set search_path = ''
as $$
  with lexemes as (
    select distinct lexeme
    from pg_catalog.unnest(terms) as given (term)
    cross join lateral pg_catalog.unnest(
      pg_catalog.tsvector_to_array(pg_catalog.to_tsvector('pg_catalog.english', fixward.split_names(given.term)))
      || pg_catalog.tsvector_to_array(pg_catalog.to_tsvector('pg_catalog.simple', fixward.split_names(given.term)))
    ) as made (lexeme)
  )
  select pg_catalog.string_agg(
    '''' || pg_catalog.replace(pg_catalog.replace(lexeme, '\', '\\'), '''', '''''') || '''', ' | ' order by lexeme
  )::pg_catalog.tsquery
  from lexemes
$$;

-- Whether the three vector columns have their indexes, ready for use.
create or replace function fixward.has_vector_indexes() returns boolean
language sql stable
set search_path = ''
as $$
  select count(*) = 3
  from pg_catalog.pg_index i
  join pg_catalog.pg_class c on c.oid = i.indexrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'fixward' and i.indisvalid and i.indisready
    and c.relname in ('fix_patterns_content_hnsw', 'fix_patterns_problem_hnsw', 'fix_patterns_code_hnsw')
$$;

-- Where each part of a search puts the patterns of one workspace: full text, names, and a list for each vector.
-- Runs with the owner's rights: under row security Postgres may use no index whose operator could leak a row, and
-- would read every pattern for each part. The caller's membership is checked here instead, and whoever reads the
-- patterns found reads them with his own rights. Texts of the statement are constants, values stay parameters.
create or replace function fixward.search_places(
  workspace uuid, filters jsonb, terms text[], words text, names text[], vectors jsonb,
  embedder_id text, embedder_version text, list_limit integer, exact boolean
) returns table (id uuid, part text, place bigint, score double precision)
language plpgsql stable security definer
set search_path = ''
as $$
declare
  vector_schema text;
  trigram_schema text;
  any_query tsquery := fixward.any_term_query(terms);
  every_query tsquery := pg_catalog.plainto_tsquery('pg_catalog.english', fixward.split_names(words));
  -- The same filters as lists have, over the row "t" with the filters as "$1".
  conditions text := 't.workspace_id = $2 and t.deleted_at is null'
    || coalesce((
      select pg_catalog.string_agg(' and ' || c.value, '' order by c.key)
      from fixward.api_lists l cross join lateral pg_catalog.jsonb_each_text(l.conditions) c
      where l.name = 'patterns' and fixward.filter_given(filters, c.key)), '')
    || case when fixward.filter_given(filters, 'statuses') then '' else ' and t.status <> ''retired''' end;
  lists text[] := '{}';
  tables text[] := '{}';
  near text;
  apart text;
  column_part text;
  vector_name text;
begin
  if workspace is null or not exists (
    select from fixward.workspaces_with_role('reader') as allowed (workspace_id) where allowed.workspace_id = workspace
  ) then
    return;
  end if;
  select max(n.nspname) filter (where e.extname = 'vector'), max(n.nspname) filter (where e.extname = 'pg_trgm')
  into vector_schema, trigram_schema
  from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace;
  if any_query is not null then
    lists := lists || pg_catalog.format(
      -- Whether all of the words are there is looked up for the best alone, for each look unpacks the words of a pattern.
      'select b.id, ''text'' as part, b.rank * case when b.search_text @@ $4 then 1.2 else 1 end as score from ('
      ' select t.id, t.search_text, pg_catalog.ts_rank(%L, t.search_text, $3, 0) as rank'
      ' from fixward.fix_patterns t where %s and t.search_text @@ $3 order by rank desc, t.id limit 2 * $9'
      ') b order by score desc, b.id limit $9',
      '{0.1, 0.2, 0.4, 1.0}', conditions);
  end if;
  if pg_catalog.cardinality(names) > 0 then
    lists := lists || pg_catalog.format(
      'select t.id, ''identifiers'', sum(%1$I.word_similarity(n.name, t.identifiers)) / pg_catalog.cardinality($5) as score'
      ' from pg_catalog.unnest($5) as n (name) join fixward.fix_patterns t on t.identifiers operator(%1$I.%%>) n.name'
      ' where %2$s group by t.id order by score desc, t.id limit $9', trigram_schema, conditions);
  end if;
  if embedder_id is not null then
    -- Each vector is read once from its text. Ties go by id where every row is compared; an index is used only where its
    -- own order is all that is asked for.
    near := 'select t.id, %1$s from fixward.fix_patterns t where ' || conditions
      || ' and t.embedder_id = $7 and t.embedder_version = $8 and t.%2$I is not null order by '
      || pg_catalog.format('(t.%%2$I operator(%1$I.<=>) (select ($6 ->> %%3$L)::%1$I.vector)) ', vector_schema)
      || case when exact then '+ 0, t.id' else '' end || ' limit $9';
    apart := pg_catalog.format('1 - (t.%%I operator(%1$I.<=>) (select ($6 ->> %%L)::%1$I.vector)) as %%s', vector_schema);
    if vectors ? 'words' and not vectors ?| array['content', 'problem'] and not exact then
      -- What lies near in content has the nearest problems too: they are put in order without a second index.
      tables := tables || pg_catalog.format('near_words as materialized (' || near || ')',
        pg_catalog.format(apart, 'content_embedding', 'words', 'content') || ', '
          || pg_catalog.format(apart, 'problem_embedding', 'words', 'problem'), 'content_embedding', 'words');
      lists := lists || 'select id, ''content'', content from near_words'::text
        || 'select id, ''problem'', problem from near_words where problem is not null'::text;
    end if;
    foreach column_part in array array['content', 'problem', 'code'] loop
      vector_name := case when vectors ? column_part then column_part
        when vectors ? 'words' and column_part <> 'code' and pg_catalog.cardinality(tables) = 0 then 'words' end;
      if vector_name is not null then
        lists := lists || pg_catalog.format('select id, %L, score from (' || pg_catalog.format(near,
          pg_catalog.format(apart, column_part || '_embedding', vector_name, 'score'), column_part || '_embedding', vector_name)
          || ') l', column_part);
      end if;
    end loop;
  end if;
  if pg_catalog.cardinality(lists) = 0 then
    return;
  end if;
  return query execute
    case when pg_catalog.cardinality(tables) > 0 then 'with ' || pg_catalog.array_to_string(tables, ', ') else '' end
    || ' select u.id, u.part, pg_catalog.row_number() over (partition by u.part order by u.score desc, u.id), u.score::double precision'
    ' from ((' || pg_catalog.array_to_string(lists, ') union all (') || ')) u (id, part, score)'
    using filters, workspace, any_query, every_query, names, vectors, embedder_id, embedder_version, list_limit;
end
$$;

-- Candidates for an answer, by full text, names and vectors, fused by reciprocal rank. Request: query, terms (words to
-- look for, any of them; made from the query when absent), identifiers, vectors {content, problem, code; or words, which
-- stands for content and problem both}, embedder_id,
-- embedder_version, filters (as of list_patterns; retired patterns only when asked for), candidates (default 60),
-- weights {text, identifiers, content, problem, code}, exact (true: compare every vector). Data: {candidates: [pattern
-- with parts], exact}.
create or replace function fixward.search_patterns(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
-- Plans for what a search asks on its way are kept; its lists are planned for their values anyway.
set plan_cache_mode = force_generic_plan
as $$
declare
  failure jsonb := coalesce(
    fixward.check_request('search_patterns', request),
    case when jsonb_typeof(request -> 'filters') = 'object' and request -> 'filters' <> '{}'
      then fixward.check_filters('pattern_filters', request -> 'filters') end,
    (select replace(c.failure::text, part.name || '[0]', part.name)::jsonb
     from (values ('vectors', 'search_vectors'), ('weights', 'search_weights')) as part (name, record)
     cross join lateral fixward.check_items(part.record, jsonb_build_array(request -> part.name), part.name) c
     where jsonb_typeof(request -> part.name) = 'object'
       -- The usual weights are seen to be right at a glance, for less than the full check takes.
       and not (part.name = 'weights' and not exists (
         select from jsonb_each(request -> part.name) w
         where w.key <> all (array['text', 'identifiers', 'content', 'problem', 'code'])
           or not case when jsonb_typeof(w.value) = 'number' then (w.value #>> '{}')::numeric between 0 and 100 else false end))
       and not (part.name = 'vectors' and not exists (
         select from jsonb_each(request -> part.name) v
         where v.key <> all (array['words', 'content', 'problem', 'code'])
           or not case when jsonb_typeof(v.value) = 'string' then v.value #>> '{}' ~ '^\[[-+0-9.eE,]+\]$' else false end))
     limit 1),
    fixward.workspace_failure(request, 'reader'));
  words text := left(coalesce(request ->> 'query', ''), 10000);
  candidate_limit integer := coalesce((request ->> 'candidates')::integer, 60);
  vectors jsonb := jsonb_strip_nulls(coalesce(nullif(request -> 'vectors', 'null'), '{}'));
  weights jsonb := '{"text": 1, "identifiers": 0.5, "content": 0.5, "problem": 0.5, "code": 0.5}'
    || coalesce(nullif(request -> 'weights', 'null'), '{}');
  indexed boolean;
  found jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  indexed := not coalesce((request ->> 'exact')::boolean, false) and fixward.has_vector_indexes();
  if indexed then
    -- The index is asked for more rows until the filters have let enough of them pass. To look at a hundred takes hardly
    -- longer than at sixty, and misses fewer of the nearest.
    perform set_config('hnsw.iterative_scan', 'strict_order', true),
            set_config('hnsw.ef_search', greatest(100, candidate_limit)::text, true);
  end if;
  with fused as (
    select s.id, sum((weights ->> s.part)::double precision / (60 + s.place)) as score,
      jsonb_object_agg(s.part, jsonb_build_object('rank', s.place,
        case when s.part in ('text', 'identifiers') then 'score' else 'similarity' end, round(s.score::numeric, 6))) as parts
    from fixward.search_places(
      fixward.workspace_of(request), coalesce(nullif(request -> 'filters', 'null'), '{}'),
      coalesce(fixward.texts_in(request -> 'terms'), regexp_split_to_array(words, '\s+')), words,
      case when jsonb_typeof(request -> 'identifiers') = 'array'
        then array(select lower(v) from jsonb_array_elements_text(request -> 'identifiers') v where length(v) >= 3)
        else string_to_array(nullif(fixward.names_in(words), ''), ' ') end,
      vectors,
      request ->> 'embedder_id', request ->> 'embedder_version', candidate_limit, not indexed) s
    group by s.id order by 2 desc, 1 limit candidate_limit
  )
  select jsonb_agg(jsonb_build_object(
    'id', p.id, 'key', p.key, 'title', p.title, 'problem_type', p.problem_type, 'code_type', p.code_type,
    'severity', p.severity, 'tags', p.tags, 'layers', p.layers, 'workflows', p.workflows, 'symptoms', p.symptoms,
    'problem_description', p.problem_description, 'solution_steps', p.solution_steps, 'learnings', p.learnings,
    'code_before', p.code_before, 'code_after', p.code_after, 'rule_ids', p.rule_ids, 'status', p.status,
    'origin', p.origin, 'successes', p.successes, 'failures', p.failures, 'applied_count', p.applied_count,
    'confidence_score', p.confidence_score, 'version', p.version,
    'parts', f.parts || jsonb_build_object('fused', round(f.score::numeric, 8)))
    order by f.score desc, f.id)
  into found
  from fused f join fixward.fix_patterns p on p.id = f.id;
  return fixward.api_ok(jsonb_build_object('candidates', coalesce(found, '[]'), 'exact', not indexed));
end
$$;

-- Patterns like the one given, by its stored vectors; for showing neighbours and finding duplicates. Request: id, limit
-- (default 10), minimum (least similarity, default 0). Data: {patterns: [{id, key, title, …, similarity, content,
-- problem, code}], embedded}.
create or replace function fixward.similar_patterns(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := fixward.check_request('similar_patterns', request);
  source fixward.fix_patterns;
  row_limit integer := coalesce((request ->> 'limit')::integer, 10);
  found jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select p.* into source from fixward.fix_patterns p where p.id = (request ->> 'id')::uuid and p.deleted_at is null;
  if source.id is null then
    return fixward.api_error('not_found', 'There is no such pattern.', 'id');
  end if;
  if source.content_embedding is null then
    return fixward.api_ok(jsonb_build_object('patterns', '[]'::jsonb, 'embedded', false));
  end if;
  if fixward.has_vector_indexes() then
    perform set_config('hnsw.iterative_scan', 'strict_order', true), set_config('hnsw.ef_search', '100', true);
  end if;
  with near as materialized (
    select p.id from fixward.fix_patterns p
    where p.workspace_id = source.workspace_id and p.deleted_at is null and p.status <> 'retired'
      and p.embedder_id = source.embedder_id and p.embedder_version = source.embedder_version
    order by p.content_embedding <=> source.content_embedding
    limit row_limit * 3 + 1
  ), scored as (
    select p.id, p.key, p.title, p.status, p.severity, p.problem_type, p.code_type, p.rule_ids,
      1 - (p.content_embedding <=> source.content_embedding) as content,
      1 - (p.problem_embedding <=> source.problem_embedding) as problem,
      1 - (p.code_embedding <=> source.code_embedding) as code
    from near n join fixward.fix_patterns p on p.id = n.id
    where p.id <> source.id
  ), ranked as (
    -- Words count for more than code, which repeats itself between fixes of one language.
    select s.*, (0.4 * s.content + 0.4 * coalesce(s.problem, s.content) + 0.2 * coalesce(s.code, s.content)) as similarity
    from scored s
  )
  select jsonb_agg(jsonb_build_object('id', r.id, 'key', r.key, 'title', r.title, 'status', r.status,
    'severity', r.severity, 'problem_type', r.problem_type, 'code_type', r.code_type, 'rule_ids', r.rule_ids,
    'similarity', round(r.similarity::numeric, 4), 'content', round(r.content::numeric, 4),
    'problem', round(r.problem::numeric, 4), 'code', round(r.code::numeric, 4)) order by r.similarity desc, r.id)
  into found
  from (
    select * from ranked
    where ranked.similarity >= coalesce((request ->> 'minimum')::double precision, 0)
    order by ranked.similarity desc, ranked.id limit row_limit
  ) r;
  return fixward.api_ok(jsonb_build_object('patterns', coalesce(found, '[]'), 'embedded', true));
end
$$;

-- Patterns without vectors of the embedder given, in the order of their ids. Request: embedder_id, embedder_version,
-- limit (default 50), after (id). Data: {patterns, remaining}. "embedder_id" null: every pattern.
create or replace function fixward.patterns_to_embed(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('patterns_to_embed', request), fixward.workspace_failure(request, 'reader'));
  workspace uuid := fixward.workspace_of(request);
  wanted_id text := request ->> 'embedder_id';
  wanted_version text := request ->> 'embedder_version';
  page jsonb;
  remaining bigint;
begin
  if failure is not null then
    return failure;
  end if;
  select jsonb_agg(to_jsonb(r) order by r.id) into page
  from (
    select p.id, p.version, p.key, p.title, p.symptoms, p.problem_description, p.solution_steps, p.learnings, p.tags,
      p.rule_ids, p.code_before, p.code_after
    from fixward.fix_patterns p
    where p.workspace_id = workspace and p.deleted_at is null
      and (p.embedder_id is distinct from wanted_id or p.embedder_version is distinct from wanted_version or wanted_id is null)
      and (request ->> 'after' is null or p.id > (request ->> 'after')::uuid)
    order by p.id limit coalesce((request ->> 'limit')::integer, 50)
  ) r;
  select count(*) into remaining from fixward.fix_patterns p
  where p.workspace_id = workspace and p.deleted_at is null
    and (p.embedder_id is distinct from wanted_id or p.embedder_version is distinct from wanted_version);
  return fixward.api_ok(jsonb_build_object('patterns', coalesce(page, '[]'), 'remaining', remaining));
end
$$;

-- Stores vectors. Request: embedder_id, embedder_version, rows [{id, version, content, problem, code}]. A row whose
-- pattern changed since is passed over: its text is no longer the one embedded. Data: {saved, skipped}.
create or replace function fixward.save_embeddings(request jsonb) returns jsonb
language plpgsql volatile
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(
    fixward.check_request('save_embeddings', request),
    (select c.failure from fixward.check_items('embedding_row', request -> 'rows', 'rows') c order by c.item limit 1),
    fixward.workspace_failure(request, 'member'));
  -- Worked out once: in the statement it would be for every row.
  workspace uuid := fixward.workspace_of(request);
  saved integer;
begin
  if failure is not null then
    return failure;
  end if;
  update fixward.fix_patterns p
  set content_embedding = given.content::vector(1536), problem_embedding = given.problem::vector(1536),
    code_embedding = given.code::vector(1536), embedder_id = request ->> 'embedder_id',
    embedder_version = request ->> 'embedder_version'
  from jsonb_to_recordset(request -> 'rows') as given (id uuid, version integer, content text, problem text, code text)
  where p.id = given.id and p.version = given.version and p.workspace_id = workspace
    and p.deleted_at is null;
  get diagnostics saved = row_count;
  return fixward.api_ok(jsonb_build_object('saved', saved, 'skipped', jsonb_array_length(request -> 'rows') - saved));
exception when data_exception then
  -- A vector of another width than the column's, or a number out of range.
  return fixward.api_error('invalid', 'rows: ' || sqlerrm || '.', 'rows');
end
$$;

-- How far the vectors are. Data: {total, without, embedders: [{embedder_id, embedder_version, patterns}], indexed}.
create or replace function fixward.embedding_status(request jsonb) returns jsonb
language plpgsql stable
set search_path = fixward, extensions, public, pg_temp
as $$
declare
  failure jsonb := coalesce(fixward.check_request('embedding_status', request), fixward.workspace_failure(request, 'reader'));
  workspace uuid := fixward.workspace_of(request);
  counts jsonb;
begin
  if failure is not null then
    return failure;
  end if;
  select jsonb_build_object(
    'total', coalesce(sum(g.patterns), 0),
    'without', coalesce(sum(g.patterns) filter (where g.embedder_id is null), 0),
    'embedders', coalesce(jsonb_agg(to_jsonb(g) order by g.patterns desc, g.embedder_id, g.embedder_version)
      filter (where g.embedder_id is not null), '[]'))
  into counts
  from (
    select p.embedder_id, p.embedder_version, count(*) as patterns
    from fixward.fix_patterns p
    where p.workspace_id = workspace and p.deleted_at is null
    group by p.embedder_id, p.embedder_version
  ) g;
  return fixward.api_ok(counts || jsonb_build_object('indexed', fixward.has_vector_indexes()));
end
$$;

-- Whether the statement comes from whoever owns the store, as in a SQL editor, and not from a user of the interface; also
-- inside of functions that run with the owner's rights.
create or replace function fixward.asked_by_installer() returns boolean
language sql stable
set search_path = ''
as $$
  select pg_catalog.pg_has_role(
    case when pg_catalog.current_setting('role') = 'none' then session_user::text else pg_catalog.current_setting('role') end,
    (select n.nspowner from pg_catalog.pg_namespace n where n.nspname = 'fixward'), 'usage')
$$;

-- Makes or drops one index over a vector column a call, so that other calls get their turn in between. Up to the
-- threshold a comparison with every row is fast, exact and free to keep. Indexes belong to the table's owner, so
-- the function runs with his rights. They are shared by all workspaces: on a store of one's own machine a maintainer has
-- them made, on a shared one its installer alone. Request: threshold (default 600 patterns with vectors).
-- Data: {indexed, made, dropped, remaining, patterns}.
create or replace function fixward.ensure_vector_indexes(request jsonb) returns jsonb
language plpgsql volatile security definer
set search_path = ''
as $$
declare
  failure jsonb := coalesce(
    fixward.check_request('ensure_vector_indexes', request),
    case
      when fixward.asked_by_installer() then null
      when fixward.is_local_store() then fixward.workspace_failure(request, 'maintainer')
      else fixward.api_error('forbidden', 'On a shared store the indexes over vectors are its owner''s to build, in the '
        || 'SQL editor; sql/README.md says how.')
    end);
  threshold integer := coalesce((request ->> 'threshold')::integer, 600);
  vector_schema text := (
    select n.nspname from pg_catalog.pg_extension e join pg_catalog.pg_namespace n on n.oid = e.extnamespace
    where e.extname = 'vector');
  embedded bigint;
  wanted text;
  missing text[];
  made text[] := '{}';
  dropped text[] := '{}';
begin
  if failure is not null then
    return failure;
  end if;
  -- An estimate would do, but a fresh table has none.
  select pg_catalog.count(*) into embedded from fixward.fix_patterns p where p.embedder_id is not null;
  select pg_catalog.array_agg(v.name order by v.place) into missing
  from (values ('content', 1), ('problem', 2), ('code', 3)) as v (name, place)
  where pg_catalog.to_regclass('fixward.fix_patterns_' || v.name || '_hnsw') is null;
  if embedded > threshold and missing is not null then
    -- A graph that does not fit is finished row by row, many times slower.
    perform pg_catalog.set_config('maintenance_work_mem', '256MB', true);
    wanted := missing[1];
    execute pg_catalog.format('create index %I on fixward.fix_patterns using hnsw (%I %I.vector_cosine_ops)',
      'fix_patterns_' || wanted || '_hnsw', wanted || '_embedding', vector_schema);
    made := array[wanted];
    missing := missing[2:];
  elsif embedded * 2 < threshold and coalesce(pg_catalog.array_length(missing, 1), 0) < 3 then
    -- Half of the threshold: a library that stands at the border does not build and drop in turns.
    foreach wanted in array array['content', 'problem', 'code'] loop
      if not wanted = any (coalesce(missing, '{}')) then
        execute pg_catalog.format('drop index fixward.%I', 'fix_patterns_' || wanted || '_hnsw');
        dropped := dropped || wanted;
      end if;
    end loop;
    missing := '{}';
  end if;
  return fixward.api_ok(pg_catalog.jsonb_build_object(
    'indexed', fixward.has_vector_indexes(), 'made', pg_catalog.to_jsonb(made), 'dropped', pg_catalog.to_jsonb(dropped),
    'remaining', case when embedded > threshold then coalesce(pg_catalog.array_length(missing, 1), 0) else 0 end,
    'patterns', embedded));
end
$$;

insert into fixward.api_functions (name, writes) values
  ('search_patterns', false), ('similar_patterns', false), ('patterns_to_embed', false), ('save_embeddings', true),
  ('embedding_status', false), ('ensure_vector_indexes', true)
on conflict (name) do update set writes = excluded.writes;

insert into fixward.api_fields (record, field, kind, required, at_least, at_most, allowed) values
  ('search_patterns', 'query', 'text', false, 0, 50000, null),
  ('search_patterns', 'terms', 'texts', false, 0, 200, null),
  ('search_patterns', 'identifiers', 'texts', false, 0, 50, null),
  ('search_patterns', 'vectors', 'object', false, null, null, null),
  ('search_patterns', 'embedder_id', 'text', false, 1, 300, null),
  ('search_patterns', 'embedder_version', 'text', false, 1, 300, null),
  ('search_patterns', 'filters', 'object', false, null, null, null),
  ('search_patterns', 'weights', 'object', false, null, null, null),
  ('search_patterns', 'candidates', 'integer', false, 1, 200, null),
  ('search_patterns', 'exact', 'boolean', false, null, null, null),
  ('search_vectors', 'content', 'vector', false, null, null, null),
  ('search_vectors', 'problem', 'vector', false, null, null, null),
  ('search_vectors', 'words', 'vector', false, null, null, null),
  ('search_vectors', 'code', 'vector', false, null, null, null),
  ('search_weights', 'text', 'number', false, 0, 100, null),
  ('search_weights', 'identifiers', 'number', false, 0, 100, null),
  ('search_weights', 'content', 'number', false, 0, 100, null),
  ('search_weights', 'problem', 'number', false, 0, 100, null),
  ('search_weights', 'code', 'number', false, 0, 100, null),
  ('similar_patterns', 'id', 'uuid', true, null, null, null),
  ('similar_patterns', 'limit', 'integer', false, 1, 100, null),
  ('similar_patterns', 'minimum', 'number', false, 0, 1, null),
  ('patterns_to_embed', 'embedder_id', 'text', false, 1, 300, null),
  ('patterns_to_embed', 'embedder_version', 'text', false, 1, 300, null),
  ('patterns_to_embed', 'limit', 'integer', false, 1, 500, null),
  ('patterns_to_embed', 'after', 'uuid', false, null, null, null),
  ('save_embeddings', 'embedder_id', 'text', true, 1, 300, null),
  ('save_embeddings', 'embedder_version', 'text', true, 1, 300, null),
  ('save_embeddings', 'rows', 'objects', true, 0, 500, null),
  ('embedding_row', 'id', 'uuid', true, null, null, null),
  ('embedding_row', 'version', 'integer', true, 1, null, null),
  ('embedding_row', 'content', 'vector', true, null, null, null),
  ('embedding_row', 'problem', 'vector', false, null, null, null),
  ('embedding_row', 'code', 'vector', false, null, null, null),
  ('ensure_vector_indexes', 'threshold', 'integer', false, 0, null, null)
on conflict (record, field) do update
  set kind = excluded.kind, required = excluded.required, at_least = excluded.at_least, at_most = excluded.at_most,
    allowed = excluded.allowed;

select fixward.secure_schema();

do $$
declare
  made text;
begin
  foreach made in array array[
    'split_names(text)', 'names_in(text)', 'refresh_search_columns()', 'any_term_query(text[])',
    'search_places(uuid, jsonb, text[], text, text[], jsonb, text, text, integer, boolean)', 'has_vector_indexes()', 'search_patterns(jsonb)', 'similar_patterns(jsonb)',
    'asked_by_installer()', 'patterns_to_embed(jsonb)', 'save_embeddings(jsonb)', 'embedding_status(jsonb)', 'ensure_vector_indexes(jsonb)'
  ] loop
    execute format('grant execute on function fixward.%s to authenticated', made);
  end loop;
end
$$;

insert into fixward.schema_version (version, name) values (20, 'search_functions') on conflict do nothing;

commit;
