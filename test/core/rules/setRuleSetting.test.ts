import { describe, expect, it } from 'vitest';
import { parseProjectConfig } from '../../../src/core/rules/parseProjectConfig.ts';
import type { Severity } from '../../../src/core/rules/ruleModel.ts';
import { setRuleSetting } from '../../../src/core/rules/setRuleSetting.ts';

function textOf(yaml: string, ruleId = 'no-eval', setting: Severity | 'off' = 'off'): string {
  const result = setRuleSetting(yaml, ruleId, setting);
  if ('error' in result) throw new Error(result.error);
  return result.text;
}

describe('setting a rule in a configuration', () => {
  it('begins the file when there is none, in a form that is read back', () => {
    expect(textOf('')).toBe('version: 1\nrules:\n  no-eval: off\n');
    const parsed = parseProjectConfig(textOf(''));
    expect('config' in parsed && parsed.config.rules.get('no-eval')).toMatchObject({ enabled: false });
  });

  it('keeps comments, order and everything else', () => {
    const yaml =
      '# Ours.\nversion: 1\n\nrules:\n  # Too many.\n  weak-hash: LOW # for now\n\nignore: [dist/**] # built\n';
    expect(textOf(yaml)).toBe(
      '# Ours.\nversion: 1\n\nrules:\n  # Too many.\n  weak-hash: LOW # for now\n  no-eval: off\n\nignore: [dist/**] # built\n',
    );
  });

  it('changes a rule where it stands', () => {
    expect(textOf('version: 1\nrules:\n  no-eval: HIGH # strict\n', 'no-eval', 'LOW')).toBe(
      'version: 1\nrules:\n  no-eval: LOW # strict\n',
    );
  });

  it('leaves the other settings of a rule', () => {
    const yaml = 'version: 1\nrules:\n  no-eval:\n    exceptPaths: [tools/**]\n';
    expect(textOf(yaml, 'no-eval', 'LOW')).toContain('severity: LOW');
    expect(textOf(yaml)).toContain('enabled: false');
    expect(textOf(yaml)).toContain('tools/**');
  });

  it('adds rules to a file without any, also where they are written empty', () => {
    expect(textOf('version: 1\n')).toBe('version: 1\nrules:\n  no-eval: off\n');
    expect(textOf('version: 1\nrules:\n')).toBe('version: 1\nrules:\n  no-eval: off\n');
    expect(textOf('version: 1\nrules: {}\n')).toBe('version: 1\nrules:\n  no-eval: off\n');
  });

  it('keeps CRLF', () => {
    expect(textOf('version: 1\r\nrules:\r\n  a: off\r\n')).toBe(
      'version: 1\r\nrules:\r\n  a: off\r\n  no-eval: off\r\n',
    );
  });

  it.each(['rules: [', '- one', 'rules: many'])('changes nothing in %j', (yaml) => {
    expect(setRuleSetting(yaml, 'no-eval', 'off')).toHaveProperty('error');
  });
});
