import { randomUUID } from 'node:crypto';
import { migrationPaths } from '../../core/consult/consultFiles.ts';
import type { Proposal } from '../../protocol/consult.ts';
import type { ProposalShelf } from '../../tools/toolContext.ts';

/** Proposals that were made outside of any consultation. */
const PROPOSALS_MAX = 50;

/** Keeps the latest proposals while the service runs. */
export function memoryShelf(): ProposalShelf {
  const kept: Proposal[] = [];
  return {
    list: () => [...kept],
    add: async (proposal) => {
      const paths = migrationPaths(
        proposal.title,
        kept.map(({ upPath }) => upPath),
      );
      const whole: Proposal = { ...proposal, id: randomUUID(), ...paths };
      kept.push(whole);
      kept.splice(0, Math.max(0, kept.length - PROPOSALS_MAX));
      return whole;
    },
  };
}
