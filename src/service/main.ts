import { fileURLToPath } from 'node:url';
import { errorMessage } from '../core/errorMessage.ts';
import { fixwardHome } from '../engines/workspace/projectRoot.ts';
import { runService } from './front/runService.ts';

const [, , mode, version = 'unknown'] = process.argv;

if (mode === '--serve') {
  try {
    await runService({
      home: fixwardHome(process.env),
      version,
      ownerProgram: fileURLToPath(new URL('./service-owner.mjs', import.meta.url)),
      environment: process.env,
    });
  } catch (error) {
    process.stderr.write(`fixward service: ${errorMessage(error)}\n`);
    process.exit(1);
  }
} else {
  process.stderr.write('fixward service: started by Fixward, not by hand\n');
  process.exitCode = 2;
}
