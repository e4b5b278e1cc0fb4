-- Takes back migration 061: functions alone; nothing recorded is lost. Roll back the later migrations first.
begin;
drop function if exists fixward.list_calibrators(jsonb);
drop function if exists fixward.save_calibrator(jsonb);
drop function if exists fixward.insert_performance_metric(integer, text, text, text, numeric, numeric, numeric, numeric,
  integer, numeric, numeric, numeric, numeric, integer, integer, jsonb, uuid, uuid, uuid);
drop function if exists fixward.record_performance(jsonb);
drop function if exists fixward.write_performance(uuid, jsonb, integer[]);
drop function if exists fixward.record_exposures(jsonb);
drop function if exists fixward.write_exposures(uuid, jsonb, integer[]);
drop function if exists fixward.record_confidence_outcomes(jsonb);
drop function if exists fixward.write_confidence_outcomes(uuid, jsonb, integer[]);
drop function if exists fixward.no_such_score(text, integer);
drop function if exists fixward.record_confidence_scores(jsonb);
drop function if exists fixward.write_confidence_scores(uuid, jsonb, integer[]);
drop function if exists fixward.id_beginning();
drop function if exists fixward.item_faults(text, jsonb, text);
drop function if exists fixward.items_fit(text, jsonb);
delete from fixward.api_functions where name in ('record_confidence_scores', 'record_confidence_outcomes', 'record_exposures',
  'record_performance', 'save_calibrator', 'list_calibrators');
delete from fixward.api_fields where record in ('record_confidence_scores', 'confidence_score', 'record_confidence_outcomes',
  'confidence_outcome', 'record_exposures', 'confidence_exposure', 'record_performance', 'performance_metric',
  'save_calibrator', 'list_calibrators');
delete from fixward.schema_version where version = 61;
commit;
