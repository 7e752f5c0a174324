import { execFile, spawn } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { findEngine } from "#lib/engine/find-engine.ts";
import { isThere } from "#lib/is-there.ts";

const execute = promisify(execFile);

/** A real podman with its own images and containers, which nobody else of this machine sees. */
export interface TestEngine {
  /** For who looks for an engine. */
  readonly env: Readonly<Record<string, string>>;
  /** Makes an image of busybox and of what it says as in a Dockerfile (`ENTRYPOINT ["/bin/sh"]`). */
  makeImage(name: string, changes?: readonly string[]): Promise<void>;
  /** Podman's own client with its options, without its service. */
  readonly command: readonly string[];
  /** Runs podman's own client on it; what it printed. */
  podman(...args: readonly string[]): Promise<string>;
  /** Names of all its containers. */
  containers(): Promise<readonly string[]>;
  /** Takes its API away, as when its service is stopped; containers go on. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  stop(): Promise<void>;
}

const BUSYBOX = ["/usr/bin/busybox", "/bin/busybox"];

/** `below`: the folder, or the disk, that its files lie in. `registry`: HOST:PORT of one that is asked without TLS. */
export async function startEngine(below = tmpdir(), registry?: string): Promise<TestEngine> {
  const folder = await mkdtemp(join(below, "slipway-engine-"));
  const around = await registriesConf(folder, registry);
  const socket = join(folder, "engine.sock");
  const base = [
    "--root",
    join(folder, "root"),
    "--runroot",
    join(folder, "run"),
    "--tmpdir",
    join(folder, "tmp"),
    "--runtime",
    "runc",
  ];
  const podman = async (...args: readonly string[]) =>
    (await execute("podman", [...base, ...args], { timeout: 120_000, env: { ...process.env, ...around } }))
      .stdout;
  const env = { SLIPWAY_CONTAINERS: socket, PATH: process.env["PATH"] ?? "" };
  let service = await serve(base, around, env);
  const pause = async () => {
    const ended = new Promise((resolve) => service.once("exit", resolve));
    service.kill("SIGTERM");
    await ended;
  };
  const resume = async () => {
    service = await serve(base, around, env);
  };
  const rootfs = await makeRootfs(folder);
  return {
    env,
    command: ["podman", ...base],
    podman,
    pause,
    resume,
    makeImage: async (name, changes = []) => {
      await podman("import", ...changes.flatMap((change) => ["--change", change]), rootfs, name);
    },
    containers: async () =>
      (await podman("ps", "-a", "--format", "{{.Names}}")).split("\n").filter((name) => name !== ""),
    stop: async () => {
      await podman("rm", "--all", "--force", "--time", "0");
      await pause();
      await podman("system", "reset", "--force").catch(() => {});
      // Podman mounts this upon itself.
      await execute("umount", [join(folder, "root", "overlay")]).catch(() => {});
      await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

async function registriesConf(
  folder: string,
  registry: string | undefined,
): Promise<Readonly<Record<string, string>>> {
  if (registry === undefined) return {};
  const file = join(folder, "registries.conf");
  await writeFile(file, `[[registry]]\nlocation = "${registry}"\ninsecure = true\n`);
  return { CONTAINERS_REGISTRIES_CONF: file };
}

/** `around`: variables of its own. */
async function serve(
  base: readonly string[],
  around: Readonly<Record<string, string>>,
  env: { readonly SLIPWAY_CONTAINERS: string } & Readonly<Record<string, string>>,
) {
  const address = `unix://${env.SLIPWAY_CONTAINERS}`;
  const service = spawn("podman", [...base, "system", "service", "--time=0", address], {
    // A container's monitor notes a want of memory in a file where it was started.
    cwd: dirname(env.SLIPWAY_CONTAINERS),
    stdio: "ignore",
    env: { ...process.env, ...around },
  });
  for (
    const end = Date.now() + 60_000;
    Date.now() < end;
    await new Promise((resolve) => setTimeout(resolve, 50))
  )
    if ("name" in (await findEngine(env))) return service;
  throw new Error("podman's service does not answer");
}

/** The archive of a root file system with busybox and nothing else. */
async function makeRootfs(folder: string): Promise<string> {
  const root = join(folder, "rootfs");
  for (const name of ["bin", "etc", "tmp", "home/ann"]) await mkdir(join(root, name), { recursive: true });
  await chmod(join(root, "tmp"), 0o1777);
  for (const path of BUSYBOX) if (await isThere(path)) await copyFile(path, join(root, "bin/busybox"));
  const { stdout } = await execute(join(root, "bin/busybox"), ["--list"]);
  for (const name of stdout.split("\n"))
    if (name !== "" && name !== "busybox") await symlink("busybox", join(root, "bin", name));
  await writeFile(join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n");
  await writeFile(join(root, "etc/group"), "root:x:0:\nann:x:1000:\n");
  await execute("chown", ["-R", "1000:1000", join(root, "home/ann")]);
  const archive = join(folder, "rootfs.tar");
  await execute("tar", ["-C", root, "-cf", archive, "."]);
  return archive;
}
