-- Takes back migration 017. Roll back the later migrations first.
begin;
drop function if exists fixward.library_summary(jsonb);
drop function if exists fixward.weekly_review(jsonb);
drop function if exists fixward.noise_reason(text, numeric, numeric, numeric, numeric);
drop function if exists fixward.noise_proposal(text, numeric, numeric, numeric, numeric);
drop function if exists fixward.used_pattern(fixward.pattern_records);
drop function if exists fixward.merge_patterns(jsonb);
drop function if exists fixward.move_relations(uuid, uuid[], uuid);
drop function if exists fixward.joined_texts(jsonb);
drop function if exists fixward.review_patterns(jsonb);
drop function if exists fixward.write_reviews(uuid, jsonb, integer[]);
delete from fixward.api_functions
where name in ('review_patterns', 'merge_patterns', 'weekly_review', 'library_summary');
delete from fixward.api_fields where record in ('review_patterns', 'review', 'merge_patterns', 'weekly_review');
delete from fixward.schema_version where version = 17;
commit;
