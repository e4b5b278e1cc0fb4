import { main } from '../lib/main.mjs';
import { PlainError } from '../lib/plainError.mjs';
import { generatedFiles, outdatedFiles, writeFiles } from './generatedFiles.mjs';

await main(async () => {
  const options = process.argv.slice(2);
  const unknown = options.find((option) => option !== '--check');
  if (unknown !== undefined) {
    throw new PlainError(`npm run docs: unknown option ${unknown}; there is only --check.`, 2);
  }
  const files = await generatedFiles();
  const outdated = outdatedFiles(files);
  if (options.includes('--check')) {
    for (const path of outdated) process.stdout.write(`${path} is not what the manifest and rules say\n`);
    if (outdated.length > 0) process.stdout.write('Run: npm run docs\n');
    return outdated.length > 0 ? 1 : 0;
  }
  writeFiles(files);
  process.stdout.write(`${files.size} files, ${outdated.length} changed\n`);
  return 0;
});
