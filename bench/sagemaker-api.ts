import { fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  CreateTrainingJobCommand,
  DescribeTrainingJobCommand,
  ListTrainingJobsCommand,
  SageMakerClient,
} from "@aws-sdk/client-sagemaker";
import { trainingJob } from "../test/conformance/aws/requests.ts";
import { Moto } from "../test/conformance/support/moto.ts";
import { median, table } from "./support/table.ts";

const JOBS = 10_000;
const ROUNDS = 5;
const CALLS = 200;
const AT_ONCE = 8;
const DOOR = join(import.meta.dirname, "sagemaker-api/door.ts");

/** A server of SageMaker's API, and the CPU time that it has taken. */
interface Server {
  readonly client: SageMakerClient;
  cpuMicros(): Promise<number>;
  close(): Promise<void>;
}

type Call = (client: SageMakerClient, index: number) => Promise<unknown>;

/** Calls by what they are; each makes one request. */
const VERBS: Readonly<Record<string, Call>> = {
  CreateTrainingJob: (client, index) =>
    client.send(new CreateTrainingJobCommand(trainingJob(`measured-${index}`))),
  DescribeTrainingJob: (client, index) =>
    client.send(new DescribeTrainingJobCommand({ TrainingJobName: `job-${index % JOBS}` })),
  "ListTrainingJobs, 10 of them": (client) => client.send(new ListTrainingJobsCommand({ MaxResults: 10 })),
  "ListTrainingJobs, 100 of them by name": (client) =>
    client.send(new ListTrainingJobsCommand({ MaxResults: 100, SortBy: "Name" })),
};

/** CPU time that a call of SageMaker's API takes its server, beside moto's server, both with the same jobs. */
export async function benchSageMakerApi(): Promise<string> {
  const servers = { slipway: await openDoor(), moto: await openMoto() } as const;
  const micros = Object.fromEntries(
    Object.keys(VERBS).map((verb) => [verb, { slipway: [] as number[], moto: [] as number[] }]),
  );
  try {
    for (const { client } of Object.values(servers))
      await inLanes(JOBS, (index) => client.send(new CreateTrainingJobCommand(trainingJob(`job-${index}`))));
    for (let round = 0; round <= ROUNDS; round++)
      for (const [verb, call] of Object.entries(VERBS))
        for (const name of ["slipway", "moto"] as const) {
          const taken = await cpuOf(servers[name], round, call);
          // The first warms up.
          if (round > 0) micros[verb]?.[name].push(taken);
        }
  } finally {
    for (const server of Object.values(servers)) await server.close();
  }
  return [
    "## Calls of SageMaker's API",
    "",
    `CPU time of the server's process a call, with ${JOBS} training jobs there, which nothing works on: ${CALLS} calls at a time, ${AT_ONCE} at once, medians of`,
    `${ROUNDS} rounds in turns with moto's server, which checks no signature. Goal: less than moto's.`,
    "",
    table(
      ["", "µs", "moto's server, µs", "times moto's"],
      Object.entries(micros).map(([verb, { slipway, moto }]) => [
        verb,
        median(slipway),
        median(moto),
        median(slipway) / median(moto),
      ]),
    ),
  ].join("\n");
}

async function cpuOf(server: Server, round: number, call: Call): Promise<number> {
  const before = await server.cpuMicros();
  await inLanes(CALLS, (index) => call(server.client, round * CALLS + index));
  return ((await server.cpuMicros()) - before) / CALLS;
}

async function inLanes(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

async function openDoor(): Promise<Server> {
  const child = fork(DOOR);
  const [{ url }] = (await once(child, "message")) as [{ readonly url: string }];
  const client = new SageMakerClient({
    endpoint: url,
    region: "us-west-2",
    credentials: { accessKeyId: "OWNER", secretAccessKey: "secret of OWNER" },
    maxAttempts: 1,
  });
  return {
    client,
    async cpuMicros() {
      const answer = once(child, "message");
      child.send("cpu");
      return ((await answer) as [{ readonly cpuMicros: number }])[0].cpuMicros;
    },
    async close() {
      client.destroy();
      child.disconnect();
    },
  };
}

async function openMoto(): Promise<Server> {
  const moto = await Moto.up({ recording: false });
  return {
    client: moto.sagemaker,
    cpuMicros: async () => microsOf(moto.pid),
    close: () => moto.down(),
  };
}

/** As Linux counts them, in hundredths of a second. */
function microsOf(pid: number): number {
  const [, ...fields] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ");
  const [user = 0, system = 0] = (fields.join(") ").split(" ").slice(11, 13) ?? []).map(Number);
  return (user + system) * 10_000;
}
