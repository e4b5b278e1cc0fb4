-- Fixward store: undoes migration 020. Patterns and their vectors stay; search and its indexes go.
begin;

drop index if exists fixward.fix_patterns_content_hnsw;
drop index if exists fixward.fix_patterns_problem_hnsw;
drop index if exists fixward.fix_patterns_code_hnsw;
alter table fixward.fix_patterns alter column search_text set storage extended;
alter table fixward.fix_patterns reset (toast_tuple_target);
drop trigger if exists c_search on fixward.fix_patterns;
drop function if exists fixward.ensure_vector_indexes(jsonb);
drop function if exists fixward.asked_by_installer();
drop function if exists fixward.embedding_status(jsonb);
drop function if exists fixward.save_embeddings(jsonb);
drop function if exists fixward.patterns_to_embed(jsonb);
drop function if exists fixward.similar_patterns(jsonb);
drop function if exists fixward.search_patterns(jsonb);
drop function if exists fixward.has_vector_indexes();
drop function if exists fixward.search_places(uuid, jsonb, text[], text, text[], jsonb, text, text, integer, boolean);
drop function if exists fixward.any_term_query(text[]);
drop function if exists fixward.refresh_search_columns();
drop function if exists fixward.names_in(text);
drop function if exists fixward.split_names(text);
delete from fixward.api_fields where record in (
  'search_patterns', 'search_vectors', 'search_weights', 'similar_patterns', 'patterns_to_embed',
  'save_embeddings', 'embedding_row', 'ensure_vector_indexes');
delete from fixward.api_functions where name in (
  'search_patterns', 'similar_patterns', 'patterns_to_embed', 'save_embeddings', 'embedding_status',
  'ensure_vector_indexes');
delete from fixward.schema_version where version = 20;

commit;
