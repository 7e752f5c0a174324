import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEngine } from "../packages/platform/src/embedded/node-agent/testing/engine.ts";
import { Home, ok } from "../test/e2e/support/home.ts";
import { CpuGroup } from "./support/cpu-group.ts";
import { cpuOf } from "./support/cpu-of.ts";
import { table } from "./support/table.ts";
import { untilCompleted } from "./support/until-completed.ts";

const STEPS = Number(process.env["SLIPWAY_BENCH_STEPS"] ?? 1_000);
/** Without the right to raise its own limits podman wants them said. */
const ULIMITS = ["--ulimit", "nofile=20000:20000", "--ulimit", "nproc=1000:1000"];
/** Of the peers, which need no thousand to be known. */
const PEERS = 40;

/** Steps of a pipeline that cost nothing themselves: `true` as ProcessingJobs, beside `true` spawned, and in containers. */
export async function benchSteps(): Promise<string> {
  const steps = await stepsOf(STEPS);
  const spawn = await cpuOf(200, () => void execFileSync("/bin/true"));
  const node = await cpuOf(20, () => void execFileSync(process.execPath, ["-e", "0"]));
  const container = await containerOf();
  const rows = [
    ["a ProcessingJob", steps.cpu, steps.cpu / spawn, steps.seconds],
    ["`true`, spawned by Node", spawn, 1, "not timed"],
    ["`node -e 0`", node, node / spawn, "not timed"],
    ...(container === undefined
      ? []
      : [["`podman run --rm IMAGE true`", container, container / spawn, "not timed"]]),
  ];
  const share =
    container === undefined ? "" : ` A job costs ${(steps.cpu / container).toFixed(2)} of \`podman run\`.`;
  return [
    "## Steps that do nothing",
    "",
    `${STEPS} ProcessingJobs of \`true\`, applied by one \`kubectl apply\`, until the last one is Completed; CPU seconds a step of all that the home and what it starts take, by control group, and its peers in the same run.${share} Goals: at most 3 times a plain spawn, and at most a third of \`podman run\`.`,
    "",
    table(["", "CPU seconds", "times a spawn", "seconds"], rows),
  ].join("\n");
}

async function stepsOf(count: number): Promise<{ readonly cpu: number; readonly seconds: number }> {
  const group = new CpuGroup("steps");
  const home = new Home();
  try {
    await group.within(() => home.start());
    await run(home, ["warm-up"]);
    const [cpu, start] = [group.seconds, performance.now()];
    await run(
      home,
      Array.from({ length: count }, (_, index) => `step-${index}`),
    );
    return { cpu: (group.seconds - cpu) / count, seconds: (performance.now() - start) / 1_000 / count };
  } finally {
    await home.down();
    group.close();
  }
}

async function run(home: Home, names: readonly string[]): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), "slipway-bench-")), "steps.json");
  const items = names.map((name) => ({
    apiVersion: "sagemaker.services.k8s.aws/v1alpha1",
    kind: "ProcessingJob",
    metadata: { name },
    spec: {
      processingJobName: name,
      roleARN: "arn:aws:iam::123456789012:role/bench",
      appSpecification: { imageURI: "slipway.dev/script", containerEntrypoint: ["true"] },
      processingResources: {
        clusterConfig: { instanceType: "ml.m5.large", instanceCount: 1, volumeSizeInGB: 1 },
      },
    },
  }));
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  await ok(home.kubectl("apply", "-f", file));
  await untilCompleted(home, { resource: "processingjobs", status: "processingJobStatus", names });
}

/** What podman, its monitor, its runtime and the container itself take. */
async function containerOf(): Promise<number | undefined> {
  const engine = await startEngine().catch(() => undefined);
  if (engine === undefined) return undefined;
  try {
    await engine.makeImage("localhost/steps:1");
    const [command = "podman", ...base] = engine.command;
    const once = (group: string): void => {
      const options = ["--rm", "--network=none", `--cgroup-parent=/${group}`, ...ULIMITS];
      execFileSync(command, [...base, "run", ...options, "localhost/steps:1", "true"], { stdio: "ignore" });
    };
    await cpuOf(1, once);
    return await cpuOf(PEERS, once);
  } finally {
    await engine.stop();
  }
}
