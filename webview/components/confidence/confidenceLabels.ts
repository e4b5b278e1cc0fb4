import type { CalibrationState, ConfidenceMethod, OutcomeMethod } from '../../../src/protocol/confidence.ts';
import { l10n } from '../../l10n.ts';
import type { IconName } from '../icon.ts';

/** How a value came about, in words; a method of another version is named as it names itself. */
export function methodLabel(method: string): string {
  const labels: Readonly<Record<ConfidenceMethod, string>> = {
    logprob: l10n.t('token probabilities'),
    agreement: l10n.t('agreement of samples'),
    semantic_entropy: l10n.t('agreement in meaning'),
    verbalized: l10n.t('its own word'),
    hybrid: l10n.t('several methods'),
    heuristic: l10n.t('checks alone'),
  };
  return Object.hasOwn(labels, method)
    ? // SAFETY: the line above has looked that it is one of the table's own names.
      labels[method as ConfidenceMethod]
    : method.replaceAll('_', ' ');
}

export function methodExplanation(method: ConfidenceMethod): string {
  switch (method) {
    case 'logprob':
      return l10n.t('From how sure the model was of each token, as its endpoint reported.');
    case 'agreement':
      return l10n.t('The same question was asked several times; this is how many of the answers agree.');
    case 'semantic_entropy':
      return l10n.t('Several answers were grouped by what they mean; this is how much one meaning prevails.');
    case 'verbalized':
      return l10n.t('What the model said of itself. Models tend to say too much.');
    case 'hybrid':
      return l10n.t('Agreement of samples together with what the model gave for its tokens or of itself.');
    case 'heuristic':
      return l10n.t('From checks of the answer alone; the model gave nothing to go by.');
  }
}

export function requestTypeLabel(type: string): string {
  switch (type) {
    case 'answer':
    case 'chat':
      return l10n.t('answers');
    case 'proposal':
      return l10n.t('proposals');
    case 'search':
      return l10n.t('searches');
    case 'pattern':
      return l10n.t('fixes by patterns');
    case 'rule':
      return l10n.t('findings of rules');
    default:
      return type.replaceAll('_', ' ');
  }
}

/** What was looked at, in words; a kind of another version is named as it names itself. */
export function evidenceKindLabel(kind: string): string {
  switch (kind) {
    case 'object_exists':
      return l10n.t('objects that exist');
    case 'sql_parses':
      return l10n.t('SQL that parses');
    case 'plan_runs':
      return l10n.t('plans that run');
    case 'plan_steps':
      return l10n.t('steps of the plan');
    case 'proof_verdict':
      return l10n.t('proof');
    case 'findings':
      return l10n.t('findings');
    case 'samples_agree':
      return l10n.t('samples that agree');
    case 'retrieval_support':
      return l10n.t('sources');
    case 'tools_answered':
      return l10n.t('tools that answered');
    default:
      return kind.replaceAll('_', ' ');
  }
}

export const CALIBRATION_ICONS: Readonly<Record<CalibrationState, IconName>> = {
  uncalibrated: 'unverified',
  calibrated: 'pulse',
  drifting: 'warning',
};

export function outcomeMethodLabel(method: OutcomeMethod): string {
  switch (method) {
    case 'human_review':
      return l10n.t('reviewed by a person');
    case 'automated_test':
      return l10n.t('tests or proof');
    case 'cross_validation':
      return l10n.t('checked against another source');
    case 'compile':
      return l10n.t('compiled');
    case 'lint':
      return l10n.t('checked by rules');
    case 'user_accept':
      return l10n.t('used');
    case 'user_revert':
      return l10n.t('taken back');
  }
}

/** An outcome as a word with an icon; undefined is one that nobody knows yet. */
export function outcomeLook(actual: number | undefined): {
  readonly icon: IconName;
  readonly look: 'good' | 'bad' | 'doubt' | 'quiet';
  readonly word: string;
} {
  if (actual === undefined)
    return { icon: 'circle-large-outline', look: 'quiet', word: l10n.t('no outcome yet') };
  if (actual >= 1) return { icon: 'pass', look: 'good', word: l10n.t('turned out well') };
  if (actual <= 0) return { icon: 'error', look: 'bad', word: l10n.t('did not turn out well') };
  return { icon: 'warning', look: 'doubt', word: l10n.t('partly') };
}
