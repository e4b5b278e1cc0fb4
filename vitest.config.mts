import { defineConfig } from 'vitest/config';
import { POSTGRES_TESTS } from './test/postgresTests.mts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [
      'test/editor/**',
      'test/e2e/**',
      'test/package/**',
      'test/bench/**',
      'test/webview/**',
      ...POSTGRES_TESTS,
    ],
    globalSetup: ['test/temporaryFolder.mts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    globals: false,
  },
});
