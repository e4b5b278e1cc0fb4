import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { main } from './lib/main.mjs';
import { readPng, writePalettePng } from './lib/palettePng.mjs';
import { repoRoot, testResults } from './lib/paths.mjs';
import { PlainError } from './lib/plainError.mjs';

/** The README's pictures, each a shot that the end-to-end run took, with as few colours as a page needs. */
const pictures = [
  { from: 'dark/01-findings.png', to: 'findings.png' },
  { from: 'dark/02-light-bulb.png', to: 'light-bulb.png' },
  { from: 'dark/03-hover.png', to: 'hover.png' },
  { from: 'light/05-view.png', to: 'view-light.png' },
  { from: 'light/09-locks.png', to: 'locks.png' },
  { from: 'dark/10-certificate.png', to: 'certificate.png' },
  { from: 'dark/46-consult-proposal.png', to: 'consult.png' },
  { from: 'light/42-consult-schema-map.png', to: 'schema-map.png' },
  { from: 'light/61-confidence.png', to: 'confidence.png' },
  { from: 'dark/70-learned.png', to: 'learned.png' },
];

/** A README that loads slowly is not read. */
const pictureBytesMax = 120 * 1024;

await main(async () => {
  const target = join(repoRoot, 'media', 'screenshots');
  mkdirSync(target, { recursive: true });
  for (const { from, to } of pictures) {
    const source = join(testResults, 'screenshots', from);
    if (!existsSync(source)) {
      throw new PlainError(`No ${from}: run \`npm test -- --only e2e\` first, which takes the pictures.`);
    }
    const picture = writePalettePng(readPng(readFileSync(source)));
    if (picture.length > pictureBytesMax) {
      throw new PlainError(
        `${from} has ${picture.length} bytes; the README's pictures may have ${pictureBytesMax}.`,
      );
    }
    writeFileSync(join(target, to), picture);
    process.stdout.write(`${relative(repoRoot, join(target, to))} ${Math.round(picture.length / 1024)} KB\n`);
  }
  return 0;
});
