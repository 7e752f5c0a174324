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
import { table } from "./support/table.ts";

const JOBS = 10_000;
const ROUNDS = 5;
const CALLS = 200;
const AT_ONCE = 8;
/** A busy machine makes fewer calls than it should, and ends all the same: six rounds of all calls take three minutes at most. */
const LONGEST_MS = 3_500;
const DOOR = join(import.meta.dirname, "sagemaker-api/door.ts");
const MOTO = join(import.meta.dirname, "sagemaker-api/moto_with_jobs.py");

/** A server of SageMaker's API, and the CPU time that it has taken. */
interface Server {
  readonly client: SageMakerClient;
  cpuMicros(): Promise<number>;
  close(): Promise<void>;
}

interface Taken {
  calls: number;
  micros: number;
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
  const nothing = (): Taken => ({ calls: 0, micros: 0 });
  const rows = Object.entries(VERBS).map(([verb, call]) => ({
    verb,
    call,
    slipway: nothing(),
    moto: nothing(),
  }));
  try {
    for (let round = 0; round <= ROUNDS; round++)
      for (const row of rows)
        for (const name of ["slipway", "moto"] as const) {
          const { calls, micros } = await measured(servers[name], round, row.call);
          // The first warms up.
          if (round === 0) continue;
          row[name].calls += calls;
          row[name].micros += micros;
        }
  } finally {
    for (const server of Object.values(servers)) await server.close();
  }
  return [
    "## Calls of SageMaker's API",
    "",
    `CPU time of the server's process a call, with ${JOBS} training jobs there, which nothing works on: ${CALLS} calls at a time, ${AT_ONCE} at once, means of`,
    `${ROUNDS} rounds in turns with moto's server, which keeps nothing and checks no signature. Goal: less than moto's.`,
    "",
    table(
      ["", "µs", "moto's server, µs", "times moto's"],
      rows.map(({ verb, slipway, moto }) => [verb, mean(slipway), mean(moto), mean(slipway) / mean(moto)]),
    ),
  ].join("\n");
}

const mean = ({ calls, micros }: Taken): number => micros / calls;

/** As many calls as there is time for. */
async function measured(server: Server, round: number, call: Call): Promise<Taken> {
  const [before, end] = [await server.cpuMicros(), performance.now() + LONGEST_MS];
  let calls = 0;
  const lane = async (): Promise<void> => {
    while (calls < CALLS && performance.now() < end) await call(server.client, round * CALLS + calls++);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return { calls, micros: (await server.cpuMicros()) - before };
}

async function openDoor(): Promise<Server> {
  const child = fork(DOOR, [String(JOBS)]);
  const [{ url }] = (await once(child, "message")) as [{ readonly url: string }];
  const client = new SageMakerClient({
    endpoint: url,
    region: "us-west-2",
    // Tries again, as moto's client does: a connection that idles while it is the other's turn may be closed.
    credentials: { accessKeyId: "OWNER", secretAccessKey: "secret of OWNER" },
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
  const program = [MOTO, String(JOBS), JSON.stringify(trainingJob("job-"))];
  const moto = await Moto.up({ recording: false, program });
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
