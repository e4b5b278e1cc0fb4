import type { LearnAcceptParams, LearnParams, LearnResult } from '../../protocol/learn.ts';
import type { LearnAccepted, LearnFrom, LearnReview } from '../../protocol/learnPanel.ts';

/** What the panel needs of learning. */
export interface LearnPort {
  review(): Promise<LearnReview>;
  /** Undefined when the user gives up. */
  learn(from: LearnFrom): Promise<LearnResult | undefined>;
  /** From what was proposed and accepted, beside what it takes the place of. */
  learnFromProposal(proposed: NonNullable<LearnParams['proposed']>): Promise<LearnResult>;
  stop(): void;
  setCondition(draftId: string, conditionId: string, on: boolean): Promise<void>;
  accept(params: Omit<LearnAcceptParams, 'project'>): Promise<LearnAccepted>;
  reject(draftId: string): Promise<void>;
  /** False when it is no file of the workspace. */
  openSite(uri: string, line: number, character: number): Promise<boolean>;
}
