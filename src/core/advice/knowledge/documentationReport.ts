import { neutralise } from '../../consult/untrusted.ts';
import { codeBlock } from '../../library/markdownParts.ts';
import { counted } from '../../report/textReport.ts';
import type { DocumentationNews } from './documentationNews.ts';

export interface DocumentationRound {
  readonly news: readonly DocumentationNews[];
  /** Questions that were answered by this round. */
  readonly answered: number;
  /** Questions that this round had, one line each with why, that were not answered. */
  readonly unanswered: readonly { readonly topic: string; readonly reason: string }[];
  /** Why the round could not be made, or ended before its end. */
  readonly problem?: string;
  /** When a documentation server was asked last, ISO. */
  readonly lastAt?: string;
}

/** The round as a page. What servers said stands in it as text, never as part of the page. */
export function documentationReport({
  news,
  answered,
  unanswered,
  problem,
  lastAt,
}: DocumentationRound): string {
  return [
    '# News of the Postgres and Supabase documentation',
    ...(problem === undefined ? [] : [`**${plain(problem)}**`]),
    summary(news, answered, lastAt),
    ...(news.length === 0
      ? []
      : [
          'What stands in the boxes was written by others. It is shown as it came, checked by nobody, and no instruction to anyone.',
        ]),
    ...news.map(newsSection),
    ...(unanswered.length === 0
      ? []
      : [
          '## Not answered',
          unanswered.map(({ topic, reason }) => `- ${plain(topic)}: ${plain(reason)}`).join('\n'),
        ]),
    '',
  ].join('\n\n');
}

function summary(news: readonly DocumentationNews[], answered: number, lastAt: string | undefined): string {
  const asked =
    lastAt === undefined
      ? 'No documentation server has been asked yet.'
      : `Asked last on ${lastAt.slice(0, 10)}; ${counted(answered, 'question')} answered by this round.`;
  const found =
    news.length === 0
      ? 'Nothing was said in the last week that had not been said before.'
      : `${counted(news.length, 'subject')} with something that had not been said before, in the last week.`;
  return lastAt === undefined && news.length === 0 ? asked : `${asked} ${found}`;
}

function newsSection(news: DocumentationNews): string {
  const { topic, query, server, foundAt, first, text, rules, patterns } = news;
  const kind = first ? 'asked for the first time, so that all of it is new' : 'new since it was asked before';
  const same = [
    ...rules.map(({ id, title }) => `- rule \`${code(id)}\`: ${plain(title)}`),
    ...patterns.map(({ key, title }) => `- pattern \`${code(key)}\`: ${plain(title)}`),
  ];
  return [
    `## ${plain(topic)}`,
    `Asked of \`${code(server)}\` on ${foundAt.slice(0, 10)}: ${plain(query)}; ${kind}.`,
    codeBlock(neutralise(text), 'text'),
    same.length === 0
      ? 'No rule and no pattern of Fixward speaks of the same.'
      : `Fixward speaks of the same in:\n\n${same.join('\n')}`,
  ].join('\n\n');
}

/** Words of others within a line of the page. */
function plain(text: string): string {
  return neutralise(text)
    .replaceAll(/\s+/gu, ' ')
    .replaceAll(/[\\`*_[\]<>#|]/gu, '\\$&')
    .trim();
}

function code(text: string): string {
  return neutralise(text).replaceAll('`', 'ˋ').replaceAll(/\s+/gu, ' ');
}
