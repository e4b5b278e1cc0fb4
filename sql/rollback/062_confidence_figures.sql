-- Takes back migration 062: views and functions alone; nothing recorded is lost. Roll back the later migrations first.
begin;
set local search_path = fixward, extensions, public, pg_temp;
drop view if exists fixward.archon_calibration_analysis;
drop view if exists fixward.archon_performance_dashboard;
drop view if exists fixward.archon_confidence_trends;
drop function if exists fixward.confidence_alert_figures(jsonb);
drop function if exists fixward.confidence_overview(jsonb);
drop function if exists fixward.trend_points(uuid, jsonb, boolean);
drop function if exists fixward.performance_report(jsonb);
drop function if exists fixward.performance_figures(uuid, jsonb);
drop function if exists fixward.figures_span(jsonb);
drop function if exists fixward.calculate_confidence_stats(timestamptz, timestamptz, text);
drop function if exists fixward.reliability_of(vector, vector, vector);
drop function if exists fixward.expected_error(vector, vector, vector);
delete from fixward.api_functions where name in ('confidence_overview', 'performance_report', 'confidence_alert_figures');
delete from fixward.api_fields where record in ('confidence_overview', 'performance_report', 'confidence_filters',
  'confidence_alert_figures');
delete from fixward.schema_version where version = 62;
commit;
