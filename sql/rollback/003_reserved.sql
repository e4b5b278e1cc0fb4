-- Fixward store: takes back migration 003, AND WITH IT ALL ROWS of the tables it made: confidence scores, consultations,
-- knowledge, checkpoints. Take a copy first. Roll back later migrations first.
begin;
drop table if exists fixward.langgraph_writes;
drop table if exists fixward.langgraph_blobs;
drop table if exists fixward.langgraph_checkpoints;
drop table if exists fixward.knowledge_chunks;
drop table if exists fixward.knowledge_documents;
drop table if exists fixward.knowledge_sources;
drop table if exists fixward.consultation_events;
drop table if exists fixward.consultations;
drop table if exists fixward.archon_confidence_calibration;
drop table if exists fixward.archon_performance_metrics;
drop table if exists fixward.archon_confidence_scores;
delete from fixward.schema_version where version = 3;
commit;
