/** Tests and their helpers, where many habits that hurt in a product do no harm. */
export const TEST_PATHS: readonly string[] = [
  '**/{test,tests,__tests__,__mocks__,spec,specs,e2e,fixtures,testdata}/**',
  '**/*.{test,spec,stories,bench}.*',
  '**/test_*.py',
  '**/*_test.{py,go,rb}',
  '**/*{Test,Tests,IT}.{java,kt,cs}',
  '**/conftest.py',
];

/** Programs run by hand or by a build, which talk to a terminal and read what they please. */
export const SCRIPT_PATHS: readonly string[] = [
  '**/{script,scripts,bin,tools,cli,build,examples,demo,demos,bench,benchmarks,migrations,seeds}/**',
  '**/{cli,seed,gulpfile,manage,setup,noxfile,main,__main__}.*',
  '**/*.config.{ts,js,mjs,cjs}',
];
