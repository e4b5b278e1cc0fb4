import type { LiveReport } from '../../core/live/liveReport.ts';
import { statisticsWords } from '../../core/live/statisticsAge.ts';
import { markdownFence } from '../../core/text/markdownFence.ts';
import { markdownText } from '../../core/text/markdownText.ts';

/** What was found on a server in use, for people: how old the figures are comes first. */
export function liveMarkdown(name: string, { statistics, findings, notes, waived }: LiveReport): string {
  const count = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
  const title = `# ${markdownText(name)}: ${findings.length === 0 ? 'nothing found' : count}`;
  const parts = [
    title,
    `Database ${markdownText(statistics.database)} on Postgres ${statistics.serverVersion}, read only. ${statisticsWords(statistics).join(' ')}`,
    ...findings.map(({ severity, ruleId, message, remedies }) =>
      [
        `## ${severity}: ${ruleId}`,
        markdownText(message),
        ...remedies.map(({ title: remedy, sql }) => `${markdownText(remedy)}:\n\n${fenced(sql)}`),
      ].join('\n\n'),
    ),
    ...(waived > 0 ? [waived === 1 ? '1 finding is waived.' : `${waived} findings are waived.`] : []),
    ...(notes.length > 0 ? [notes.map((note) => `- ${markdownText(note)}`).join('\n')] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

function fenced(sql: string): string {
  const fence = markdownFence(sql);
  return `${fence}sql\n${sql.trimEnd()}\n${fence}`;
}
