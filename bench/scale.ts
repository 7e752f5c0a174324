import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { CreateTrainingJobCommand, ListTrainingJobsCommand } from "@aws-sdk/client-sagemaker";
import { type TrainingJob, trainingJobKind } from "@slipway/model/kinds/training-job/index.ts";
import { parse } from "yaml";
import { trustingFetch } from "../packages/platform/src/cli/session/trusting-fetch.ts";
import { homeControl } from "../packages/platform/src/main/home/home-control.ts";
import { KubernetesClient } from "../packages/sdk/src/kubernetes/kubernetes-client.ts";
import { awsClients } from "../test/e2e/support/aws-clients.ts";
import { EXAMPLE, type Home } from "../test/e2e/support/home.ts";
import { diagnostics } from "./support/diagnostics.ts";
import { filledHome } from "./support/filled-home.ts";
import { OperatorOnTrial, type Seen } from "./support/operator.ts";
import { median, table } from "./support/table.ts";

const FINISHED = 10_000;
const RUNNING = 1_000;
const FEW = 100;
/** As many jobs of one name as a test of another project left behind. */
const NAMESAKES = 14_531;
const CALLS = 200;
const ROUNDS = 5;
/** Clients that send jobs to the Kubernetes door. */
const AT_ONCE = 16;

type Row = readonly (string | number)[];

/** What costs by what happens, and what would cost by what there is. */
export async function benchScale(): Promise<string> {
  const { restart, aJob, finished } = await onTheCluster();
  const { few, many } = await atTheDoor(finished);
  const begun = await fromApplyToStatus();
  const namesakes = await amongNamesakes();
  return [
    "## Ten thousand jobs",
    "",
    `Calls of the operator's controllers, counted at the store: on a cluster each is one request, a watch too. The restart is on ${FINISHED} finished jobs and ${RUNNING} running ones; the jobs whose requests are counted are ${RUNNING}, from their creation until they are Completed. Goals: a restart looks at the running ones only, 15 requests a job, none while nothing happens.`,
    "",
    table(
      ["", "objects looked at", "lists and watches", "other requests", "all requests a job"],
      [...restart, ["a job's whole life", "", "", "", aJob]],
    ),
    "",
    `CPU of the embedded home's server for one call through the AWS door, medians of ${ROUNDS} rounds of ${CALLS} calls; the peer is the same call with ${FEW} jobs. Goal: the same cost.`,
    "",
    table(
      ["", `ms at ${FEW} jobs`, `ms at ${FINISHED}`, "ratio"],
      (["list", "create"] as const).map((call) => [
        CALL_NAMES[call],
        few[call],
        many[call],
        many[call] / few[call],
      ]),
    ),
    "",
    `From the first of ${RUNNING} jobs sent to the Kubernetes door until each has a first status (goal: 10 s); and from the creation of one job until it has one, on a home that has just been started on ${NAMESAKES} jobs of one AWS name that nobody has judged yet.`,
    "",
    table(
      ["", "seconds", "server's CPU seconds", "event-loop delay p99, ms", "longest turn, ms of CPU"],
      [
        [`${RUNNING} jobs`, ...begun],
        [`one beside ${NAMESAKES} namesakes`, ...namesakes],
      ],
    ),
  ].join("\n");
}

const CALL_NAMES = {
  list: "one page of ListTrainingJobs",
  create: "CreateTrainingJob with a name that is taken",
} as const;

const example = parse(readFileSync(join(EXAMPLE, "training.yaml"), "utf8")) as TrainingJob;

function job(name: string, trainingJobName = name): TrainingJob {
  return {
    ...example,
    metadata: { name, namespace: "default" },
    spec: { ...example.spec, trainingJobName },
  };
}

/** Jobs without data, which an own image reads by itself: nothing is looked for in buckets that are not there. */
function bare(name: string): TrainingJob {
  const { inputDataConfig: _, ...spec } = job(name).spec;
  const algorithmSpecification = { trainingImage: "example.com/train:1", trainingInputMode: "File" } as const;
  return { ...job(name), spec: { ...spec, algorithmSpecification } };
}

