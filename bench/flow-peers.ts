import { execFileSync } from "node:child_process";
import { airflow, airflowTest } from "./flow-peers/airflow.ts";
import type { StepKind } from "./flow-peers/peer.ts";
import { KFP, LUIGI, METAFLOW, PREFECT, pythonPeer } from "./flow-peers/python-peers.ts";
import { type Cost, type Make, type Round, roundOf, type Sizes } from "./flow-peers/round.ts";
import { PROGRAM, SHELL, slipway } from "./flow-peers/slipway.ts";
import { StepTimes } from "./flow-peers/step-times.ts";
import { cpuOf } from "./support/cpu-of.ts";
import { median, quantile, table } from "./support/table.ts";

const ROUNDS = Number(process.env["SLIPWAY_BENCH_ROUNDS"] ?? 3);
const STEPS = process.env["SLIPWAY_BENCH_STEPS"];
const BY_HAND = 50;

const SIZES: Sizes = { process: [2, Number(STEPS ?? 22)], nothing: [2, Number(STEPS ?? 42)] };
const CHAINS = (["process", "nothing"] as const).flatMap((kind) =>
  SIZES[kind].map((steps) => ({ kind, steps })),
);

const PEERS: Readonly<Record<string, Make>> = {
  Slipway: (script, group) => slipway([...PROGRAM, script], group),
  "Slipway with `bash`": (script, group) => slipway([...SHELL, script], group),
  Luigi: (script, group) => pythonPeer(LUIGI, script, group),
  Metaflow: (script, group) => pythonPeer(METAFLOW, script, group),
  "kfp.local": (script, group) => pythonPeer(KFP, script, group),
  Prefect: (script, group) => pythonPeer(PREFECT, script, group),
  "Airflow with LocalExecutor": (script, group) => airflow({ script, group, chains: CHAINS }),
  "`airflow dags test`": (script, group) => airflowTest({ script, group, chains: CHAINS }),
};

/** `SLIPWAY_BENCH_PEERS=Luigi,Prefect` for some of them. */
const WANTED = process.env["SLIPWAY_BENCH_PEERS"]?.split(",") ?? Object.keys(PEERS);

/** What the machinery of pipelines takes beside that of others. */
export async function benchFlowPeers(): Promise<string> {
  const rounds = new Map<string, Round[]>(WANTED.map((name) => [name, []]));
  const failures = new Map<string, string>();
  const times = await StepTimes.open();
  let byHandMs = 0;
  try {
    byHandMs = (await cpuOf(BY_HAND, () => void execFileSync("bash", ["-c", times.script]))) * 1_000;
    await times.take(BY_HAND);
    for (let round = 1; round <= ROUNDS; round++)
      for (const [name, done] of rounds) {
        process.stderr.write(`  round ${round}: ${name}\n`);
        const make = PEERS[name];
        if (make === undefined) throw new Error(`no peer is called ${name}`);
        if (failures.has(name)) continue;
        try {
          done.push(await roundOf(make, { times, sizes: SIZES, isFirst: round === 1 }));
        } catch (error) {
          failures.set(name, (error as Error).message);
        }
      }
  } finally {
    times.close();
  }
  return text(rounds, { failures, byHandMs });
}

type Rounds = ReadonlyMap<string, readonly Round[]>;

function text(
  rounds: Rounds,
  { failures, byHandMs }: { readonly failures: ReadonlyMap<string, string>; readonly byHandMs: number },
): string {
  const [[processShort, processLong], [nothingShort, nothingLong]] = [SIZES.process, SIZES.nothing];
  const failed = [...failures].map(([name, why]) => `${name} did not run here: ${why}`.replaceAll("\n", " "));
  return [
    "## Pipelines beside others",
    "",
    `Chains of steps, each behind the one before, by \`npm run bench -- flow-peers\`. A process step starts a program that sleeps for a fifth of a second (${byHandMs.toPrecision(3)} ms of CPU by hand); CPU is that of all processes, by control group, beyond the program's own, servers' idling included. A gap is from the end of one program to the start of the next, as they themselves saw it. Figures of a step are by how much a chain of ${processLong} takes more than one of ${processShort} (of steps without a program: ${nothingLong} and ${nothingShort}); in turns, medians of ${ROUNDS} rounds, gaps of all rounds together. Goals of ours: at most 20 ms of CPU beyond a program, 2 ms without one, p99 of gaps 50 ms.`,
    "",
    WAYS,
    ...failed.map((line) => `\n${line}`),
    "",
    processTable(rounds, byHandMs),
    "",
    "Steps without a program: `pass`, a task of Luigi that writes its target, a task of Prefect that returns, Airflow's EmptyOperator. Metaflow and kfp.local have none.",
    "",
    nothingTable(rounds),
  ].join("\n");
}

const WAYS =
  "Peers as their documents have them on one machine: Luigi with the local scheduler and one worker; Metaflow with its local datastore and a step that it comes back to; kfp.local with SubprocessRunner without an environment for each step; Prefect with the server that it starts for a run; Airflow's scheduler, reader of dags and API server with LocalExecutor on SQLite, and `airflow dags test`, one process without any of these. Rows are those of databases, bytes those of databases and files.";

function processTable(rounds: Rounds, byHandMs: number): string {
  const first = costOf([...rounds.values()][0] ?? [], "process", "cpuMs") - byHandMs;
  const lines = [...rounds].map(([name, done]) => {
    const of = (which: keyof Cost): number => costOf(done, "process", which);
    const gaps = done.flatMap(({ gapsMs }) => gapsMs);
    const cpu = of("cpuMs") - byHandMs;
    const idle = done.flatMap((round) => round.idle ?? []);
    return [
      ...[name, cpu, cpu / first, quantile(gaps, 0.5), quantile(gaps, 0.99), gaps.length],
      ...[of("rows"), of("files"), of("bytes"), idle.length === 0 ? "" : median(idle)],
    ];
  });
  return table(
    [
      "",
      "CPU ms a step",
      "ratio",
      "gap p50 ms",
      "p99 ms",
      "gaps",
      "rows a step",
      "files a step",
      "bytes a step",
      "CPU ms a second idle",
    ],
    lines,
  );
}

function nothingTable(rounds: Rounds): string {
  const able = [...rounds].filter(([, done]) => done.some(({ costs }) => costs.nothing !== undefined));
  const first = costOf(able[0]?.[1] ?? [], "nothing", "cpuMs");
  const lines = able.map(([name, done]) => {
    const of = (which: keyof Cost): number => costOf(done, "nothing", which);
    const cpu = of("cpuMs");
    return [name, cpu, cpu / first, of("seconds") * 1_000, of("rows"), of("files"), of("bytes")];
  });
  return table(
    ["", "CPU ms a step", "ratio", "ms a step", "rows a step", "files a step", "bytes a step"],
    lines,
  );
}

const costOf = (done: readonly Round[], kind: StepKind, which: keyof Cost): number =>
  median(done.flatMap(({ costs }) => costs[kind]?.[which] ?? []));
