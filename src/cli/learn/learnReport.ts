import type { MinedDraft, MinedRefusal } from '../../core/patterns/mine/minedDraft.ts';

/** What one run of `learn` found, whatever it learned from. */
export interface LearnedForReport {
  /** Best first. */
  readonly drafts: readonly MinedDraft[];
  readonly declined: readonly MinedRefusal[];
  readonly stats: { readonly commits: number; readonly tried: number; readonly learned: number };
}

/** Of each pattern; the JSON report lists more of them. */
const SITES_SHOWN_MAX = 5;

export function jsonLearnReport({ drafts, declined, stats }: LearnedForReport, ms: number): string {
  const shown = drafts.map(({ content, value, ...draft }) => ({
    ...draft,
    value: Math.round(value * 10) / 10,
    pattern: content.pattern,
  }));
  return `${JSON.stringify({ version: 1, drafts: shown, declined, stats: { ...stats, ms } }, undefined, 2)}\n`;
}

export function textLearnReport({ drafts, declined }: LearnedForReport): string {
  const parts = drafts.map((draft, index) => draftText(draft, index + 1));
  const refused = declined.map(({ path, line, why }) => `${path}:${line + 1}: not learned: ${why}\n`);
  return [...parts, ...refused].join('');
}

function draftText(draft: MinedDraft, number: number): string {
  const { title, key, severity, problemType, evidence, remarks, before, after, sites, sitesTotal } = draft;
  const lines = [
    `${number}. ${title}`,
    `   ${key} (${severity}, ${problemType})`,
    ...evidence.map((line) => `   * ${line}`),
    ...remarks.map(({ level, text }) => `   ${level === 'warning' ? '!' : '-'} ${text}`),
    ...marked(before, '-'),
    ...marked(after, '+'),
    ...sites
      .slice(0, SITES_SHOWN_MAX)
      .map(
        ({ path, line, character, doubt }) =>
          `   ${path}:${line + 1}:${character + 1}${doubt === undefined ? '' : `  (${doubt})`}`,
      ),
    ...(sitesTotal > SITES_SHOWN_MAX ? [`   … and ${sitesTotal - SITES_SHOWN_MAX} more`] : []),
  ];
  return `${lines.join('\n')}\n\n`;
}

function marked(code: string, mark: string): readonly string[] {
  return code.split('\n').map((line) => `   ${mark} ${line}`);
}
