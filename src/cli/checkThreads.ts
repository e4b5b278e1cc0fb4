import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { WalkedFile } from '../engines/workspace/walkFiles.ts';
import { FileChecker } from './checkFiles.ts';
import type { CliHost } from './cliHost.ts';
import type { CheckOptions, FileReport } from './fileReport.ts';
import { Projects, type RootedProject } from './projects.ts';

export interface ListedFile {
  readonly rootFolder: string;
  readonly file: WalkedFile;
}

/** A thread loads program and parsers anew; below about so many files each, two threads were measured slower than one. */
const FILES_PER_THREAD_MIN = 1500;

/** Beyond this, threads wait for the disk and each other. */
const THREADS_MAX = 8;

/** Files a thread claims at a time: few enough that all end together. */
const CLAIM = 8;

interface ThreadTask {
  readonly fixwardCheck: true;
  readonly files: readonly ListedFile[];
  /** One number that all threads share: the next file nobody has claimed. */
  readonly next: SharedArrayBuffer;
  readonly only: readonly string[];
  readonly options: CheckOptions;
  readonly workingFolder: string;
  readonly engineLocations: CliHost['engineLocations'];
}

type Numbered = readonly (readonly [index: number, report: FileReport])[];

/** Checks files on as many threads as pay, this one included; the reports come back in the order of the files. */
export async function checkOnThreads(
  host: CliHost,
  files: readonly ListedFile[],
  projects: Projects,
  only: readonly string[],
  options: CheckOptions,
): Promise<readonly FileReport[]> {
  const wanted = Math.min(
    availableParallelism(),
    THREADS_MAX,
    Math.floor(files.length / FILES_PER_THREAD_MIN),
  );
  const task: ThreadTask = {
    fixwardCheck: true,
    files,
    next: new SharedArrayBuffer(4),
    only,
    options,
    workingFolder: host.workingFolder,
    engineLocations: host.engineLocations,
  };
  const others = Array.from({ length: Math.max(0, wanted - 1) }, () => startThread(host.programModule, task));
  // A thread that dies early is heard when its turn comes, not as a rejection nobody handles.
  for (const other of others) other.catch(() => {});
  const parts = [await claimAndCheck(task, projects, options), ...(await Promise.all(others))];
  return parts
    .flat()
    .sort(([a], [b]) => a - b)
    .map(([, report]) => report);
}

/** Runs this process's part when it is such a thread; false in the program's main thread. */
export async function runAsThread(): Promise<boolean> {
  const task: unknown = workerData;
  if (isMainThread || !isTask(task)) return false;
  const projects = new Projects(task, task.only);
  parentPort?.postMessage(await claimAndCheck(task, projects, task.options));
  return true;
}

async function claimAndCheck(task: ThreadTask, projects: Projects, options: CheckOptions): Promise<Numbered> {
  const checker = new FileChecker(projects, options);
  const next = new Int32Array(task.next);
  const reports: [number, FileReport][] = [];
  for (;;) {
    const start = Atomics.add(next, 0, CLAIM);
    if (start >= task.files.length) return reports;
    for (const [offset, { rootFolder, file }] of task.files.slice(start, start + CLAIM).entries()) {
      const project: RootedProject = await projects.project(rootFolder);
      reports.push([start + offset, await checker.checkFile(project, file)]);
    }
  }
}

function startThread(module: string, task: ThreadTask): Promise<Numbered> {
  const worker = new Worker(new URL(module), { workerData: task });
  return new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a checking thread ended with code ${code}`)));
  });
}

function isTask(value: unknown): value is ThreadTask {
  return typeof value === 'object' && value !== null && 'fixwardCheck' in value;
}
