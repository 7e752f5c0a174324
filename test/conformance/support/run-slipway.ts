import type { HomeConnection } from "../../../packages/platform/src/cli/context.ts";
import { runCli } from "../../../packages/platform/src/cli/run-cli.ts";
import { AWS, BEARERS, type Doors } from "./doors.ts";

/** Runs our own command against the doors, the way main runs it. */
export async function runSlipway(
  doors: Doors,
  namespace: string,
  argv: readonly string[],
): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: "", err: "" };
  const into = (stream: "out" | "err") => ({
    write: (text: string | Uint8Array) => {
      said[stream] += Buffer.from(text).toString();
      return true;
    },
    drained: async () => {},
    isTty: false,
  });
  const connection: HomeConnection = {
    namespace,
    kubeconfig: doors.kubeconfigOf(BEARERS.admin),
    kubernetes: { server: doors.kubernetes.url, caPem: doors.kubernetes.caPem, token: BEARERS.admin },
    aws: { endpoint: doors.aws.url, ...AWS, ...doors.accessKey(namespace) },
  };
  const noHome = () => Promise.reject(new Error("the doors are open already"));
  const code = await runCli({
    argv,
    env: {},
    stdout: into("out"),
    stderr: into("err"),
    stdin: (async function* () {})(),
    cwd: doors.dir,
    homeFolder: doors.dir,
    version: "0.0.0-test",
    packageFolder: doors.dir,
    podProgram: ["false"],
    interrupted: new AbortController().signal,
    kinds: doors.kinds,
    unusableMetrics: async () => [],
    home: {
      up: noHome,
      down: noHome,
      status: noHome,
      environments: noHome,
      backup: noHome,
      restore: noHome,
      clusterServer: noHome,
      cluster: noHome,
      connection: () => Promise.resolve(connection),
    },
  });
  return { code, ...said };
}