const names = (prefix: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `${prefix}-${index}`);

async function onTheCluster(): Promise<{
  readonly restart: readonly Row[];
  readonly aJob: number;
  readonly finished: TrainingJob;
}> {
  const operator = await OperatorOnTrial.open();
  try {
    const aJob = await operator.atWork(async (seen) => {
      await operator.settled(seen);
      const before = requests(seen);
      for (const name of names("whole", RUNNING)) await operator.create(bare(name));
      await operator.settled(seen);
      await operator.live(4, seen);
      const after = requests(seen);
      return (after.watching - before.watching + after.other - before.other) / RUNNING;
    });
    const finished = await operator.get("whole-0");
    if (finished?.status?.trainingJobStatus !== "Completed")
      throw new Error("the first job is not Completed");
    for (const name of names("finished", FINISHED - RUNNING)) await operator.createLike(finished, name);
    await operator.atWork(async (seen) => {
      for (const name of names("running", RUNNING)) await operator.create(bare(name));
      await operator.settled(seen);
      await operator.live(2, seen);
    });
    const restart = await operator.atWork(async (seen) => {
      await operator.settled(seen);
      const start = row(`restart on ${FINISHED} finished and ${RUNNING} running`, seen);
      const before = requests(seen);
      await operator.pass(40, seen);
      const after = requests(seen);
      const quiet: Row = [
        "ten quiet minutes after it",
        "",
        after.watching - before.watching,
        after.other - before.other,
        "",
      ];
      return [start, quiet];
    });
    return { restart, aJob, finished };
  } finally {
    await operator.close();
  }
}

function row(title: string, seen: Seen): Row {
  const { watching, other } = requests(seen);
  return [title, new Set(seen.looks()).size, watching, other, ""];
}

function requests(seen: Seen): { readonly watching: number; readonly other: number } {
  const all = Object.entries(seen.requests());
  const count = (isWatching: boolean): number =>
    all.reduce((sum, [asked, n]) => (/^(list|watch) /.test(asked) === isWatching ? sum + n : sum), 0);
  return { watching: count(true), other: count(false) };
}

type Costs = Readonly<Record<keyof typeof CALL_NAMES, number>>;

/** Milliseconds of the server's CPU for each call, on two homes in turn, so that whatever else goes on is there for both. */
async function atTheDoor(finished: TrainingJob): Promise<{ readonly few: Costs; readonly many: Costs }> {
  const like = (name: string): TrainingJob => ({
    ...finished,
    metadata: { name, namespace: "default", finalizers: finished.metadata.finalizers ?? [] },
    spec: { ...finished.spec, trainingJobName: name },
  });
  const open = (count: number) => filledHome(names("finished", count).map(like));
  const homes = [await open(FEW), await open(FINISHED)] as const;
  try {
    for (const home of homes) await home.start();
    const [few, many] = homes.map((home) => ({
      list: costsOf(home, listOf(home)),
      create: costsOf(home, createOf(home)),
    }));
    if (few === undefined || many === undefined) throw new Error("there are two homes");
    for (let round = 0; round <= ROUNDS; round++)
      for (const { list, create } of [few, many]) for (const costs of [list, create]) await costs.round();
    const medians = ({ list, create }: typeof few): Costs => ({
      list: list.median(),
      create: create.median(),
    });
    return { few: medians(few), many: medians(many) };
  } finally {
    for (const home of homes) await home.down();
  }
}

function listOf(home: Home): () => Promise<unknown> {
  const { sagemaker } = awsClients(home);
  return () => sagemaker.send(new ListTrainingJobsCommand({ MaxResults: 10 }));
}

function createOf(home: Home): () => Promise<unknown> {
  const { sagemaker } = awsClients(home);
  return async () => {
    const refusal = await sagemaker
      .send(new CreateTrainingJobCommand(createInput("finished-50")))
      .catch(String);
    if (!String(refusal).startsWith("ResourceInUse")) throw new Error(`the name was free: ${refusal}`);
  };
}

