/**
 * Makes a git history of many small commits, for timing: most change a line of their own, some repeat one of a few
 * mistakes' fixes, and files that still hold the mistakes are left at the end.
 *
 *     node test/eval/mining/syntheticHistory.mjs FOLDER [COMMITS]
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';

const [folder, commitsMax = '10000'] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: syntheticHistory.mjs FOLDER [COMMITS]');
if (existsSync(folder)) throw new Error(`${folder} exists`);

const FILES = 400;
const LINES_OF_FILE = 120;
const FIRST_DAY_S = 1_500_000_000;
const MINUTE_S = 60;

/** Mistakes as they are written, and what their fixes make of them. */
const MISTAKES = [
  [
    (a, b) => `  if (${a}.indexOf(${b}) !== -1) run(${a});`,
    (a, b) => `  if (${a}.includes(${b})) run(${a});`,
  ],
  [(a, b) => `  const ${b} = new Buffer(${a});`, (a, b) => `  const ${b} = Buffer.from(${a});`],
  [(a, b) => `  if (${a}.id == ${b}.id) keep(${a});`, (a, b) => `  if (${a}.id === ${b}.id) keep(${a});`],
  [(a) => `  setTimeout(poll, ${a});`, (a) => `  setTimeout(poll, ${a}).unref();`],
];

/** The same numbers in each run. */
let seed = 42;
function random(below) {
  seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
  // The lower bits repeat too soon.
  return (seed >>> 8) % below;
}

const name = () => `value${random(5_000)}`;
const plainLine = () => `  const ${name()} = compute(${name()}, ${random(1_000)});`;
const files = Array.from({ length: FILES }, () =>
  Array.from({ length: LINES_OF_FILE }, () => {
    if (random(40) > 0) return { text: plainLine() };
    const mistake = MISTAKES[random(MISTAKES.length)];
    const [a, b] = [name(), name()];
    return { text: mistake[0](a, b), mended: mistake[1](a, b) };
  }),
);
const textOf = (file) => `function f() {\n${file.map(({ text }) => text).join('\n')}\n}\n`;

mkdirSync(folder, { recursive: true });
spawnSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
const importer = spawn('git', ['fast-import', '--quiet'], {
  cwd: folder,
  stdio: ['pipe', 'inherit', 'inherit'],
});

/** Waits where git reads more slowly than this writes. */
async function write(text) {
  if (!importer.stdin.write(text)) await new Promise((resolve) => importer.stdin.once('drain', resolve));
}

function data(text) {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

async function commit(index, subject, changed) {
  const who = `Author${index % 7} <author${index % 7}@example.invalid> ${FIRST_DAY_S + index * MINUTE_S} +0000`;
  await write(`commit refs/heads/main\nauthor ${who}\ncommitter ${who}\n${data(subject)}`);
  for (const at of changed) await write(`M 100644 inline src/file${at}.js\n${data(textOf(files[at]))}`);
}

await commit(0, 'Begin', [...files.keys()]);
for (let index = 1; index < Number(commitsMax); index++) {
  const at = random(FILES);
  const file = files[at];
  const mistake = file.findIndex(({ mended }) => mended !== undefined);
  if (random(20) === 0 && mistake >= 0) {
    file[mistake] = { text: file[mistake].mended };
    await commit(index, 'fix: mend a mistake', [at]);
  } else {
    file[random(LINES_OF_FILE)] = { text: plainLine() };
    await commit(index, `Change ${index}`, [at]);
  }
}
importer.stdin.end();
await new Promise((resolve) => importer.on('close', resolve));
spawnSync('git', ['checkout', '--quiet', 'main'], { cwd: folder });
