import { adviseIndexes } from './adviseIndexes.ts';
import { applyMigration } from './applyMigration.ts';
import { checkSchema } from './checkSchema.ts';
import { checkSql } from './checkSql.ts';
import { describeObject } from './describeObject.ts';
import { explainLocks } from './explainLocks.ts';
import { listSchema } from './listSchema.ts';
import { makeRollback } from './makeRollback.ts';
import { proposeMigration } from './proposeMigration.ts';
import { readExplain } from './readExplain.ts';
import { relationshipMapTool } from './relationshipMapTool.ts';
import { runReadonlySql } from './runReadonlySql.ts';
import { searchDocumentation } from './searchDocumentation.ts';
import { searchPatterns } from './searchPatterns.ts';
import { slowQueries } from './slowQueries.ts';
import type { AnyConsultTool } from './tool.ts';
import { verifyMigration } from './verifyMigration.ts';

/** Every tool that needs no model, for people, commands, agents and other programs alike. */
export const ALL_TOOLS: readonly AnyConsultTool[] = [
  listSchema,
  describeObject,
  relationshipMapTool,
  checkSchema,
  checkSql,
  proposeMigration,
  makeRollback,
  explainLocks,
  verifyMigration,
  adviseIndexes,
  readExplain,
  slowQueries,
  searchPatterns,
  searchDocumentation,
  runReadonlySql,
  applyMigration,
];
