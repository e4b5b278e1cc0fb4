import { describe, expect, it } from 'vitest';
import { renderFix } from '../../../src/core/rules/renderFix.ts';

describe('renderFix', () => {
  it('indents the lines of the template and leaves the lines of captured text as they are', () => {
    const text = '  run(function () {\r\n    go();\r\n  });\r\n';
    const start = text.indexOf('function');
    const end = text.indexOf('})') + 1;
    const captures = new Map([['BODY', { text: text.slice(start, end), span: { start, end } }]]);
    const fix = renderFix(
      { title: 'Wrap', kind: 'auto', edits: [{ at: 'BODY', text: '() => {\n  ($BODY)();\n}' }] },
      { span: { start: 2, end: text.length - 3 }, captures },
      { text, importOffset: () => 0 },
    );
    expect(fix?.edits[0]?.newText).toBe('() => {\r\n    (function () {\r\n    go();\r\n  })();\r\n  }');
  });
});
