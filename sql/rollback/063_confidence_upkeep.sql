-- Takes back migration 063: functions alone; nothing recorded is lost. Roll back the later migrations first.
begin;
drop function if exists fixward.import_legacy_confidence(jsonb);
drop function if exists fixward.rebuild_confidence_rollups(jsonb);
drop function if exists fixward.first_confidence_day(uuid, uuid, timestamptz);
drop function if exists fixward.confidence_retention(jsonb);
drop function if exists fixward.calibration_samples(jsonb);
drop function if exists fixward.get_confidence_score(jsonb);
drop function if exists fixward.list_confidence_scores(jsonb);
drop function if exists fixward.confidence_score_json(fixward.archon_confidence_scores);
delete from fixward.api_functions where name in ('list_confidence_scores', 'get_confidence_score', 'calibration_samples',
  'confidence_retention', 'rebuild_confidence_rollups', 'import_legacy_confidence');
delete from fixward.api_fields where record in ('list_confidence_scores', 'confidence_score_filters', 'get_confidence_score',
  'calibration_samples', 'confidence_retention', 'rebuild_confidence_rollups', 'import_legacy_confidence');
delete from fixward.schema_version where version = 63;
commit;
