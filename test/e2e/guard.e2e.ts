import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Workbench } from './workbench.ts';

describe('guard', () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open();
  });
  afterAll(() => workbench?.close());

  it('shows', async () => {
    await workbench.openFile('worker/worker/shipping.py');
    await workbench.goToText('worker/worker/shipping.py', 'hashlib.md5');
    const p = await workbench.openProblems();
    await p.first().waitFor();
    console.log(await p.allTextContents());
    await workbench.screenshot('01');
    expect(1).toBe(1);
  });
});
