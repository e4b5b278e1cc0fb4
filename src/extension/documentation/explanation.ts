import type { ExplainFindingResult } from '../../protocol/lsp.ts';
import { markdownFence } from './markdownFence.ts';

export interface ExplanationInput {
  readonly ruleId: string;
  readonly message: string | undefined;
  /** 0-based. */
  readonly line: number;
  /** What the server knows about the finding; undefined when the finding is gone. */
  readonly facts: ExplainFindingResult;
}

/** Markdown that answers "why am I seeing this" for one finding. Text from the workspace is escaped. */
export function explainFinding({ ruleId, message, line, facts }: ExplanationInput): string {
  const rule =
    facts.ruleFile === undefined
      ? 'ships with Fixward'
      : `comes from ${code(facts.ruleFile)}${facts.origin === 'learned' ? ', learned from a fix' : ''}`;
  return [
    '# Why am I seeing this?',
    ...(message === undefined ? [] : [quote(message)]),
    [
      `- **Where:** ${code(`${facts.path}:${line + 1}`)}`,
      `- **Rule:** ${code(ruleId)}, severity ${facts.severity}, ${rule}`,
      `- **Layer:** ${layerWords(facts)}`,
      ...(facts.workflows.length === 0
        ? []
        : [`- **Workflows:** ${facts.workflows.map(escapeMarkdown).join(', ')}`]),
      `- **Configuration:** ${facts.configFile === undefined ? 'Fixward’s defaults; this folder has no `.fixward/config.yaml`' : code(facts.configFile)}`,
    ].join('\n'),
    '## If it is wrong here',
    suppressionWords(ruleId, facts),
    [
      `To change the rule for the whole project, write in ${code('.fixward/config.yaml')}:`,
      '```yaml',
      'rules:',
      `  ${ruleId}: off        # or CRITICAL, HIGH, MEDIUM, LOW`,
      '```',
    ].join('\n'),
    '---',
    '',
  ].join('\n\n');
}

function layerWords({ layer }: ExplainFindingResult): string {
  if (layer === undefined) return 'none; the path matches no layer, so only rules for every file run here';
  const globs = layer.globs.map(code).join(', ');
  return `${layer.number}, ${escapeMarkdown(layer.name)}${globs === '' ? '' : `, from ${globs}`}`;
}

function suppressionWords(ruleId: string, { suppressionComment }: ExplainFindingResult): string {
  if (suppressionComment === undefined) {
    return `A comment ${code(`fixward-ignore-next-line ${ruleId}: reason`)} above the line hides this finding.`;
  }
  return [
    'This comment above the line hides this finding; say your reason in it:',
    '',
    ...fenced(suppressionComment),
  ].join('\n');
}

function fenced(text: string): readonly string[] {
  const fence = markdownFence(text);
  return [fence, text, fence];
}

function quote(text: string): string {
  return text
    .split(/\r?\n/u)
    .map((line) => `> ${escapeMarkdown(line)}`)
    .join('\n');
}

/** An inline code span that holds any text, backticks included. */
function code(text: string): string {
  const oneLine = text.replace(/\s+/gu, ' ');
  return oneLine.includes('`') ? `\`\` ${oneLine} \`\`` : `\`${oneLine}\``;
}

function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_{}[\]()#+!<>|~-]/gu, '\\$&');
}
