import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { createConsultantEngine } from '../../src/consultant/engine/deepagentsEngine.ts';
import { describeEngine } from './engineContract.ts';
import { scriptedModels } from './scriptedEngine.ts';

for (const api of ['chat', 'responses'] as const) {
  describeEngine({
    name: `deepagents over ${api}`,
    newStore: () => {
      const saver = new MemorySaver();
      return {
        open: (baseUrl, keys) =>
          createConsultantEngine({ models: scriptedModels(baseUrl, api, keys), saver }),
      };
    },
  });
}
