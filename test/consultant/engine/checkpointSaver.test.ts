import { deltaChannelHistoryTests, validate } from '@langchain/langgraph-checkpoint-validation';
import * as vitest from 'vitest';
import {
  type StoreCheckpointSaver,
  storeCheckpointSaver,
} from '../../../src/consultant/engine/checkpointSaver.ts';
import { openStoreDatabase, type StoreDatabase } from '../../support/storeDatabase.ts';
import { userTransport } from '../../support/userTransport.ts';

// The official suite takes its test functions from the globals.
Object.assign(globalThis, vitest);
let database: StoreDatabase;
const initializer = {
  checkpointerName: 'the store',
  beforeAll: async () => {
    database = await openStoreDatabase();
  },
  beforeAllTimeout: 180_000,
  afterAll: () => database.close(),
  createCheckpointer: async (): Promise<StoreCheckpointSaver> => {
    const tenant = await database.tenant();
    const { call } = userTransport(database.as(tenant.userId));
    return storeCheckpointSaver(call);
  },
};
validate(initializer);
