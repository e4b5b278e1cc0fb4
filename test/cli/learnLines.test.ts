import { describe, expect, it } from 'vitest';
import { runCli, workspaceWith } from '../support/cli.ts';

function request(...requests: readonly unknown[]): string {
  return requests.map((each) => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join('');
}

async function ask(
  ...requests: readonly unknown[]
): Promise<{ answers: Record<string, unknown>[]; code: number | null }> {
  const cwd = await workspaceWith({});
  const { stdout, code } = await runCli(['learn', '--jsonl'], { cwd, stdin: request(...requests) });
  const answers = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
  return { answers, code };
}

const learn = {
  op: 'learn',
  language: 'typescript',
  examples: [{ before: 'warn(user.naem);', after: 'warn(user.name);' }],
  negatives: [],
};

describe('fixward learn --jsonl', () => {
  it('learns an edit and applies it elsewhere', async () => {
    const learned = await ask(learn);
    const { pattern } = learned.answers[0] ?? {};
    expect(pattern).toMatchObject({ format: 'fixward-edit/1', language: 'typescript' });
    const applied = await ask({ op: 'apply', pattern, language: 'typescript', code: 'a(b.naem, naem());' });
    expect(applied).toEqual({ answers: [{ code: 'a(b.name, naem());', edits: 1 }], code: 0 });
  });

  it('declines an example in which nothing changes, and says so', async () => {
    const { answers, code } = await ask({ ...learn, examples: [{ before: 'a()', after: 'a()' }] });
    expect(answers).toEqual([{ declined: 'an example changes nothing' }]);
    expect(code).toBe(0);
  });

  it('answers what it cannot read with an error, serves the rest, and ends with 2', async () => {
    const { answers, code } = await ask(
      'not json',
      { op: 'forget' },
      { ...learn, language: 'cobol' },
      { op: 'apply', language: 'typescript', pattern: { format: 'fixward-edit/9' }, code: '' },
      learn,
    );
    expect(answers.map((answer) => Object.keys(answer)[0])).toEqual([
      'error',
      'error',
      'error',
      'error',
      'pattern',
    ]);
    expect(code).toBe(2);
  });
});
