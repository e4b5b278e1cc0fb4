import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { POSTGRES_TESTS } from './postgresTests.mts';

export default defineConfig({
  test: {
    root: fileURLToPath(new URL('..', import.meta.url)),
    include: [...POSTGRES_TESTS],
    globalSetup: ['test/temporaryFolder.mts', 'test/nativePostgres.mts'],
    // Each file has a database of its own, and a machine with two cores runs no more of them well.
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    globals: false,
  },
});
