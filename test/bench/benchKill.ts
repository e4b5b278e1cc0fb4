import { readdirSync, readFileSync } from 'node:fs';
import { killCampaign } from '../support/killCampaign.ts';
import { madeHome } from '../support/serviceHome.ts';
import { heading } from './figures.ts';
import { serviceUnderBench } from './serviceUnderBench.ts';

const KILLS = 200;
const WRITERS = 3;

/** Kills owner, service or both with SIGKILL while three clients write, and counts what was acknowledged and is there. */
export async function benchKill(root: string, flags: readonly string[]): Promise<void> {
  const kills = numberOf(flags, 'kills') ?? KILLS;
  const seed = numberOf(flags, 'seed') ?? Date.now() % 1_000_000;
  const service = await serviceUnderBench(root);
  const home = await madeHome(service.program);
  try {
    heading(`Kill campaign: ${kills} SIGKILLs at random moments, ${WRITERS} writers, seed ${seed}`);
    const report = await killCampaign(home, {
      kills,
      writers: WRITERS,
      seed,
      onKill: (done) => {
        if (done % 25 === 0) console.log(`  ${done} of ${kills}`);
      },
    });
    const { byTarget, acknowledged, found, failures, seconds } = report;
    console.log(
      `  killed: owner ${byTarget.owner}, service ${byTarget.front}, both ${byTarget.both}, in ${seconds.toFixed(0)} s`,
    );
    console.log(
      `  acknowledged writes ${acknowledged}, found ${found}, lost ${Math.max(0, acknowledged - found)}, doubled ${Math.max(0, found - acknowledged - failures.length)}`,
    );
    console.log(
      `  writes answered with failure ${failures.length}${failures[0] === undefined ? '' : `: ${failures[0]}`}`,
    );
    const client = home.connect();
    // SAFETY: the service answers with the validation's report.
    const { problems } = (await client.request('store/validate', {})) as { problems: readonly string[] };
    console.log(`  store whole afterwards: ${problems.length === 0 ? 'yes' : problems.join('; ')}`);
    const aside = readdirSync(home.home).filter((name) => name.startsWith('store-'));
    console.log(`  moved aside as damaged: ${aside.length === 0 ? 'nothing' : aside.join(', ')}`);
    const isRight = found >= acknowledged && found <= acknowledged + failures.length && aside.length === 0;
    if (!isRight) {
      process.exitCode = 1;
      console.log(`  the service's log:\n${readFileSync(home.place.logFile, 'utf8')}`);
    }
  } finally {
    await home.remove();
    await service.remove();
  }
}

function numberOf(flags: readonly string[], name: string): number | undefined {
  const given = flags.find((flag) => flag.startsWith(`--${name}=`))?.slice(name.length + 3);
  return given === undefined ? undefined : Number(given);
}
