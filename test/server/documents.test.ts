import { describe, expect, it } from 'vitest';
import { NEVER_CANCELLED } from '../../src/core/cancellation.ts';
import { DocumentChecker, type OpenText } from '../../src/server/documents.ts';
import { type LoadedProject, Projects } from '../../src/server/projects.ts';

const uri = 'file:///shop/ä.ts';

/** Projects whose rules carry the number of their loading, and a gate at which checks wait for their parser. */
function opened() {
  let loads = 0;
  let open = (): void => undefined;
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  const prepared: number[] = [];
  const projects = new Projects(() => async () => {
    loads += 1;
    const load = loads;
    // SAFETY: checking asks these three alone.
    return {
      root: '/shop',
      prepare: async () => {
        prepared.push(load);
        await gate;
      },
      analyzer: { analyze: () => ({ load }) },
      fresh: () => [],
    } as unknown as LoadedProject;
  });
  projects.setRoots(['/shop']);
  const text: OpenText = { uri, languageId: 'typescript', version: 1, getText: () => 'f();\n' };
  const checker = new DocumentChecker(
    projects,
    () => text,
    () => 0,
    () => [],
  );
  const loadOf = (): unknown => checker.latest(uri)?.document;
  return { projects, checker, open, prepared, loadOf };
}

describe('rules that become others while a document is checked', () => {
  it('are the ones that it is checked by', async () => {
    const { projects, checker, open, prepared, loadOf } = opened();
    const first = checker.check(uri, NEVER_CANCELLED);
    await expect.poll(() => prepared).toEqual([1]);
    projects.reload();
    checker.forgetAll();
    const second = checker.check(uri, NEVER_CANCELLED);
    open();
    expect((await first)?.document).toEqual({ load: 2 });
    expect((await second)?.document).toEqual({ load: 2 });
    expect(loadOf()).toEqual({ load: 2 });
  });

  it('leave nothing of the check before them', async () => {
    const { projects, checker, open, loadOf } = opened();
    open();
    await checker.check(uri, NEVER_CANCELLED);
    expect(loadOf()).toEqual({ load: 1 });
    projects.reload();
    checker.forgetAll();
    expect(loadOf()).toBeUndefined();
    await checker.check(uri, NEVER_CANCELLED);
    expect(loadOf()).toEqual({ load: 2 });
  });
});
