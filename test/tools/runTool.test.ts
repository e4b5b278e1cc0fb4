import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DecidePermission, PermissionDecision } from '../../src/core/policy/permission.ts';
import { sha256 } from '../../src/core/proof/fingerprint/sha256.ts';
import type { ConnectionProfile } from '../../src/protocol/connectionMethods.ts';
import { databaseTarget } from '../../src/tools/connectionProfile.ts';
import { type LoggedDecision, runTool } from '../../src/tools/runTool.ts';
import { type AnyConsultTool, defineTool, type Tool } from '../../src/tools/tool.ts';
import { ALLOW, runOptions, testContext } from '../support/toolContext.ts';

const STAGING: ConnectionProfile = {
  name: 'staging',
  url: 'postgresql://nowhere.invalid/x',
  environment: 'staging',
  writable: true,
};
const PRODUCTION: ConnectionProfile = { ...STAGING, name: 'live', environment: 'production' };

interface Echo {
  readonly text: string;
}

function echo(changes: Partial<Tool<Echo, Echo>> = {}): AnyConsultTool {
  return defineTool<Echo, Echo>({
    name: 'echo',
    title: 'Echo',
    description: 'Says it again.',
    input: z.strictObject({ text: z.string().min(1) }),
    action: 'read_schema',
    untrustedOutput: true,
    target: () => ({ kind: 'shadow' }),
    run: async (input) => ({ ok: true, data: input, text: input.text }),
    ...changes,
  });
}

const writing = (): AnyConsultTool =>
  echo({
    name: 'write',
    action: 'write_database',
    target: (_, context) => databaseTarget('staging', context),
    approval: async ({ text }) => ({ title: 'Write', text, typedConfirmation: 'DROP' }),
  });

const decided = (decision: PermissionDecision['decision']): PermissionDecision => ({
  decision,
  policyId: `test-${decision}`,
  reason: `It is to ${decision}.`,
});

/** Asks where nothing is approved yet, as policies do for what needs the user. */
const ASK: DecidePermission = ({ approved }) => decided(approved ? 'allow' : 'ask');

