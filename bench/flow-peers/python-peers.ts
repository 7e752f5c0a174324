import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pythonEnv } from "../../scripts/python-env.ts";
import type { CpuGroup } from "../support/cpu-group.ts";
import type { Chain, Peer, StepKind } from "./peer.ts";

/** One whose run is a program of its own, which ends with the run. */
interface Program {
  readonly name: string;
  readonly env: Parameters<typeof pythonEnv>[0];
  readonly kinds: readonly StepKind[];
  variables(folder: string): NodeJS.ProcessEnv;
  words(chain: Chain, folder: string): readonly string[];
}

const here = (name: string): string => join(import.meta.dirname, name);

export const METAFLOW: Program = {
  name: "Metaflow",
  env: "metaflow",
  kinds: ["process"],
  variables: (folder) => ({
    METAFLOW_DATASTORE_SYSROOT_LOCAL: folder,
    METAFLOW_HOME: join(folder, "home"),
    METAFLOW_USER: "bench",
  }),
  words: ({ steps }) => [
    here("metaflow_chain.py"),
    "--quiet",
    "--no-pylint",
    "run",
    "--links",
    String(steps),
  ],
};

let luigiRuns = 0;

export const LUIGI: Program = {
  name: "Luigi",
  env: "luigi",
  kinds: ["process", "nothing"],
  variables: () => ({}),
  words: ({ kind, steps }, folder) => [
    here("luigi_chain.py"),
    kind,
    String(steps),
    // What is there is not made again.
    join(folder, String(++luigiRuns)),
  ],
};

export const KFP: Program = {
  name: "kfp.local",
  env: "kfp",
  kinds: ["process"],
  variables: () => ({}),
  words: ({ kind, steps }, folder) => [here("kfp_chain.py"), kind, String(steps), folder],
};

export const PREFECT: Program = {
  name: "Prefect",
  env: "prefect",
  kinds: ["process", "nothing"],
  variables: (folder) => ({
    PREFECT_HOME: folder,
    DO_NOT_TRACK: "1",
    PREFECT_LOGGING_LEVEL: "WARNING",
    PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS: "600",
  }),
  words: ({ kind, steps }) => [here("prefect_chain.py"), kind, String(steps)],
};

export async function pythonPeer(program: Program, script: string, group: CpuGroup): Promise<Peer> {
  const { python } = await pythonEnv(program.env);
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
  return {
    kinds: program.kinds,
    stands: false,
    folder,
    async run(chain) {
      const env = { ...inEnv(python, folder), ...program.variables(folder), BENCH_STEP: script };
      const words = program.words(chain, folder);
      let child: ChildProcess | undefined;
      await group.within(async () => {
        child = spawn(python, words, { env, cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
      });
      if (child !== undefined) await succeeded(child, program.name);
      await group.settled();
    },
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** As its `activate` leaves a shell, with a home folder of its own. */
export function inEnv(python: string, folder: string): NodeJS.ProcessEnv {
  return { PATH: `${dirname(python)}:${process.env["PATH"]}`, HOME: folder, LANG: "C.UTF-8" };
}

const SAID = 2_000;

export async function succeeded(child: ChildProcess, name: string): Promise<string> {
  let said = "";
  let all = "";
  const note = (chunk: Buffer): void => {
    all += chunk.toString("utf8");
    said = `${said}${chunk.toString("utf8")}`.slice(-SAID);
  };
  child.stdout?.on("data", note);
  child.stderr?.on("data", note);
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${name} ended with ${code}: ${said}`);
  return all;
}
