/** Said in place of anything that would run the workspace's own SQL. */
export const RESTRICTED =
  'This workspace is not trusted: nothing of it is run. Trust the workspace to prove migrations.';
