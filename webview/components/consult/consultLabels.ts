import type { EnvironmentLabel } from '../../../src/protocol/connectionMethods.ts';
import type {
  AgentName,
  Approval,
  ConsultationState,
  PlanPhase,
  PlanStep,
  ProposalOutcome,
  ProposalVerdict,
} from '../../../src/protocol/consult.ts';
import { l10n } from '../../l10n.ts';
import type { IconName } from '../icon.ts';

/** How a verdict is told: a word, a sentence, a sign and a kind of colour. Only one of them is good news. */
export interface VerdictLook {
  readonly word: string;
  readonly sentence: string;
  readonly icon: IconName;
  readonly look: 'proven' | 'doubt' | 'failed';
}

export function verdictLook(verdict: ProposalVerdict): VerdictLook {
  switch (verdict) {
    case 'PROVEN':
      return {
        word: l10n.t('Proven'),
        sentence: l10n.t('Ran up and down on a shadow database, and the schema was exactly as before.'),
        icon: 'pass-filled',
        look: 'proven',
      };
    case 'NOT_IDENTICAL':
      return {
        word: l10n.t('Rollback differs'),
        sentence: l10n.t('It runs, but rolling it back leaves another schema than before.'),
        icon: 'warning',
        look: 'doubt',
      };
    case 'IRREVERSIBLE':
      return {
        word: l10n.t('Cannot be undone'),
        sentence: l10n.t('It removes what no rollback can bring back.'),
        icon: 'warning',
        look: 'doubt',
      };
    case 'UNPROVABLE':
      return {
        word: l10n.t('Could not be proven'),
        sentence: l10n.t('The shadow database cannot run all of it.'),
        icon: 'unverified',
        look: 'doubt',
      };
    case 'FAILED':
      return {
        word: l10n.t('Failed'),
        sentence: l10n.t('It does not run on the shadow database.'),
        icon: 'error',
        look: 'failed',
      };
    case 'NOT_PROVEN':
      return {
        word: l10n.t('Not proven'),
        sentence: l10n.t('Nothing has been shown about it yet.'),
        icon: 'unverified',
        look: 'doubt',
      };
  }
}

export function agentLabel(agent: AgentName): string {
  switch (agent) {
    case 'consultant':
      return l10n.t('Consultant');
    case 'schema-analyst':
      return l10n.t('Schema analyst');
    case 'migration-specialist':
      return l10n.t('Migration specialist');
    case 'performance-optimizer':
      return l10n.t('Performance optimizer');
    case 'documentation-researcher':
      return l10n.t('Documentation researcher');
  }
}

export function stateLabel(state: ConsultationState): string {
  switch (state) {
    case 'open':
      return l10n.t('Open');
    case 'running':
      return l10n.t('Working');
    case 'waiting':
      return l10n.t('Waits for you');
    case 'done':
      return l10n.t('Answered');
    case 'failed':
      return l10n.t('Failed');
    case 'stopped':
      return l10n.t('Stopped');
  }
}

export const STATE_ICONS: Readonly<Record<ConsultationState, IconName>> = {
  open: 'comment-discussion',
  running: 'loading',
  waiting: 'question',
  done: 'pass',
  failed: 'error',
  stopped: 'circle-slash',
};

export function phaseLabel(phase: PlanPhase): string {
  switch (phase) {
    case 'schema':
      return l10n.t('Schema');
    case 'design':
      return l10n.t('Design');
    case 'migration':
      return l10n.t('Migration');
    case 'performance':
      return l10n.t('Performance');
    case 'testing':
      return l10n.t('Testing');
  }
}

export function stepLabel(status: PlanStep['status']): string {
  switch (status) {
    case 'waiting':
      return l10n.t('to do');
    case 'active':
      return l10n.t('under way');
    case 'done':
      return l10n.t('done');
    case 'failed':
      return l10n.t('failed');
    case 'skipped':
      return l10n.t('left out');
  }
}

export const STEP_ICONS: Readonly<Record<PlanStep['status'], IconName>> = {
  waiting: 'circle-large-outline',
  active: 'loading',
  done: 'pass',
  failed: 'error',
  skipped: 'circle-slash',
};

export function outcomeLabel(outcome: ProposalOutcome): string {
  switch (outcome) {
    case 'saved':
      return l10n.t('Saved to the workspace');
    case 'applied':
      return l10n.t('Applied');
    case 'edited':
      return l10n.t('Edited before use');
    case 'merged':
      return l10n.t('Merged');
    case 'rolled_back':
      return l10n.t('Rolled back');
    case 'rejected':
      return l10n.t('Rejected');
  }
}

export function approvalLabel(state: Approval['state']): string {
  switch (state) {
    case 'waiting':
      return l10n.t('Waits for you');
    case 'approved':
      return l10n.t('Approved');
    case 'rejected':
      return l10n.t('Rejected');
    case 'edited':
      return l10n.t('Edited: the new text is proven and asked about by itself');
    case 'used':
      return l10n.t('Approved and carried out');
    case 'expired':
      return l10n.t('Expired: nothing was done');
  }
}

export function environmentLabel(environment: string): string {
  switch (environment as EnvironmentLabel) {
    case 'local':
      return l10n.t('local');
    case 'development':
      return l10n.t('development');
    case 'staging':
      return l10n.t('staging');
    case 'production':
      return l10n.t('production');
    default:
      return environment;
  }
}
