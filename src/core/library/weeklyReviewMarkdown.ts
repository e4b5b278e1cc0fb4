import { markdownText } from '../text/markdownText.ts';
import { table, titled } from './markdownParts.ts';
import { trackRecordWords } from './trackRecord.ts';

interface ReviewedPattern {
  readonly title: string;
  readonly applied_count: number;
  readonly successes: number;
  readonly failures: number;
}

/** The parts of a weekly review that its page shows. */
export interface WeeklyReviewContent {
  readonly since?: string;
  readonly until?: string;
  readonly most_used: readonly ReviewedPattern[];
  readonly least_successful: readonly ReviewedPattern[];
  readonly gaps: readonly { readonly name: string; readonly fired: number; readonly fixed: number }[];
  readonly noisy_rules: readonly {
    readonly name: string;
    readonly fired: number;
    readonly share: number;
    readonly proposal: string;
    /** The proposal's reason in words. */
    readonly reason?: string;
  }[];
  readonly relations_to_confirm: readonly {
    readonly kind: string;
    readonly strength: number;
    readonly from: { readonly title: string };
    readonly to: { readonly title: string };
  }[];
  readonly counts: Readonly<Record<string, number>>;
}

/** The weekly review as a page to share; parts with nothing to tell are left out. */
export function weeklyReviewMarkdown(review: WeeklyReviewContent): string {
  const days = [review.since, review.until].map((time) => time?.slice(0, 10));
  const counts = Object.entries(review.counts).filter(([, count]) => count > 0);
  const patterns = (list: readonly ReviewedPattern[]): string =>
    table(
      ['Pattern', 'Applied', 'Record'],
      list.map((pattern) => [
        markdownText(pattern.title),
        String(pattern.applied_count),
        trackRecordWords(pattern) ?? 'not known yet',
      ]),
    );
  const parts = [
    titled('Most used', patterns(review.most_used)),
    titled('Least successful', patterns(review.least_successful)),
    titled(
      'Findings without a pattern',
      table(
        ['Rule', 'Found', 'Fixed'],
        review.gaps.map(({ name, fired, fixed }) => [markdownText(name), String(fired), String(fixed)]),
      ),
    ),
    titled(
      'Noisy rules',
      table(
        ['Rule', 'Found', 'Waved away', 'Proposal'],
        review.noisy_rules.map(({ name, fired, share, proposal, reason }) => [
          markdownText(name),
          String(fired),
          `${Math.round(share * 100)} %`,
          markdownText([proposal.replaceAll('-', ' '), reason].filter((words) => words).join(': ')),
        ]),
      ),
    ),
    titled(
      'Relations to confirm',
      review.relations_to_confirm
        .map(
          ({ kind, from, to, strength }) =>
            `- ${markdownText(from.title)} **${RELATION_WORDS.get(kind) ?? kind}** ${markdownText(to.title)} (strength ${strength})`,
        )
        .join('\n'),
    ),
  ].filter((part) => part !== '');
  return `${[
    '# Weekly review',
    days[0] === undefined ? '' : `${days[0]} to ${days[1] ?? 'today'}`,
    counts.map(([name, count]) => `${count} ${name.replaceAll('_', ' ')}`).join(' · '),
    ...(parts.length > 0 ? parts : ['Nothing was recorded in this time.']),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}

const RELATION_WORDS: ReadonlyMap<string, string> = new Map([
  ['prerequisite', 'is a prerequisite of'],
  ['follows', 'follows'],
  ['conflicts', 'conflicts with'],
  ['enhances', 'enhances'],
]);
