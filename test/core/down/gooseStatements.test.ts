import { expect, it } from 'vitest';
import { withGooseMarks } from '../../../src/core/down/gooseStatements.ts';

it('marks statements with a semicolon at the end of a line inside, and no others', () => {
  const script = "-- why\nSELECT 1;\nDO $$\nBEGIN\n  NULL;\nEND\n$$;\nSELECT ';';\n";
  expect(withGooseMarks(script)).toBe(
    "-- why\nSELECT 1;\n-- +goose StatementBegin\nDO $$\nBEGIN\n  NULL;\nEND\n$$;\n-- +goose StatementEnd\nSELECT ';';\n",
  );
});

it('leaves an empty script as it is, and keeps line breaks', () => {
  expect(withGooseMarks('')).toBe('');
  expect(withGooseMarks("SELECT 'a;\r\nb';\r\n")).toBe(
    "-- +goose StatementBegin\r\nSELECT 'a;\r\nb';\r\n-- +goose StatementEnd\r\n",
  );
});
