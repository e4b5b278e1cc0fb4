import { markdownText } from '../text/markdownText.ts';
import { layerName } from './layerNames.ts';
import { codeBlock, section, titled } from './markdownParts.ts';
import type { StoredPattern } from './storedPattern.ts';
import { trackRecordWords } from './trackRecord.ts';

/** A pattern as a page to read or to share. */
export function patternMarkdown({ content, ...record }: StoredPattern): string {
  const language = content.code_type ?? '';
  const where = [
    ...content.layers.map(layerName),
    ...content.workflows.map((workflow) => `workflow ${workflow}`),
    ...content.file_types.map((type) => `\`.${type}\``),
  ];
  const state = record.status === 'active' && record.reviewed ? 'reviewed' : record.status;
  const facts = [content.severity, content.problem_type, content.code_type, state, trackRecordWords(record)];
  const examples = (list: typeof content.examples): string =>
    list
      .map(({ before, after, path }) =>
        [
          path === undefined ? '' : `\`${path}\`\n`,
          codeBlock(before, language),
          after === undefined ? '' : `becomes\n\n${codeBlock(after, language)}`,
        ].join('\n'),
      )
      .join('\n');
  return `${[
    `# ${markdownText(content.title)}`,
    facts.filter((fact) => fact !== undefined).join(' · '),
    where.length > 0 ? `For ${where.join(', ')}.` : '',
    content.problem_description.trim(),
    titled('How people put it', section(content.symptoms, '-')),
    titled('What to do', section(content.solution_steps, '1.')),
    titled('Before', codeBlock(content.code_before, language)),
    titled('After', codeBlock(content.code_after, language)),
    titled('How to check', section(content.verification_steps, '1.')),
    titled('Worth knowing', section(content.learnings, '-')),
    titled('How to prevent it', content.prevention_guidance?.trim() ?? ''),
    titled('Not like this', section(content.anti_patterns, '-')),
    titled('Examples', examples(content.examples)),
    titled('Looks alike and is fine', examples(content.counter_examples)),
    titled('Rules', content.rule_ids.map((rule) => `\`${rule}\``).join(', ')),
    titled('References', section(content.references, '-')),
  ]
    .filter((part) => part !== '')
    .join('\n\n')}\n`;
}
