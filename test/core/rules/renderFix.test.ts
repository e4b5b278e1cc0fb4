import { describe, expect, it } from 'vitest';
import { importEdit } from '../../../src/core/rules/importEdit.ts';
import { fillTemplate, renderFix } from '../../../src/core/rules/renderFix.ts';
import { applyEdits } from '../../../src/core/text/edits.ts';

function captureOf(text: string, part: string) {
  const start = text.indexOf(part);
  return { text: part, span: { start, end: start + part.length } };
}

function render(
  text: string,
  matched: string,
  captures: Record<string, string>,
  template: Parameters<typeof renderFix>[0],
) {
  const match = {
    span: captureOf(text, matched).span,
    captures: new Map(Object.entries(captures).map(([name, part]) => [name, captureOf(text, part)])),
  };
  const fix = renderFix(template, match, { text, importOffset: () => 0 });
  return fix && applyEdits(text, fix.edits);
}

describe('renderFix', () => {
  it('replaces the match and keeps captured text as written', () => {
    const result = render(
      'x = yaml.load( stream ,Loader=L)',
      'yaml.load( stream ,Loader=L)',
      { S: 'stream' },
      {
        title: 'safe',
        kind: 'auto',
        replace: 'yaml.safe_load($S)',
      },
    );
    expect(result).toBe('x = yaml.safe_load(stream)');
  });

  it('starts later lines where the edited line starts, with the document’s own line break', () => {
    const text = 'def f():\r\n    run()\r\n';
    const result = render(text, 'run()', {}, { title: '', kind: 'auto', replace: 'if ok:\n    run()' });
    expect(result).toBe('def f():\r\n    if ok:\r\n        run()\r\n');
  });

  it('indents with tabs where the document does', () => {
    const template = { title: '', kind: 'auto', replace: 'if ok:\n    for x in y:\n        run()' } as const;
    expect(render('def f():\n\trun()\n', 'run()', {}, template)).toBe(
      'def f():\n\tif ok:\n\t\tfor x in y:\n\t\t\trun()\n',
    );
    expect(render('def f():\n\tpass\nrun()\n', 'run()', {}, template)).toContain(
      '\nif ok:\n\tfor x in y:\n\t\trun()\n',
    );
  });

  it('edits several captured places at once', () => {
    const result = render(
      'f(a, b)',
      'f(a, b)',
      { A: 'a', B: 'b' },
      {
        title: '',
        kind: 'auto',
        edits: [
          { at: 'A', text: '$B' },
          { at: 'B', text: '$A' },
        ],
      },
    );
    expect(result).toBe('f(b, a)');
  });

  it('inserts before and after without touching what stands there', () => {
    const result = render(
      'go(x)',
      'go(x)',
      {},
      {
        title: '',
        kind: 'auto',
        edits: [
          { place: 'before', text: 'await ' },
          { place: 'after', text: ';' },
        ],
      },
    );
    expect(result).toBe('await go(x);');
  });

  it('gives nothing when a place to edit was not bound', () => {
    expect(
      render('f()', 'f()', {}, { title: '', kind: 'auto', edits: [{ at: 'MISSING', text: '' }] }),
    ).toBeUndefined();
  });
});

describe('fillTemplate', () => {
  it('keeps dollar signs that are not metavariables', () => {
    const captures = new Map([['A', { text: '1', span: { start: 0, end: 1 } }]]);
    expect(fillTemplate('$A costs $5 in `${x}` $lower', captures)).toBe('1 costs $5 in `${x}` $lower');
  });
});

describe('importEdit', () => {
  it('adds nothing when the import is there, whatever its quotes and semicolon', () => {
    expect(importEdit("import { a } from 'a';\n", 'import { a } from "a"', 0)).toBeUndefined();
  });

  it('uses the line break of the document', () => {
    expect(importEdit('import sys\r\n', 'import os', 12)?.newText).toBe('import os\r\n');
  });

  it('removes the whole line of a statement that stands alone, and only the statement otherwise', () => {
    const removed = (text: string): string => {
      const start = text.indexOf('stop;');
      const fix = renderFix(
        { title: 'Remove', kind: 'auto', replace: '' },
        { span: { start, end: start + 'stop;'.length }, captures: new Map() },
        { text, importOffset: () => 0 },
      );
      return applyEdits(text, fix?.edits ?? []);
    };
    expect(removed('a;\r\n  stop;\r\nb;\r\n')).toBe('a;\r\nb;\r\n');
    expect(removed('a; stop;\nb;\n')).toBe('a; \nb;\n');
    expect(removed('stop; // why\n')).toBe(' // why\n');
    expect(removed('stop;')).toBe('');
  });
});
