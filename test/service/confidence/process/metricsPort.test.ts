import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { ConfidenceOverview } from '../../../../src/protocol/confidence.ts';
import type { StoreStatus } from '../../../../src/protocol/service.ts';
import { type BuiltService, buildService } from '../../../support/buildService.ts';
import { type ServiceHome, serviceHome, until } from '../../../support/serviceHome.ts';

let built: BuiltService;
let home: ServiceHome;
beforeAll(async () => {
  built = await buildService();
  home = await serviceHome(built.program);
}, 120_000);
afterAll(async () => {
  await home.remove();
  await built.remove();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

it('serves figures while a port is set, and keeps what requests took', { timeout: 120_000 }, async () => {
  const client = home.connect();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/metrics`;
  await expect(fetch(url)).rejects.toThrow();
  await client.request('confidence/configure', { metricsPort: port });
  expect(await client.request('confidence/alerts', {})).toEqual({ alerts: [] });
  await until(async () => {
    // SAFETY: the answer of this method.
    const overview = (await client.request('confidence/overview', { bucket: 'hour' })) as ConfidenceOverview;
    return overview.performance.some(({ requestType }) => requestType === 'confidence/overview');
  }, 'a request to be kept');
  const text = await (await fetch(url)).text();
  expect(text).toContain('fixward_request_duration_seconds_count{method="confidence/overview",outcome="ok"}');
  expect(text).toContain('fixward_process_resident_memory_bytes');
  // The store's process tells of itself with each answer; an empty library has been counted.
  expect(Number(/^fixward_store_memory_bytes (\d+)$/mu.exec(text)?.[1])).toBeGreaterThan(50e6);
  expect(text).toMatch(/^rag_queue_depth\{queue="store"\} \d+$/mu);
  // SAFETY: the answer of this method.
  const status = (await client.request('store/status', {})) as StoreStatus;
  expect(status.process?.memoryBytes).toBeGreaterThan(50e6);
  await client.request('confidence/configure', {});
  await expect(fetch(url)).rejects.toThrow();
});
