import type { Consultation, ConsultEvent, Proposal } from '../../protocol/consult.ts';
import { markdownFence } from '../documentation/markdownFence.ts';

/** A consultation to be kept, sent or pasted: questions, answers, the plan and the proposals, without the machinery. */
export function consultationMarkdown({ title, events, plan, proposalCards }: Consultation): string {
  const parts = [`# ${oneLine(title)}`];
  if (plan && plan.steps.length > 0) {
    const steps = plan.steps.map(
      ({ title: step, status }) => `- [${status === 'done' ? 'x' : ' '}] ${oneLine(step)}`,
    );
    parts.push(`## Plan\n\n${steps.join('\n')}`);
  }
  for (const { event } of events) parts.push(...eventParts(event));
  for (const proposal of proposalCards) parts.push(proposalPart(proposal));
  return `${parts.join('\n\n')}\n`;
}

function eventParts(event: ConsultEvent): readonly string[] {
  if (event.kind === 'question') return [`## Question\n\n${event.text.trim()}`];
  if (event.kind !== 'answer') return [];
  const { recommendation, sql, impacts, warnings, nextSteps, sources } = event.answer;
  return [
    `## Answer\n\n${recommendation.trim()}`,
    ...sql.map((one) => `### ${oneLine(one.title)}\n\n${fenced(one.sql)}`),
    ...list('Impacts', impacts),
    ...list('Warnings', warnings),
    ...list('Next steps', nextSteps),
    ...list(
      'Sources',
      sources.map(({ title, reference }) => (reference === undefined ? title : `${title} (${reference})`)),
    ),
  ];
}

function proposalPart({ number, title, verdict, reasons, up, down }: Proposal): string {
  const why = reasons.map((reason) => `- ${oneLine(reason)}`).join('\n');
  return [
    `## Proposal ${number}: ${oneLine(title)}`,
    `Verdict: ${verdict}`,
    ...(why === '' ? [] : [why]),
    `Up:\n\n${fenced(up)}`,
    `Down:\n\n${fenced(down)}`,
  ].join('\n\n');
}

function list(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0
    ? []
    : [`### ${heading}\n\n${lines.map((line) => `- ${oneLine(line)}`).join('\n')}`];
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, ' ').trim();
}

/** A fence longer than any inside. */
function fenced(sql: string): string {
  const fence = markdownFence(sql);
  return `${fence}sql\n${sql.trimEnd()}\n${fence}`;
}
