import { describe, expect, it } from 'vitest';
import { NEVER_CANCELLED } from '../../src/core/cancellation.ts';
import type { Language } from '../../src/core/rules/languages.ts';
import type { TreeMatcher } from '../../src/core/rules/ruleModel.ts';
import { createAstGrepEngine, MATCHES_PER_RULE_MAX } from '../../src/engines/astGrep/astGrepEngine.ts';

const engine = createAstGrepEngine();
const tree = (rule: TreeMatcher['rule'], more: Partial<TreeMatcher> = {}): TreeMatcher => ({
  kind: 'tree',
  rule,
  ...more,
});
const match = (language: Language, text: string, matchers: readonly TreeMatcher[]) =>
  engine.parse(language, text).match(matchers, NEVER_CANCELLED);

describe('languages', () => {
  const samples: readonly (readonly [Language, string, string | object, string])[] = [
    ['typescript', 'run(a as B);', 'run($X)', 'a as B'],
    ['tsx', 'const a = <p>{run(b)}</p>;', 'run($X)', 'b'],
    ['javascript', 'const a = <p>{run(b)}</p>;', 'run($X)', 'b'],
    ['python', 'run(b)\n', 'run($X)', 'b'],
    ['go', 'package a\n\nfunc f() { x := run(b) }\n', 'x := run($X)', 'b'],
    ['java', 'class A { void f() { run(b); } }', 'run($X)', 'b'],
    ['rust', 'fn f() { run(b); }', 'run($X)', 'b'],
    ['ruby', 'run(b)\n', 'run($X)', 'b'],
    ['php', '<?php\nrun($b);\n', { context: '<?php run($X);', selector: 'function_call_expression' }, '$b'],
    ['csharp', 'class A { void F() { run(b); } }', 'run($X)', 'b'],
    ['kotlin', 'fun f() { run(b) }', 'run($X)', 'b'],
    ['yaml', 'run: b\n', 'run: $X', 'b'],
    ['json', '{"run": "b"}', '{"run": $X}', '"b"'],
    ['html', '<p id="b">a</p>', '<p id="b">a</p>', ''],
    ['css', 'a { color: red }', 'a { color: red }', ''],
    ['bash', 'run "$b"\n', 'run $X', '"$b"'],
  ];
  it.each(samples)('reads %s', (language, text, pattern, captured) => {
    const [found, ...rest] = match(language, text, [tree({ pattern })]);
    expect(found).toBeDefined();
    expect(rest).toEqual([]);
    expect(found?.captures.get('X')?.text ?? '').toBe(captured);
    expect(engine.parse(language, text).errorCount).toBe(0);
  });
});

