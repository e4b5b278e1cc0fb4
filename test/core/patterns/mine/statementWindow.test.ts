import { describe, expect, it } from 'vitest';
import { statementWindows } from '../../../../src/core/patterns/mine/statementWindow.ts';

/** The first window around the line that holds `mark`. */
function first(text: string, mark: string): string | undefined {
  const lines = text.split('\n');
  const line = lines.findIndex((one) => one.includes(mark));
  const [window] = statementWindows(lines, { first: line, end: line + 1 });
  return window && lines.slice(window.first, window.end).join('\n');
}

describe('the lines of the statement around a change', () => {
  it('are one line where the statement is one', () => {
    expect(first('function f() {\n  a();\n  b(HERE);\n  c();\n}', 'HERE')).toBe('  b(HERE);');
    expect(first('if x:\n    y = HERE\n    z = 1\n', 'HERE')).toBe('    y = HERE');
    expect(first('select 1;\nupdate t set a = HERE;\nselect 2;', 'HERE')).toBe('update t set a = HERE;');
  });

  it('reach over all lines of a call and of a chain', () => {
    const call = 'foo(\n  a,\n  HERE,\n  c,\n);';
    expect(first(`x();\n${call}\ny();`, 'HERE')).toBe(call);
    const chain = 'const q = db\n  .from(t)\n  .where(HERE)\n  .limit(1);';
    expect(first(`${chain}\ny();`, 'HERE')).toBe(chain);
  });

  it('hold the whole of a block whose head changed', () => {
    const block = 'if (HERE) {\n  a();\n}';
    expect(first(`b();\n${block}\nc();`, 'HERE')).toBe(block);
    const python = 'if HERE:\n    a()\n    b()';
    expect(first(`x = 1\n${python}\ny = 2`, 'HERE')).toBe(python);
    expect(first('if (HERE) {\n  a();\n} else {\n  b();\n}\nc();', 'HERE')).toBe(
      'if (HERE) {\n  a();\n} else {\n  b();\n}',
    );
  });

  it('are none where the statement is longer than anyone reads', () => {
    const lines = Array.from({ length: 100 }, (_, index) => `  a${index},`);
    expect(first(`foo(\n${lines.join('\n')}\n  HERE,\n${lines.join('\n')}\n);`, 'HERE')).toBeUndefined();
    expect(first('', 'HERE')).toBeUndefined();
  });
});
