import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parse } from "yaml";
import { countProcesses } from "../test/e2e/support/count-processes.ts";
import { EXAMPLE, Home, ok, ROOT } from "../test/e2e/support/home.ts";
import { CpuGroup } from "./support/cpu-group.ts";
import { cpuOf } from "./support/cpu-of.ts";
import { diagnostics } from "./support/diagnostics.ts";
import { table } from "./support/table.ts";
import { untilCompleted } from "./support/until-completed.ts";

const JOBS = 40;
const POD = join(ROOT, "packages/platform/dist/pod.js");
const SYSTEM = "/usr/local/bin:/usr/bin:/bin";

interface Object {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: Readonly<Record<string, unknown>>;
}

/** A job that is applied many times, and its program with its data as a person would run it. */
interface Case {
  readonly name: string;
  manifest(home: Home): Promise<Object>;
  byHand(folder: string): readonly string[];
}

const xgboost: Case = {
  name: "XGBoost, 5 rounds on Abalone",
  manifest: async (home) => {
    await ok(home.aws("s3", "mb", "s3://abalone-example"));
    await ok(home.aws("s3", "cp", "--recursive", join(EXAMPLE, "data"), "s3://abalone-example/"));
    return short();
  },
  byHand: (ml) => {
    const { hyperParameters, inputDataConfig } = short().spec as {
      readonly hyperParameters: object;
      readonly inputDataConfig: readonly { readonly channelName: string; readonly contentType: string }[];
    };
    const channels = inputDataConfig.map(({ channelName, contentType }) => [
      channelName,
      { ContentType: contentType, TrainingInputMode: "File" },
    ]);
    writeConfig(ml, "hyperparameters", hyperParameters);
    writeConfig(ml, "inputdataconfig", Object.fromEntries(channels));
    cpSync(join(EXAMPLE, "data"), join(ml, "input/data"), { recursive: true });
    return ["algorithm", "xgboost", "train"];
  },
};

const nothing: Case = {
  name: "a `train.py` that does nothing",
  manifest: async (home) => {
    const folder = mkdtempSync(join(tmpdir(), "slipway-bench-"));
    writeFileSync(join(folder, "train.py"), "");
    await ok(home.slipway("train", folder, "--name", "nothing", "--wait"));
    return JSON.parse(await ok(home.kubectl("get", "trainingjob", "nothing", "-o", "json"))) as Object;
  },
  byHand: (ml) => {
    writeConfig(ml, "hyperparameters", {});
    mkdirSync(join(ml, "code"));
    writeFileSync(join(ml, "code/train.py"), "");
    return ["algorithm", "script", "train"];
  },
};

/** Short training jobs, applied at once, until the last model is stored, beside their programs run by hand. */
export async function benchShortJobs(): Promise<string> {
  const rows: (readonly (string | number)[])[] = [];
  let about = "";
  for (const { name, path } of [
    { name: "", path: SYSTEM },
    { name: ", shims on the PATH", path: `${shims()}:${SYSTEM}` },
  ])
    for (const each of [xgboost, nothing]) {
      const { bare, hand, all, server } = await measure(each, path);
      about = `one bare Node takes ${bare.toFixed(3)} s of CPU`;
      rows.push([
        `${each.name}${name}`,
        all.seconds,
        all.cpu,
        hand,
        (all.cpu - hand) / bare,
        all.processes ?? "not counted",
        server,
      ]);
    }
  return [
    "## Short training jobs",
    "",
    `${JOBS} jobs, applied by one \`kubectl apply\`, until the last one is Completed, after one to warm up; figures a job. The peers are the same program run by hand with its data beside it, and \`node -e 0\`: ${about}. CPU is all that the home and what it starts take. Shims are programs named python3 that start 100 processes to say that they cannot run. Goals: CPU beyond the program at most 4 bare Nodes, at most 15 processes, at most 0.3 s of wall time.`,
    "",
    table(
      [
        "",
        "seconds",
        "CPU seconds",
        "of that the program by hand",
        "beyond it, in bare Nodes",
        "processes",
        "server's CPU seconds",
      ],
      rows,
    ),
  ].join("\n");
}

async function measure(each: Case, path: string) {
  const group = new CpuGroup("home");
  const home = new Home(undefined, { PATH: `${dirname(process.execPath)}:${path}` });
  try {
    await group.within(() => home.start());
    const one = await each.manifest(home);
    await run(home, one, ["warm-up"]);
    const names = Array.from({ length: JOBS }, (_, i) => `short-${i}`);
    const [cpu, server, start] = [group.seconds, await diagnostics(home.state), performance.now()];
    const processes = await countProcesses(home.pid, () => run(home, one, names));
    const all = {
      seconds: (performance.now() - start) / 1_000 / JOBS,
      cpu: (group.seconds - cpu) / JOBS,
      processes: processes === undefined ? undefined : processes / JOBS,
    };
    const after = await diagnostics(home.state);
    return {
      all,
      server: (after.cpuSeconds - server.cpuSeconds) / JOBS,
      hand: await byHand(each, path),
      bare: await cpuOf(20, () => void execFileSync(process.execPath, ["-e", "0"])),
    };
  } finally {
    await home.down();
    group.close();
  }
}

async function run(home: Home, one: Object, names: readonly string[]): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), "slipway-bench-")), "jobs.json");
  const { apiVersion, kind, spec } = one;
  const items = names.map((name) => ({
    ...{ apiVersion, kind, metadata: { name } },
    spec: { ...spec, trainingJobName: name },
  }));
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  await ok(home.kubectl("apply", "-f", file));
  await untilCompleted(home, { resource: "trainingjobs", status: "trainingJobStatus", names });
}

/** With what a home has found out about the machine's interpreters found out already. */
async function byHand(each: Case, path: string): Promise<number> {
  const ml = mkdtempSync(join(tmpdir(), "slipway-bench-ml-"));
  mkdirSync(join(ml, "input/config"), { recursive: true });
  writeConfig(ml, "resourceconfig", { current_host: "algo-1", hosts: ["algo-1"] });
  const env = { PATH: path, HOME: ml, SLIPWAY_OPT_ML: ml, SLIPWAY_CACHE_DIR: join(ml, "cache") };
  const args = each.byHand(ml);
  const program = () => void execFileSync(process.execPath, [POD, ...args], { env, stdio: "ignore" });
  program();
  return cpuOf(10, program);
}

function short(): Object {
  const text = readFileSync(join(EXAMPLE, "training.yaml"), "utf8");
  return parse(text.replace('num_round: "50"', 'num_round: "5"')) as Object;
}

function writeConfig(ml: string, name: string, value: object): void {
  writeFileSync(join(ml, "input/config", `${name}.json`), JSON.stringify(value));
}

/** As pyenv leaves them where no version is chosen. */
function shims(): string {
  const folder = mkdtempSync(join(tmpdir(), "slipway-bench-shims-"));
  const text = "#!/bin/sh\nfor i in $(seq 100); do /bin/true; done\nexit 127\n";
  for (const name of ["python3", "python3.11"]) {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}