describe('sweep', () => {
  const text = 'eval(a); run(b); run(c, d); other(eval(e));';
  const matchers = [
    tree({ pattern: 'eval($X)' }),
    tree({ pattern: 'run($X)' }),
    tree({ pattern: 'run($$$ARGS)' }),
    tree({ kind: 'call_expression', has: { kind: 'arguments', has: { pattern: 'eval($Y)' } } }),
    tree({ pattern: 'absent($X)' }),
  ];

  it('finds with many rules together what each finds alone, in document order', () => {
    const together = match('typescript', text, matchers).map(({ matcherIndex, span }) => [
      matcherIndex,
      span.start,
    ]);
    const alone = matchers
      .flatMap((matcher, index) =>
        match('typescript', text, [matcher]).map(({ span }) => [index, span.start] as const),
      )
      .sort((a, b) => a[1] - b[1] || a[0] - b[0]);
    expect(together).toEqual(alone);
    expect(together).toHaveLength(6);
  });

  it('finds the same among hundreds of rules, where a joint sweep pays', () => {
    const names = Array.from({ length: 200 }, (_, index) => `call${index}`);
    const source = `${names.map((name) => `${name}(1); outer(${name}(x, y));`).join('\n')}\n`;
    const many = names.flatMap((name) => [
      tree({ pattern: `${name}($X)` }, { constraints: { X: { kind: 'number' } } }),
      tree({ any: [{ pattern: `outer(${name}($$$ARGS))` }, { pattern: `${name}($A, $B)` }] }),
    ]);
    const found = match('typescript', source, many);
    expect(found).toHaveLength(3 * names.length);
    const alone = many.flatMap((matcher, index) =>
      match('typescript', source, [matcher]).map(({ span }) => [index, span.start, span.end]),
    );
    const sorted = (rows: readonly (readonly number[])[]) => rows.map((row) => row.join(' ')).sort();
    expect(sorted(found.map(({ matcherIndex, span }) => [matcherIndex, span.start, span.end]))).toEqual(
      sorted(alone),
    );
  });

  it('keeps metavariables of different rules apart although their names are the same', () => {
    const found = match('typescript', 'copy(a, b); paste(c, c);', [
      tree({ pattern: 'copy($A, $B)' }),
      tree({ pattern: 'paste($A, $A)' }),
      tree({ pattern: 'paste($B, $A)' }),
    ]);
    expect(found.map(({ matcherIndex, captures }) => [matcherIndex, captures.get('A')?.text])).toEqual([
      [0, 'a'],
      [1, 'c'],
      [2, 'c'],
    ]);
  });

  it('honours constraints, utilities and transforms of each rule', () => {
    const found = match('typescript', 'log(name); log("text"); save(userId); keep(x);', [
      tree({ pattern: 'log($X)' }, { constraints: { X: { kind: 'identifier' } } }),
      tree({ pattern: 'save($X)', matches: 'call' }, { utils: { call: { kind: 'call_expression' } } }),
      tree({ pattern: 'keep($X)', matches: 'call' }, { utils: { call: { kind: 'string' } } }),
      tree(
        { pattern: 'save($NAME)' },
        {
          transform: {
            SNAKE: { convert: { source: '$NAME', toCase: 'snakeCase', separatedBy: ['caseChange'] } },
          },
        },
      ),
    ]);
    expect(found.map(({ matcherIndex, text }) => [matcherIndex, text])).toEqual([
      [0, 'log(name)'],
      [1, 'save(userId)'],
      [3, 'save(userId)'],
    ]);
    expect(found[2]?.captures.get('SNAKE')?.text).toBe('user_id');
  });

  it('captures a run of nodes with the separators between them', () => {
    const [found] = match('typescript', 'run(a, /* why */ b,\n  c);', [tree({ pattern: 'run($$$ARGS)' })]);
    expect(found?.captures.get('ARGS')?.text).toBe('a, /* why */ b,\n  c');
  });

  it('counts UTF-16 units after emoji, accents and CRLF', () => {
    const source = 'const ü = "🙂";\r\neval(é);';
    const [found] = match('typescript', source, [tree({ pattern: 'eval($X)' })]);
    expect(source.slice(found?.span.start, found?.span.end)).toBe('eval(é)');
    expect(source.slice(found?.captures.get('X')?.span.start, found?.captures.get('X')?.span.end)).toBe('é');
  });

  it('finds in the sound parts of a half-typed file', () => {
    const found = match('typescript', 'eval(a);\nconst x = {\nfunction f( {\n', [
      tree({ pattern: 'eval($X)' }),
    ]);
    expect(found).toHaveLength(1);
  });

  it('stops counting a rule that fires everywhere', () => {
    const source = 'eval(x);\n'.repeat(MATCHES_PER_RULE_MAX + 50);
    expect(match('typescript', source, [tree({ pattern: 'eval($X)' })])).toHaveLength(MATCHES_PER_RULE_MAX);
    const rules = [tree({ pattern: 'eval($X)' }), tree({ pattern: 'eval(x)' }), tree({ pattern: '$F(x)' })];
    expect(match('typescript', source, rules)).toHaveLength(3 * MATCHES_PER_RULE_MAX);
  });

  it('leaves a rule out that cannot run, says so once, and finds with the others', () => {
    const reports: string[] = [];
    const careful = createAstGrepEngine(undefined, (message) => reports.push(message));
    const rules = [tree({ pattern: 'eval($X)' }), tree({ kind: 'call_expression', regex: '[broken' })];
    const many = [...rules, ...Array.from({ length: 30 }, () => tree({ pattern: 'eval(a)' }))];
    for (const matchers of [rules, rules, many]) {
      expect(careful.parse('typescript', 'eval(a)').match(matchers, NEVER_CANCELLED)).toHaveLength(
        matchers.length - 1,
      );
    }
    expect(reports).toHaveLength(2);
    expect(reports[0]).toMatch(/regex/);
  });

  it('finds nothing once cancelled', () => {
    const document = engine.parse('typescript', 'eval(a)');
    expect(document.match([tree({ pattern: 'eval($X)' })], { isCancellationRequested: true })).toEqual([]);
  });
});

describe('document', () => {
  it.each([
    ['typescript', 'const a = 1', 0],
    ['typescript', 'foo(1\nconst a = 2;', 2],
    ['javascript', 'if (a) {', 1],
    ['python', 'def f(:\n  pass\n', 1],
    ['python', '', 0],
    ['json', '{"a":}', 1],
    ['yaml', 'a: [1', 1],
  ] as const)('counts syntax errors in %s %j', (language, text, count) => {
    expect(engine.parse(language, text).errorCount).toBe(count);
  });

  it('lists comments with their delimiters', () => {
    const { comments } = engine.parse('tsx', '// one\nconst a = <p>{/* two */}</p>;');
    expect(comments.map(({ text }) => text)).toEqual(['// one', '/* two */']);
  });

  it.each([
    [
      'typescript',
      "import a from './a';\nimport 'b';\nexport * from \"./c\";\nconst d = require('d');\nawait import('e');\nf('no');",
    ],
    ['python', 'import a\nimport b.c as d\nfrom .e import f\nfrom g.h import i, j\n'],
    ['go', 'package m\n\nimport "a"\nimport (\n\t"b/c"\n)\n'],
  ] as const)('lists imports of %s', (language, text) => {
    expect(engine.parse(language, text).imports.map(({ specifier }) => specifier)).toMatchSnapshot();
  });
});

describe('validate', () => {
  it('says what is wrong with a pattern', () => {
    expect(() => engine.validate('typescript', tree({ pattern: 'a; b;' }))).toThrow(/pattern|root/i);
    expect(() => engine.validate('typescript', tree({ kind: 'no_such_kind' }))).toThrow(/no_such_kind/);
    expect(() => engine.validate('typescript', tree({}))).toThrow();
  });

  it('accepts what can run', () => {
    expect(() => engine.validate('python', tree({ pattern: 'print($X)' }))).not.toThrow();
  });
});
