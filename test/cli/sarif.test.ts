import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { beforeAll, describe, expect, it } from 'vitest';
import { runCli, workspaceWith } from '../support/cli.ts';

let validate: ValidateFunction;

const require = createRequire(import.meta.url);

/** The standard's own schema, as its authors publish it; the validator knows a later draft, which reads it the same. */
function officialSchema(): object {
  const published: unknown = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
  // SAFETY: the file is a JSON schema, which is an object.
  const { id: _, $schema: __, ...schema } = published as Record<string, unknown>;
  return schema;
}

beforeAll(() => {
  const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats.default(ajv);
  validate = ajv.compile(officialSchema());
});

async function sarif(files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<object> {
  const cwd = await workspaceWith(files);
  const { stdout } = await runCli(['check', '--format', 'sarif', ...args], { cwd });
  const log: unknown = JSON.parse(stdout);
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  // SAFETY: the schema was just seen to hold.
  return log as object;
}

describe('SARIF', () => {
  it('validates against the official schema with findings, fixes, errors and odd names', async () => {
    const log = await sarif({
      'src/ä b#1.ts': '/* 🙂 */ eval(x);\r\n',
      'src/a.py': 'import os\n\nvalue = eval(form["value"])\n',
      'db/1.sql': 'selec 1;\ncreate table a (b json);\n',
      '.fixward/rules/broken.yaml': 'id: 1',
    });
    expect(log).toMatchObject({
      version: '2.1.0',
      runs: [
        {
          columnKind: 'utf16CodeUnits',
          tool: {
            driver: {
              name: 'Fixward',
              rules: expect.arrayContaining([expect.objectContaining({ id: 'no-eval' })]),
            },
          },
        },
      ],
    });
    const text = JSON.stringify(log);
    expect(text).toContain('"uri":"src/%C3%A4%20b%231.ts"');
    expect(text).toContain('"startLine":1,"startColumn":10');
    expect(text).toContain('"insertedContent":{"text":"ast.literal_eval(form[\\"value\\"])"}');
    expect(text).toContain('"markdown":"# ');
    expect(text).toContain('"toolExecutionNotifications":[{');
  });

  it('validates with nothing found', async () => {
    expect(await sarif({ 'a.ts': '' })).toMatchObject({ runs: [{ results: [] }] });
  });

  it('keeps fingerprints when a line moves, and marks what the baseline hides', async () => {
    const cwd = await workspaceWith({ 'a.ts': 'eval(x);\n' });
    const first = await runCli(['check', '--format', 'sarif'], { cwd });
    const moved = await workspaceWith({ 'a.ts': '\n\n  eval(x);\n' });
    const second = await runCli(['check', '--format', 'sarif'], { cwd: moved });
    const fingerprint = /"fixward\/v1": "([^"]+)"/u;
    expect(fingerprint.exec(first.stdout)?.[1]).toBe(fingerprint.exec(second.stdout)?.[1]);
    await runCli(['check', '--update-baseline'], { cwd });
    const { stdout, code } = await runCli(['check', '--format', 'sarif'], { cwd });
    expect(code).toBe(0);
    validate(JSON.parse(stdout));
    expect(validate.errors ?? []).toEqual([]);
    expect(stdout).toContain('"kind": "external"');
  });
});
