import { describe, expect, it } from 'vitest';
import { findDuplicates } from '../../../src/core/library/duplicates.ts';
import { proposeRelations } from '../../../src/core/library/relations.ts';
import { stored } from './storedPatterns.ts';

const RLS = {
  title: 'Turn on row level security for exposed tables',
  problem_description:
    'A table in an exposed schema without policies can be read by everyone with the public key.',
  rule_ids: ['rls-disabled'],
};

describe('duplicates', () => {
  it('are patterns whose words are nearly the same; the reviewed one stays', () => {
    const others = Array.from({ length: 30 }, (_, number) =>
      stored({
        key: `other-${number}`,
        problem_description: `subject ${number} of quite another kind ${number * 7}`,
      }),
    );
    const duplicates = findDuplicates(
      [
        stored({ key: 'enable-rls', ...RLS }),
        ...others,
        stored(
          { key: 'rls-on', ...RLS, title: 'Turn on row level security for tables that are exposed' },
          { reviewed: true },
        ),
      ],
      10,
    );
    expect(duplicates[0]).toMatchObject({
      into: { content: { key: 'rls-on' } },
      from: { content: { key: 'enable-rls' } },
      reasons: [expect.stringMatching(/^alike words: \d+ %$/u), 'same rules: rls-disabled'],
    });
    expect(duplicates[0]?.likeness).toBeGreaterThan(0.8);
  });

  it('are patterns with the same code, whatever its layout', () => {
    const code = { code_before: 'eval(x)', code_after: 'ast.literal_eval( "x" )' };
    const [duplicate] = findDuplicates(
      [
        stored({ key: 'a', title: 'Parse literals', problem_description: 'one thing', ...code }),
        stored(
          {
            key: 'b',
            title: 'No execution',
            problem_description: 'another',
            ...code,
            code_after: "ast.literal_eval('x')\n",
          },
          { applied_count: 3 },
        ),
      ],
      10,
    );
    expect(duplicate).toMatchObject({ into: { id: 'b' }, from: { id: 'a' }, reasons: ['same code'] });
  });

  it('are not two remedies of one rule, the same advice for two languages, or what is retired', () => {
    const remedies = [
      stored({ key: 'drop-the-view', problem_description: 'remove what nobody reads', rule_ids: ['r'] }),
      stored({ key: 'guard-by-role', problem_description: 'grant select to staff alone', rule_ids: ['r'] }),
    ];
    const languages = [
      stored({
        key: 'a',
        title: RLS.title,
        problem_description: RLS.problem_description,
        code_type: 'python',
      }),
      stored({ key: 'b', title: RLS.title, problem_description: RLS.problem_description, code_type: 'go' }),
    ];
    const retired = [stored({ key: 'a', ...RLS }), stored({ key: 'b', ...RLS }, { status: 'retired' })];
    for (const patterns of [[], remedies, languages, retired])
      expect(findDuplicates(patterns, 10)).toEqual([]);
  });

  it('are found among thousands', () => {
    const many = Array.from({ length: 4_000 }, (_, number) =>
      stored({
        key: `k-${number}`,
        problem_description: `word${number} word${number + 1} common text of all`,
        rule_ids: ['common'],
      }),
    );
    const pair = [stored({ key: 'x-a', ...RLS }), stored({ key: 'x-b', ...RLS })];
    expect(findDuplicates([...many, ...pair], 1)[0]).toMatchObject({
      into: { id: 'x-a' },
      from: { id: 'x-b' },
    });
  });
});

describe('relations that text and rules suggest', () => {
  const pattern = stored({
    key: 'force-rls',
    title: 'Force row level security',
    problem_description: 'The owner of a table passes its policies.',
    solution_steps: ['First: Turn on row level security for exposed tables.'],
    code_before: 'enable row level security',
    code_after: 'force row level security',
    rule_ids: ['rls-not-forced'],
  });

  it('are conflicts of patterns that undo each other, and steps that name another', () => {
    const undo = stored({ key: 'unforce', code_before: 'force  row level security', code_after: 'x' });
    const first = stored({ key: 'enable-rls', ...RLS });
    expect(
      proposeRelations(pattern, [pattern, undo, first]).map(({ from_key, kind, to_key }) => [
        from_key,
        kind,
        to_key,
      ]),
    ).toEqual(
      expect.arrayContaining([
        ['force-rls', 'conflicts', 'unforce'],
        ['enable-rls', 'prerequisite', 'force-rls'],
      ]),
    );
  });

  it('are few, and none for a pattern that shares nothing', () => {
    expect(proposeRelations(pattern, [stored({ key: 'unlike', problem_description: 'css' })])).toEqual([]);
    const many = Array.from({ length: 20 }, (_, number) =>
      stored({ ...pattern.content, key: `p-${number}`, code_before: '', code_after: '', solution_steps: [] }),
    );
    const proposals = proposeRelations(pattern, many);
    expect(proposals).toHaveLength(5);
    expect(proposals[0]).toMatchObject({ kind: 'enhances', evidence: { rules: ['rls-not-forced'] } });
    for (const { strength } of proposals) expect(strength).toBeLessThanOrEqual(0.9);
  });
});