function createInput(name: string): ConstructorParameters<typeof CreateTrainingJobCommand>[0] {
  return {
    TrainingJobName: name,
    RoleArn: example.spec.roleARN,
    AlgorithmSpecification: { TrainingImage: "example.com/train:1", TrainingInputMode: "File" },
    OutputDataConfig: { S3OutputPath: "s3://slipway-default/out/" },
    ResourceConfig: { InstanceCount: 1, InstanceType: "ml.m5.large", VolumeSizeInGB: 1 },
    StoppingCondition: { MaxRuntimeInSeconds: 60 },
  };
}

/** Rounds of one call on one home; the first one warms up. */
function costsOf(home: Home, call: () => Promise<unknown>) {
  const rounds: number[] = [];
  return {
    round: async () => {
      const before = (await diagnostics(home.state)).cpuSeconds;
      for (let n = 0; n < CALLS; n++) await call();
      rounds.push((((await diagnostics(home.state)).cpuSeconds - before) * 1_000) / CALLS);
    },
    median: () => median(rounds.slice(1)),
  };
}

/** A client of the home's Kubernetes door for as long as the work takes. */
async function withClient<T>(home: Home, work: (client: KubernetesClient) => Promise<T>): Promise<T> {
  const connection = await homeControl({}).connection(home.state);
  if (connection === undefined) throw new Error(`nothing runs on ${home.state}`);
  const { server, token, caPem } = connection.kubernetes;
  const { fetch, close } = trustingFetch({ caPem });
  try {
    return await work(new KubernetesClient({ server, token, fetch }));
  } finally {
    await close();
  }
}

/** Seconds by the clock and of the server's CPU that the work took, and how long it kept everybody else waiting. */
async function timed(home: Home, work: () => Promise<void>): Promise<Row> {
  const before = await diagnostics(home.state);
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1_000;
  const { cpuSeconds, eventLoopDelayMs, busiestTurnMs } = await diagnostics(home.state);
  return [seconds, cpuSeconds - before.cpuSeconds, eventLoopDelayMs.p99, busiestTurnMs];
}

async function fromApplyToStatus(): Promise<Row> {
  const home = await filledHome([]);
  try {
    await home.start();
    return await withClient(home, (client) =>
      timed(home, async () => {
        const left = names("new", RUNNING).map((name) => job(name));
        const send = async (): Promise<void> => {
          for (let next = left.pop(); next !== undefined; next = left.pop())
            await client.create(trainingJobKind, next);
        };
        await Promise.all([allHaveStatus(client), ...Array.from({ length: AT_ONCE }, send)]);
      }),
    );
  } finally {
    await home.down();
  }
}

/** Told by a watch: to ask for all of them again and again would cost more than they do. */
async function allHaveStatus(client: KubernetesClient): Promise<void> {
  const stop = new AbortController();
  const begun = new Set<string>();
  for await (const change of client.watch(trainingJobKind, { namespace: "default", signal: stop.signal })) {
    if (change.type === "synced" || change.object.status?.trainingJobStatus === undefined) continue;
    begun.add(change.object.metadata.name);
    if (begun.size === RUNNING) break;
  }
  stop.abort();
}

async function hasStatus(client: KubernetesClient, name: string): Promise<boolean> {
  const { status } = await client.get(trainingJobKind, { namespace: "default", name });
  return status?.trainingJobStatus !== undefined;
}

async function amongNamesakes(): Promise<Row> {
  const home = await filledHome(names("same", NAMESAKES).map((name) => job(name, "same")));
  try {
    await home.start();
    return await withClient(home, (client) =>
      timed(home, async () => {
        await client.create(trainingJobKind, job("other"));
        while (!(await hasStatus(client, "other"))) await sleep(20);
      }),
    );
  } finally {
    await home.down();
  }
}
