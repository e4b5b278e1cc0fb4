import { stderr } from 'node:process';

/** What this process is, by its first argument. It takes no address of a database in any of them. */
switch (process.argv[2]) {
  case '--worker':
    (await import('./embeddedWorker.ts')).runEmbeddedWorker();
    break;
  case '--worker-local':
    (await import('./localWorker.ts')).runLocalWorker();
    break;
  case '--listen':
    await (await import('./listen.ts')).runListener();
    break;
  default:
    stderr.write('fixward shadow: started by Fixward, not by hand: --worker, --worker-local or --listen\n');
    process.exitCode = 2;
}
