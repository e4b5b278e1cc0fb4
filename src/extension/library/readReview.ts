import type {
  KnowledgeGap,
  NoisyRule,
  PatternRelation,
  RelationToConfirm,
  SimilarPattern,
  UsedPattern,
  WeeklyReview,
} from '../../protocol/library.ts';
import { PATTERN_SEVERITIES } from '../../protocol/libraryChoices.ts';
import { numberOf, oneOf, optionalText, present, type Row, rowOf, rowsOf, textOf } from '../relay/wire.ts';
import { namedOf, RELATION_KINDS, trackRecordOf } from './readPatterns.ts';

export interface Neighbours {
  readonly relations: readonly PatternRelation[];
  readonly similar: readonly SimilarPattern[];
}

export function weeklyReviewOf(answer: Row): WeeklyReview {
  return {
    ...present({ since: optionalText(answer.since), until: optionalText(answer.until) }),
    most_used: rowsOf(answer.most_used).map(usedOf),
    least_successful: rowsOf(answer.least_successful).map(usedOf),
    gaps: rowsOf(answer.gaps).map(gapOf),
    noisy_rules: rowsOf(answer.noisy_rules).map(noisyOf),
    relations_to_confirm: rowsOf(answer.relations_to_confirm).map(relationToConfirmOf),
    counts: Object.fromEntries(
      Object.entries(rowOf(answer.counts)).map(([name, count]) => [name, numberOf(count)]),
    ),
  };
}

function usedOf(row: Row): UsedPattern {
  return { ...trackRecordOf(row), ...namedOf(row) };
}

function gapOf(row: Row): KnowledgeGap {
  return {
    name: textOf(row.name),
    fired: numberOf(row.fired),
    fixed: numberOf(row.fixed),
    ...severityIn(row),
  };
}

function noisyOf(row: Row): NoisyRule {
  return {
    ...gapOf(row),
    dismissed: numberOf(row.dismissed),
    suppressed: numberOf(row.suppressed),
    share: numberOf(row.share),
    proposal: oneOf(row.proposal, ['add-exception', 'lower-severity', 'make-opt-in'], 'add-exception'),
    reason: textOf(row.reason),
  };
}

function relationToConfirmOf(row: Row): RelationToConfirm {
  return {
    id: textOf(row.id),
    kind: oneOf(row.kind, RELATION_KINDS, 'enhances'),
    strength: numberOf(row.strength),
    found_by: textOf(row.found_by),
    from: namedOf(row.from),
    to: namedOf(row.to),
  };
}

function severityIn(row: Row): Pick<KnowledgeGap, 'severity'> {
  const severity = PATTERN_SEVERITIES.find((one) => one === row.severity);
  return severity ? { severity } : {};
}
