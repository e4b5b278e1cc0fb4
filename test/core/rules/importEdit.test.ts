import { describe, expect, it } from 'vitest';
import { importEdit, importOffsetOf } from '../../../src/core/rules/importEdit.ts';
import type { Language } from '../../../src/core/rules/languages.ts';
import { applyEdits } from '../../../src/core/text/edits.ts';
import { createAstGrepEngine } from '../../../src/engines/astGrep/astGrepEngine.ts';

const syntax = createAstGrepEngine();

function withImport(language: Language, text: string, line: string): string {
  const edit = importEdit(text, line, importOffsetOf(syntax.parse(language, text), text));
  return edit ? applyEdits(text, [edit]) : text;
}

describe('importEdit', () => {
  it('adds the line after the last import at the margin, not inside a function', () => {
    expect(withImport('python', 'import os\n\ndef f():\n    import re\n', 'import ast')).toBe(
      'import os\nimport ast\n\ndef f():\n    import re\n',
    );
  });
  it('goes behind the closing bracket of a long import', () => {
    expect(withImport('python', 'from a import (\n    b,\n)\nx = 1\n', 'import ast')).toBe(
      'from a import (\n    b,\n)\nimport ast\nx = 1\n',
    );
  });
  it('adds nothing when a longer import has the name, but an alias is another name', () => {
    const longer = 'from datetime import datetime, timezone\n';
    expect(withImport('python', longer, 'from datetime import timezone')).toBe(longer);
    expect(
      withImport('python', 'from datetime import timezone as tz\n', 'from datetime import timezone'),
    ).toBe('from datetime import timezone as tz\nfrom datetime import timezone\n');
  });
  it('keeps CRLF', () => {
    expect(withImport('typescript', "import a from 'a';\r\nf();\r\n", "import b from 'b';")).toBe(
      "import a from 'a';\r\nimport b from 'b';\r\nf();\r\n",
    );
  });
});
