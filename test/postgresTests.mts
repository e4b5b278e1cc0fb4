/** Tests that start a throw-away Postgres: seconds each, so that they run apart from the many that take none. */
export const POSTGRES_TESTS: readonly string[] = [
  'test/consultant/engine/checkpointSaver.test.ts',
  'test/core/{down,live,proof,recipes,replay,schema}/**/*.test.ts',
  'test/core/advice/schema/**/*.test.ts',
  'test/tools/shadow/**/*.test.ts',
  'test/engines/{database,live,shadow}/**/*.test.ts',
  'test/extension/account/signInThroughService.test.ts',
  'test/library/finalSchema.test.ts',
  'test/shadow/**/*.test.ts',
  'test/sql/**/*.test.ts',
  'test/cli/{doctor,finalSchema,live,prove,proveWrite,store}.test.ts',
  'test/server/migrations/migrations.test.ts',
  'test/service/{knowledge,library,process,search,sync,tools}/**/*.test.ts',
  'test/service/consult/process/**/*.test.ts',
  'test/server/library/store.test.ts',
  'test/store/{embedded,migrations,postgres}/**/*.test.ts',
  'test/store/{contract,supabase,sync}/**/*.test.ts',
];
