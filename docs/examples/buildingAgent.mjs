// A building agent that has its database designed and proven by Fixward: starts a consultation, hears of changes of the
// plan, follows it up, and takes the migrations with their verdicts. Needs @modelcontextprotocol/sdk.
//
//   node buildingAgent.mjs FIXWARD_COMMAND [ARGUMENT…] -- QUESTION [FOLLOW-UP]
//   node buildingAgent.mjs fixward mcp -- "Add a contractor portfolio with an approval workflow"
import process from 'node:process';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js';

const separator = process.argv.indexOf('--');
const [command, ...args] = process.argv.slice(2, separator);
const [question, followUp] = process.argv.slice(separator + 1);
if (separator < 0 || command === undefined || question === undefined) {
  console.error('Usage: buildingAgent.mjs FIXWARD_COMMAND [ARGUMENT…] -- QUESTION [FOLLOW-UP]');
  process.exit(2);
}

const client = new Client({ name: 'building-agent', version: '1.0.0' });
await client.connect(
  // The folder that the agent works in is the project that Fixward looks at.
  new StdioClientTransport({ command, args, cwd: process.cwd(), env: { ...process.env } }),
);

// Told whenever the plan changes; the plan itself is then read.
client.setNotificationHandler(ResourceUpdatedNotificationSchema, async ({ params }) => {
  const { contents } = await client.readResource({ uri: params.uri });
  const { revision, steps } = JSON.parse(contents[0].text);
  const done = steps.filter(({ status }) => status === 'done').length;
  console.log(`plan, revision ${revision}: ${done} of ${steps.length} steps done`);
});

let status = await call('consult_start', { question });
await client.subscribeResource({ uri: `consult://${status.consultation}/plan` });
status = await untilSettled(status);
if (followUp !== undefined && status.state === 'done') {
  status = await untilSettled(
    await call('consult_continue', { consultation: status.consultation, text: followUp }),
  );
}

console.log(`\n${status.state}${status.problem ? `: ${status.problem}` : ''}`);
if (status.answer) console.log(`\n${status.answer}`);
for (const { number, title, verdict, reasons, up } of status.proposals) {
  console.log(`\nproposal ${number}: ${title} — ${verdict}`);
  for (const reason of reasons) console.log(`  ${reason}`);
  // What is not PROVEN is not written into the project: a person looks at it first.
  if (verdict !== 'PROVEN') continue;
  const { contents } = await client.readResource({ uri: up });
  console.log(contents[0].text);
}
for (const asked of status.waits_for_user) console.log(`waits for the user: ${asked}`);
await client.close();
process.exitCode = status.state === 'done' ? 0 : 1;

/** Looks again, each time waiting as long as one call may take, until the work has ended or waits for a person. */
async function untilSettled(from) {
  let now = from;
  while (now.state === 'running') {
    now = await call('consult_status', { consultation: now.consultation, wait_seconds: 45 });
  }
  return now;
}

async function call(name, input) {
  const result = await client.callTool({ name, arguments: input });
  if (result.isError) throw new Error(result.content[0].text);
  return result.structuredContent;
}
