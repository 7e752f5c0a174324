import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as pause } from "node:timers/promises";
import { freePort } from "../../packages/lib/src/testing/free-port.ts";
import { pythonEnv } from "../../scripts/python-env.ts";
import type { CpuGroup } from "../support/cpu-group.ts";
import type { Chain, Peer } from "./peer.ts";
import { inEnv, succeeded } from "./python-peers.ts";

const LOOK_MS = 300;
const STARTS_MS = 300_000;
const PATIENCE_MS = 1_200_000;
/** One that wants the database at the same time waits. */
const BUSY_MS = 10_000;

const nameOf = ({ kind, steps }: Chain): string => `${kind}_${steps}`;

interface Made {
  readonly script: string;
  readonly group: CpuGroup;
  /** What will be run: a file of dags is read before. */
  readonly chains: readonly Chain[];
}

/** Its scheduler with LocalExecutor, its reader of dags and its API server, which tasks speak to, on SQLite. */
export async function airflow(made: Made): Promise<Peer> {
  const { group, chains } = made;
  const { folder, env, command } = await installation(made);
  const children: ChildProcess[] = [];
  await group.within(async () => {
    for (const words of [["api-server"], ["scheduler"], ["dag-processor"]])
      children.push(spawn(command, words, { env, cwd: folder, stdio: "ignore", detached: true }));
  });
  const stop = async (): Promise<void> => {
    // Each has processes of its own, in a group that is its own too.
    for (const { pid, exitCode } of children)
      if (pid !== undefined && exitCode === null) process.kill(-pid, "SIGTERM");
    await group.end();
    rmSync(folder, { recursive: true, force: true });
  };
  const until = async (what: string, ms: number, isSo: () => boolean | Promise<boolean>): Promise<void> => {
    for (const end = performance.now() + ms; !(await isSo()); await pause(LOOK_MS))
      if (performance.now() > end) throw new Error(`Airflow: ${what} did not happen within ${ms} ms`);
  };
  const health = `http://127.0.0.1:${env["AIRFLOW__API__PORT"]}/api/v2/monitor/health`;
  try {
    await until(
      "an API server",
      STARTS_MS,
      async () => (await fetch(health).catch(() => undefined))?.ok === true,
    );
    await until("dags", STARTS_MS, () => {
      const known = ask(folder, "SELECT dag_id AS it FROM serialized_dag");
      return chains.every((chain) => known.includes(nameOf(chain)));
    });
  } catch (error) {
    await stop();
    throw error;
  }
  let runs = 0;
  return {
    kinds: ["process", "nothing"],
    stands: true,
    folder,
    async run(chain) {
      const run = `bench-${++runs}`;
      const words = ["dags", "trigger", nameOf(chain), "--run-id", run];
      await succeeded(spawn(command, words, { env, cwd: folder }), "airflow dags trigger");
      await until(`the end of ${nameOf(chain)}`, PATIENCE_MS, () => {
        const [state] = ask(folder, `SELECT state AS it FROM dag_run WHERE run_id = '${run}'`);
        if (state === "failed") throw new Error(`Airflow: ${nameOf(chain)} failed`);
        return state === "success";
      });
    },
    stop,
  };
}

/** One process that runs a dag by itself, as for those who write it. */
export async function airflowTest(made: Made): Promise<Peer> {
  const { folder, env, command } = await installation(made);
  return {
    kinds: ["process", "nothing"],
    stands: false,
    folder,
    async run(chain) {
      let child: ChildProcess | undefined;
      await made.group.within(async () => {
        child = spawn(command, ["dags", "test", nameOf(chain)], { env, cwd: folder });
      });
      if (child !== undefined) await succeeded(child, "airflow dags test");
      await made.group.settled();
    },
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function installation({ script, chains }: Made) {
  const { python } = await pythonEnv("airflow");
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  const dags = join(folder, "dags");
  mkdirSync(dags);
  copyFileSync(join(import.meta.dirname, "airflow_chains.py"), join(dags, "airflow_chains.py"));
  const port = String(await freePort());
  const env = {
    ...inEnv(python, folder),
    AIRFLOW_HOME: folder,
    AIRFLOW__CORE__DAGS_FOLDER: dags,
    AIRFLOW__CORE__LOAD_EXAMPLES: "False",
    AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: "False",
    AIRFLOW__CORE__EXECUTOR: "LocalExecutor",
    AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `http://127.0.0.1:${port}/execution/`,
    // Which each process makes up for itself where it is not said, so that none believes another.
    AIRFLOW__API_AUTH__JWT_SECRET: randomBytes(16).toString("hex"),
    AIRFLOW__API__PORT: port,
    AIRFLOW__API__HOST: "127.0.0.1",
    BENCH_STEP: script,
    BENCH_SIZES: chains.map(nameOf).join(" "),
  };
  const command = join(python, "../airflow");
  await succeeded(spawn(command, ["db", "migrate"], { env, cwd: folder }), "airflow db migrate");
  return { folder, env, command };
}

/** Nothing while others keep the database for themselves. */
function ask(folder: string, sql: string): readonly string[] {
  const database = new DatabaseSync(join(folder, "airflow.db"), { readOnly: true, timeout: BUSY_MS });
  try {
    return database
      .prepare(sql)
      .all()
      .map(({ it }) => String(it));
  } catch (error) {
    if ((error as { readonly errstr?: string }).errstr === "database is locked") return [];
    throw error;
  } finally {
    database.close();
  }
}
