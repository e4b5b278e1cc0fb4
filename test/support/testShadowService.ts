import { afterAll, beforeAll } from 'vitest';
import type { ShadowService } from '../../src/engines/shadow/shadowService.ts';
import { ShadowSupervisor } from '../../src/engines/shadow/shadowSupervisor.ts';
import { type BuiltShadow, buildShadow } from './buildShadow.ts';

const START_TIMEOUT_MS = 120_000;

/** The shadow as programs use it, in a process of its own, for one test file. */
export function testShadowService(): { readonly service: ShadowService } {
  let built: BuiltShadow | undefined;
  let service: ShadowService | undefined;
  beforeAll(async () => {
    built = await buildShadow();
    service = new ShadowSupervisor({ program: built.program, environment: process.env });
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await service?.dispose();
    await built?.remove();
  });
  return {
    get service() {
      if (service === undefined) throw new Error('the shadow is there only inside tests');
      return service;
    },
  };
}
