import { validate } from '@langchain/langgraph-checkpoint-validation';
import * as vitest from 'vitest';
import {
  type StoreCheckpointSaver,
  storeCheckpointSaver,
} from '../../../src/consultant/engine/checkpointSaver.ts';
import { openStoreDatabase, type StoreDatabase } from '../../support/storeDatabase.ts';
import { userTransport } from '../../support/userTransport.ts';

// The official suite takes its functions from where Jest has them.
Object.assign(globalThis, vitest);

let database: StoreDatabase;

async function newSaver(): Promise<StoreCheckpointSaver> {
  const tenant = await database.tenant();
  return storeCheckpointSaver(userTransport(database.as(tenant.userId)).call);
}

const initializer = {
  checkpointerName: 'the store',
  beforeAll: async () => {
    database = await openStoreDatabase();
  },
  beforeAllTimeout: 180_000,
  afterAll: () => database.close(),
  createCheckpointer: newSaver,
};
validate(initializer);