describe('runTool', () => {
  it('refuses an input that does not fit, by field, without asking the policy', async () => {
    const context = await testContext();
    const logged: LoggedDecision[] = [];
    const options = runOptions(context, { onDecision: (one) => logged.push(one) });
    for (const [input, message] of [
      [{}, 'text: is missing'],
      [{ text: '' }, 'text: must not be empty'],
      [{ text: 'a', more: 1 }, 'more: unknown key "more"'],
      [undefined, 'text: is missing'],
    ] as const) {
      const { result } = await runTool(echo(), input, options);
      expect(result).toEqual({ ok: false, code: 'invalid', message });
    }
    expect(logged).toEqual([]);
  });

  it('asks the policy with everything it may want to know, and logs what it says', async () => {
    const context = await testContext({ connections: [STAGING], trusted: false });
    const logged: LoggedDecision[] = [];
    const tool = echo({ target: (_, given) => databaseTarget('staging', given) });
    const { decision } = await runTool(
      tool,
      { text: 'a' },
      runOptions(context, { principal: 'schema-analyst', onDecision: (one) => logged.push(one) }),
    );
    expect(decision.decision).toBe('allow');
    expect(logged).toEqual([
      {
        request: {
          principal: 'schema-analyst',
          tool: 'echo',
          action: 'read_schema',
          target: { kind: 'database', name: 'staging', environment: 'staging' },
          tainted: false,
          trusted: false,
          writable: true,
          approved: false,
        },
        decision,
        inputHash: sha256('{"text":"a"}'),
      },
    ]);
  });

  it('runs nothing that is denied', async () => {
    const context = await testContext();
    let ran = false;
    const tool = echo({
      run: async (input) => {
        ran = true;
        return { ok: true, data: input, text: '' };
      },
    });
    const outcome = await runTool(
      tool,
      { text: 'a' },
      runOptions(context, { permit: () => decided('deny') }),
    );
    expect(outcome).toEqual({
      result: { ok: false, code: 'refused', message: 'It is to deny.' },
      untrusted: false,
      decision: decided('deny'),
    });
    expect(ran).toBe(false);
  });

  it('asks the user for the exact text, and runs once it is approved', async () => {
    const context = await testContext({ connections: [STAGING] });
    const wanted: unknown[] = [];
    const first = await runTool(writing(), { text: 'drop table x' }, runOptions(context, { permit: ASK }));
    expect(first).toMatchObject({
      result: { ok: false, code: 'needs_approval' },
      ask: {
        title: 'Write',
        tool: 'write',
        agent: 'consultant',
        text: 'drop table x',
        target: 'staging',
        environment: 'staging',
        typedConfirmation: 'DROP',
        decision: { decision: 'ask', policyId: 'test-ask' },
      },
    });
    const second = await runTool(
      writing(),
      { text: 'drop table x' },
      runOptions(context, {
        permit: ASK,
        approvalOf: async (asked) => {
          wanted.push(asked);
          return true;
        },
      }),
    );
    expect(second.result.ok).toBe(true);
    expect(wanted).toEqual([
      { tool: 'write', text: 'drop table x', hash: sha256('drop table x'), target: 'staging' },
    ]);
  });

  it('asks for an approval of what writes even where the policy allows it', async () => {
    const context = await testContext({ connections: [STAGING] });
    const outcome = await runTool(writing(), { text: 'a' }, runOptions(context, { permit: ALLOW }));
    expect(outcome).toMatchObject({
      result: { code: 'needs_approval' },
      decision: { decision: 'ask', policyId: 'test-allow' },
    });
  });

  it('uses no approval up where the policy would not let it run with one', async () => {
    const context = await testContext({ connections: [STAGING] });
    let used = 0;
    const outcome = await runTool(
      writing(),
      { text: 'a' },
      runOptions(context, {
        permit: ({ approved }) => decided(approved ? 'deny' : 'ask'),
        approvalOf: async () => {
          used++;
          return true;
        },
      }),
    );
    expect(outcome.result).toMatchObject({ ok: false, code: 'refused' });
    expect(used).toBe(0);
  });

  it('never calls production writable', async () => {
    const context = await testContext({ connections: [PRODUCTION] });
    const logged: LoggedDecision[] = [];
    const tool = echo({ target: (_, given) => databaseTarget('live', given) });
    await runTool(tool, { text: 'a' }, runOptions(context, { onDecision: (one) => logged.push(one) }));
    expect(logged[0]?.request).toMatchObject({ writable: false, target: { environment: 'production' } });
  });

  it('taints the turn with what came from a database, not with the own workspace', async () => {
    const context = await testContext({ connections: [STAGING] });
    const taint = { tainted: false };
    const own = await runTool(echo(), { text: 'a' }, runOptions(context, { taint }));
    expect([own.untrusted, taint.tainted]).toEqual([false, false]);
    const live = echo({ target: (_, given) => databaseTarget('staging', given) });
    const other = await runTool(live, { text: 'a' }, runOptions(context, { taint }));
    expect([other.untrusted, taint.tainted]).toEqual([true, true]);
  });

  it('takes what a workspace that is not trusted says for a stranger’s word', async () => {
    const context = await testContext({ trusted: false });
    const { untrusted } = await runTool(echo(), { text: 'a' }, runOptions(context));
    expect(untrusted).toBe(true);
  });

  it('tells what is thrown in one line', async () => {
    const context = await testContext();
    const tool = echo({
      run: async () => {
        throw new Error(`first line\nsecond ${'x'.repeat(1_000)}`);
      },
    });
    const { result } = await runTool(tool, { text: 'a' }, runOptions(context));
    expect(result).toMatchObject({ ok: false, code: 'failed' });
    if (!result.ok) expect(result.message).toMatch(/^first line second x{100,390}…$/u);
  });

  it('is cancelled before it runs', async () => {
    const context = await testContext({ signal: AbortSignal.abort() });
    const { result } = await runTool(echo(), { text: 'a' }, runOptions(context));
    expect(result).toEqual({ ok: false, code: 'cancelled', message: 'Cancelled.' });
  });
});
