import { readFileSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { buildOnce } from "../../packages/lib/src/build-once.ts";
import { BUILD, findGo } from "./go.ts";
import { cached, type Tell } from "./places.ts";
import { run } from "./run.ts";

const MODULE = join(import.meta.dirname, "programs");
const PIN = new URL("programs/go.mod", import.meta.url);

export type Program =
  | "etcd"
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kube-proxy"
  | "kubelet"
  | "kubectl";

/** The folder that holds, or will hold, the programs of the versions in programs/go.mod. */
export function programsFolder(): string {
  return cached("programs", [PIN, new URL(import.meta.url)]);
}

/** Builds etcd and Kubernetes from their Go modules, once for a version: some ten minutes on two cores. */
export async function buildPrograms(tell: Tell): Promise<string> {
  const folder = programsFolder();
  await buildOnce(
    folder,
    async (at) => {
      const go = await findGo(MODULE, tell);
      const started = Date.now();
      const ticking = setInterval(() => {
        tell(`still building Kubernetes (${Math.round((Date.now() - started) / 1000)} s)`);
      }, 30_000);
      try {
        tell("building Kubernetes and etcd from their Go modules, once: up to 15 minutes");
        await build(go, at);
      } finally {
        clearInterval(ticking);
      }
      await go.tidyUp();
    },
    { onWait: () => tell("waiting for another build of Kubernetes") },
  );
  return folder;
}

/** The draft has a name of its own in `at`: what a killed build goes on writing gets into no later one. */
async function build(
  go: { readonly program: string; readonly env: NodeJS.ProcessEnv },
  at: string,
): Promise<void> {
  const draft = join(at, `draft-${process.pid}`);
  await mkdir(draft);
  const args = [...BUILD, "-ldflags", linkerFlags(), "-o", `${draft}/`, "tool"];
  await run(go.program, args, { cwd: MODULE, env: go.env });
  // Go names a program after its folder.
  await rename(join(draft, "server"), join(draft, "etcd"));
  await rename(draft, join(at, "bin"));
  await rm(draft, { recursive: true, force: true });
}

/** Without symbols; and with the version, which clients would see as v0.0.0 else. */
function linkerFlags(): string {
  const version = /^\s*k8s\.io\/kubernetes (v1\.(\d+)\.\d+)/m.exec(readFileSync(PIN, "utf8"));
  if (version === null) throw new Error(`${PIN} names no version of k8s.io/kubernetes`);
  const facts = { gitVersion: version[1], gitMajor: "1", gitMinor: version[2] };
  const stamps = ["k8s.io/component-base/version", "k8s.io/client-go/pkg/version"].flatMap((at) =>
    Object.entries(facts).map(([name, value]) => `-X ${at}.${name}=${value}`),
  );
  return ["-s", "-w", ...stamps].join(" ");
}
