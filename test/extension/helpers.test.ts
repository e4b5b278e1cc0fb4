import { describe, expect, it } from 'vitest';
import { createRestartPolicy } from '../../src/extension/client/restartPolicy.ts';
import { findingReference, ruleIdOf, suppressionArgument } from '../../src/extension/commands/arguments.ts';
import { REASON_LENGTH_MAX, reasonProblem } from '../../src/extension/commands/suppressionReason.ts';
import { withoutConfirmation } from '../../src/extension/commands/unconfirmedEdit.ts';
import { groupRules } from '../../src/extension/rules/rulesModel.ts';
import { type StatusInput, statusText } from '../../src/extension/status/statusText.ts';
import type { RuleSummary } from '../../src/protocol/lsp.ts';

const range = { start: { line: 3, character: 2 }, end: { line: 3, character: 9 } };

describe('arguments of commands', () => {
  it('may be a finding of the tree', () => {
    const node = { kind: 'finding', uri: 'file:///a.ts', finding: { ruleId: 'no-eval', range } };
    expect(findingReference(node)).toEqual({ uri: 'file:///a.ts', ruleId: 'no-eval', range });
    expect(ruleIdOf(node)).toBe('no-eval');
  });

  it('may be what a light bulb or a link carries', () => {
    const argument = { uri: 'file:///a.ts', ruleId: 'no-eval', range, version: 4, scope: 'file' };
    expect(suppressionArgument(argument)).toEqual(argument);
    expect(ruleIdOf('no-eval')).toBe('no-eval');
    expect(ruleIdOf({ kind: 'rule', rule: { id: 'no-eval' } })).toBe('no-eval');
  });

  it('suppress a line when nothing else is said', () => {
    expect(suppressionArgument({ uri: 'file:///a.ts', ruleId: 'no-eval', range })).toEqual({
      uri: 'file:///a.ts',
      ruleId: 'no-eval',
      range,
      scope: 'line',
    });
  });

  it.each([
    undefined,
    null,
    '',
    42,
    {},
    { uri: 'file:///a.ts', ruleId: 'no-eval' },
    { uri: 'file:///a.ts', ruleId: 'no-eval', range: { start: { line: '3' }, end: {} } },
    { ruleId: 7, uri: [], range },
  ])('are refused when they name no finding: %j', (value) => {
    expect(findingReference(value)).toBeUndefined();
    expect(suppressionArgument(value)).toBeUndefined();
  });
});

describe('a reason', () => {
  it.each([
    ['checked by the gateway', undefined],
    ['Prüfung im Gateway – siehe ADR 7', undefined],
    ['', 'empty'],
    ['   ', 'empty'],
    ['two\nlines', 'line-break'],
    ['two\r\nlines', 'line-break'],
    ['ends */ the comment', 'ends-comment'],
    ['ends --> the comment', 'ends-comment'],
    ['x'.repeat(REASON_LENGTH_MAX), undefined],
    ['x'.repeat(REASON_LENGTH_MAX + 1), 'too-long'],
  ])('%j is judged %s', (reason, problem) => {
    expect(reasonProblem(reason)).toBe(problem);
  });
});

describe('an edit that was agreed to as a whole', () => {
  const edits = [{ textDocument: { uri: 'file:///a.ts', version: null }, edits: [] }];

  it('asks for no confirmation of its parts and is otherwise the same', () => {
    const annotation = { label: 'Fix 2', description: 'a.ts', needsConfirmation: true };
    const edit = { documentChanges: edits, changeAnnotations: { one: annotation } };
    expect(withoutConfirmation(edit)).toEqual({
      documentChanges: edits,
      changeAnnotations: { one: { ...annotation, needsConfirmation: false } },
    });
    expect(edit.changeAnnotations.one.needsConfirmation).toBe(true);
  });

  it('stays as it is without annotations', () => {
    expect(withoutConfirmation({ documentChanges: edits })).toEqual({ documentChanges: edits });
  });
});

describe('a server that ends on its own', () => {
  it('is started again three times in three minutes, then stays down', () => {
    let nowMs = 0;
    const policy = createRestartPolicy(() => nowMs);
    const outcomes = [1, 2, 3, 4].map(() => {
      nowMs += 1_000;
      return policy.crashed();
    });
    expect(outcomes).toEqual([true, true, true, false]);
  });

  it('is started again when earlier crashes are long past, or the user asked', () => {
    let nowMs = 0;
    const policy = createRestartPolicy(() => nowMs);
    for (let crash = 0; crash < 4; crash++) policy.crashed();
    nowMs = 10 * 60_000;
    expect(policy.crashed()).toBe(true);
    for (let crash = 0; crash < 4; crash++) policy.crashed();
    policy.reset();
    expect(policy.crashed()).toBe(true);
  });
});

describe('the status item', () => {
  const well: StatusInput = {
    enabled: true,
    server: 'running',
    report: undefined,
    findingsInFile: 2,
    findingsInWorkspace: 31,
  };
  const ready = { state: 'ready', configProblems: [] } as const;

  it.each<[string, StatusInput, string]>([
    ['findings here and everywhere', well, '$(shield) 2/31'],
    ['findings everywhere when no file is open', { ...well, findingsInFile: undefined }, '$(shield) 31'],
    ['that it is off', { ...well, enabled: false }, '$(circle-slash) Fixward'],
    ['that the server starts', { ...well, server: 'starting' }, '$(loading~spin) Fixward'],
    ['that the server is down', { ...well, server: 'failed' }, '$(error) Fixward'],
    ['a scan', { ...well, report: { ...ready, state: 'scanning' } }, '$(sync~spin) Fixward'],
    [
      'a problem of the configuration',
      { ...well, report: { ...ready, configProblems: [{ uri: 'file:///c.yaml', message: 'no', line: 0 }] } },
      '$(warning) 2/31',
    ],
  ])('shows %s', (_what, input, text) => {
    expect(statusText(input)).toBe(text);
  });
});

describe('the rules tree', () => {
  const rule = (id: string, parts: Partial<RuleSummary> = {}): RuleSummary => ({
    id,
    title: `Title of ${id}`,
    severity: 'HIGH',
    problemType: 'Security',
    kind: 'detection',
    languages: ['sql'],
    origin: 'builtin',
    enabled: true,
    fixable: false,
    ...parts,
  });

  it('lists problem types by name and rules by title, with what is on', () => {
    const groups = groupRules([
      rule('b'),
      rule('c', { problemType: 'Data', enabled: false }),
      rule('a', { enabled: false }),
    ]);
    expect(
      groups.map(({ problemType, enabledCount, children }) => [
        problemType,
        enabledCount,
        children.map((child) => child.rule.id),
      ]),
    ).toEqual([
      ['Data', 0, ['c']],
      ['Security', 1, ['a', 'b']],
    ]);
  });
});
