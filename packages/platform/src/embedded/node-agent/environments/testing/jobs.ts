import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { interpreters } from "@slipway/algorithms/interpreters.ts";
import { type Pod, podKind } from "@slipway/model/kubernetes/workloads.ts";
import type { ImageAnswer } from "../../pod/image.ts";
import { images as shellImages } from "../../testing/images.ts";
import { isOver, podOf, shell, stateOf } from "../../testing/pods.ts";
import { sleep, type World } from "../../testing/world.ts";

const SOURCES = fileURLToPath(new URL("../../../../../../..", import.meta.url));
const POD = fileURLToPath(new URL("../../../../main/pod.ts", import.meta.url));
const NODE = [process.execPath, "--experimental-strip-types", "--no-warnings", POD];
const PATIENCE_MS = 120_000;

/** Also the script image, from the sources. */
export function images(image: string): ImageAnswer | undefined {
  if (image !== "script") return shellImages(image);
  return {
    process: {
      argv: [...NODE, "algorithm", "script"],
      environments: [...NODE, "environment"],
      readable: [SOURCES, process.execPath],
    },
  };
}

/** A PATH whose first python3 can make environments; undefined where there is none. */
export async function pathWithPython(): Promise<string | undefined> {
  const script = "import sys, venv, ensurepip; print(getattr(sys, '_base_executable', sys.executable))";
  for await (const candidate of interpreters(process.env)) {
    try {
      const answer = execFileSync(candidate, ["-c", script], { encoding: "utf8", stdio: "pipe" });
      return `${dirname(answer.trim())}:/usr/bin:/bin`;
    } catch {}
  }
  return undefined;
}

export interface Job {
  readonly exitCode: number;
  readonly log: string;
  readonly message: string;
}

type Files = Readonly<Record<string, string>>;

/** A job as a training pod is one: `fetch` brings the code, then the script image runs it. */
export function jobPod(name: string, files: Files, env: Readonly<Record<string, string>> = {}): Pod {
  const ml = "$" + "{SLIPWAY_OPT_ML:-/opt/ml}";
  const writes = Object.entries(files).map(([path, text]) => {
    const file = `${ml}/code/${path}`;
    return text.startsWith("-> ")
      ? `ln -s '${text.slice(3)}' "${file}"`
      : `mkdir -p "${dirname(file)}" && echo '${Buffer.from(text).toString("base64")}' | base64 -d >"${file}"`;
  });
  const mounts = [
    { name: "ml", mountPath: "/opt/ml" },
    { name: "slipway-cache", mountPath: "/var/cache/slipway" },
  ];
  const script = [`mkdir -p "${ml}/code"`, ...writes].join("\n");
  return podOf(
    name,
    [
      {
        name: "algorithm",
        image: "script",
        args: ["train"],
        env: Object.entries({ SLIPWAY_CACHE_DIR: "/var/cache/slipway", ...env }).map(([name, value]) => ({
          name,
          value,
        })),
        volumeMounts: mounts,
        terminationMessagePath: "/opt/ml/output/failure",
      },
    ],
    {
      initContainers: [shell("fetch", script, { volumeMounts: mounts })],
      volumes: [
        { name: "ml", emptyDir: {} },
        { name: "slipway-cache", emptyDir: {} },
      ],
    },
  );
}

export async function run(world: World, ...pod: Parameters<typeof jobPod>): Promise<Job> {
  await world.create(jobPod(...pod));
  return ended(world, pod[0]);
}

/** A job's end. */
export async function ended(world: World, name: string): Promise<Job> {
  const pod = await until(world, name, isOver);
  const state = stateOf(pod, "algorithm")?.terminated;
  const log = (await world.log(name, "algorithm")).join("\n");
  return { exitCode: state?.exitCode ?? -1, log, message: state?.message ?? "" };
}

/** The pod once it is as wanted: installing takes longer than what other tests wait for. */
export async function until(
  world: World,
  name: string,
  wanted: (pod: Pod) => boolean | Promise<boolean>,
): Promise<Pod> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) {
    const pod = await world.store.get(podKind, `default/${name}`);
    if (pod !== undefined && (await wanted(pod))) return pod;
  }
  throw new Error(
    `pod ${name} never became what was wanted; its log: ${(await world.log(name, "algorithm")).join("\n")}`,
  );
}

/** Where the home keeps environments. */
export const built = (world: World): string => join(world.stateDir, "environments", "built");
