import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { createConsultantEngine } from '../../src/consultant/engine/deepagentsEngine.ts';
import { describeEngine } from './engineContract.ts';
import { plainModels } from './scriptedEngine.ts';

describeEngine({
  name: 'deepagents',
  newStore: () => {
    const saver = new MemorySaver();
    return { open: (baseUrl) => createConsultantEngine({ models: plainModels(baseUrl), saver }) };
  },
});
