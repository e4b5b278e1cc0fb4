import { describe, expect, it } from 'vitest';
import { explainFinding } from '../../src/extension/documentation/explanation.ts';
import type { ExplainFindingResult } from '../../src/protocol/lsp.ts';

const facts: ExplainFindingResult = {
  path: 'api/src/routes/orders.ts',
  severity: 'HIGH',
  origin: 'builtin',
  layer: { number: 3, name: 'Routes & API', globs: ['api/src/routes/**'] },
  workflows: ['checkout'],
  configFile: '.fixward/config.yaml',
  suppressionComment: '// fixward-ignore-next-line no-eval: reason',
};

const input = { ruleId: 'no-eval', message: 'Runs text as code.', line: 14, facts };

describe('the explanation of a finding', () => {
  it('names place, rule, layer, globs, workflows and configuration', () => {
    const text = explainFinding(input);
    expect(text).toContain('> Runs text as code.');
    expect(text).toContain('`api/src/routes/orders.ts:15`');
    expect(text).toContain('`no-eval`, severity HIGH, ships with Fixward');
    expect(text).toContain('3, Routes & API, from `api/src/routes/**`');
    expect(text).toContain('**Workflows:** checkout');
    expect(text).toContain('**Configuration:** `.fixward/config.yaml`');
  });

  it('shows the comment that hides the finding, in the language of the file', () => {
    expect(explainFinding(input)).toContain('```\n// fixward-ignore-next-line no-eval: reason\n```');
  });

  it('says so when a file has no layer and the folder no configuration', () => {
    const { layer: _layer, configFile: _config, ...bare } = facts;
    const text = explainFinding({ ...input, facts: { ...bare, workflows: [] } });
    expect(text).toContain('**Layer:** none');
    expect(text).toContain('defaults');
    expect(text).not.toContain('**Workflows:**');
  });

  it('names the file of a rule that the workspace brought', () => {
    const text = explainFinding({
      ...input,
      facts: { ...facts, origin: 'learned', ruleFile: '.fixward/rules/no-eval.yaml' },
    });
    expect(text).toContain('comes from `.fixward/rules/no-eval.yaml`, learned from a fix');
  });

  it('lets no text of the workspace become markup, links or commands', () => {
    const text = explainFinding({
      ...input,
      message: '[click](command:evil) <img src=x>\n# heading',
      facts: { ...facts, path: 'a`b.ts', workflows: ['**bold**'], suppressionComment: '```\nend' },
    });
    expect(text).toContain('> \\[click\\]\\(command:evil\\) \\<img src=x\\>\n> \\# heading');
    expect(text).toContain('`` a`b.ts:15 ``');
    expect(text).toContain('\\*\\*bold\\*\\*');
    expect(text).toContain('````\n```\nend\n````');
  });
});
