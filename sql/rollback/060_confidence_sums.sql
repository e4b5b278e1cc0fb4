-- Takes back migration 060, AND WITH IT WHO SAW WHICH ANSWER, ALL CALIBRATORS and the sums; scores, outcomes and metrics
-- stay. Sums of days whose rows were removed cannot be made anew. Take a copy first. Roll back the later migrations first.
begin;
drop trigger if exists v_sum_insert on fixward.archon_confidence_scores;
drop trigger if exists v_sum_update on fixward.archon_confidence_scores;
drop trigger if exists v_sum_insert on fixward.archon_performance_metrics;
drop trigger if exists v_sum_update on fixward.archon_performance_metrics;
drop trigger if exists v_sum_insert on fixward.archon_confidence_calibration;
drop trigger if exists v_sum_update on fixward.archon_confidence_calibration;
drop trigger if exists v_sum_delete on fixward.archon_confidence_calibration;
create or replace trigger a_keep_identity before update on fixward.archon_confidence_scores for each row
  execute function fixward.keep_identity('id', 'workspace_id', 'user_id', 'request_id', 'method', 'created_at');
drop table if exists fixward.confidence_horizons;
drop table if exists fixward.performance_rollups;
drop table if exists fixward.calibration_rollups;
drop table if exists fixward.confidence_rollups;
drop table if exists fixward.confidence_calibrators;
drop table if exists fixward.confidence_exposures;
drop function if exists fixward.note_exposures();
drop function if exists fixward.sum_outcomes();
drop function if exists fixward.settle_outcomes(uuid[]);
drop function if exists fixward.verdict_rank(text);
drop function if exists fixward.sum_metrics();
drop function if exists fixward.sum_scores();
drop function if exists fixward.add_metrics(fixward.archon_performance_metrics[], fixward.archon_performance_metrics[]);
drop function if exists fixward.add_outcomes(fixward.archon_confidence_calibration[], fixward.archon_confidence_calibration[]);
drop function if exists fixward.add_scores(fixward.archon_confidence_scores[], fixward.archon_confidence_scores[]);
-- The type of vectors stands where the extension was installed.
set local search_path = fixward, extensions, public, pg_temp;
drop function if exists fixward.latency_quantiles(vector, double precision, double precision[]);
drop function if exists fixward.confidence_quantile(vector, double precision);
drop function if exists fixward.binned_sum(integer[], real[], integer);
drop function if exists fixward.latency_bucket(integer);
drop function if exists fixward.confidence_bin(numeric);
revoke insert, update on fixward.archon_confidence_scores from authenticated;
grant insert, update on fixward.archon_confidence_scores to authenticated;
delete from fixward.schema_version where version = 60;
commit;
