-- Takes back migration 052, AND WITH IT ALL MEMORIES. Take a copy first. Roll back the later migrations first.
begin;
drop function if exists fixward.delete_memories(jsonb);
drop function if exists fixward.use_memories(jsonb);
drop function if exists fixward.search_memories(jsonb);
drop function if exists fixward.list_memories(jsonb);
drop function if exists fixward.save_memories(jsonb);
drop function if exists fixward.write_memories(uuid, jsonb, integer[]);
drop function if exists fixward.memory_json(fixward.memories);
drop table if exists fixward.memories;
drop function if exists fixward.erase_memory();
delete from fixward.api_lists where name = 'memories';
delete from fixward.api_functions
where name in ('save_memories', 'list_memories', 'search_memories', 'use_memories', 'delete_memories');
delete from fixward.api_fields
where record in ('memory', 'memory_filters', 'save_memories', 'list_memories', 'search_memories', 'use_memories',
                 'delete_memories');
delete from fixward.schema_version where version = 52;
commit;
