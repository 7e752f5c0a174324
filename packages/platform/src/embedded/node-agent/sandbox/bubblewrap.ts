import { execFile } from "node:child_process";
import type { Host } from "./host.ts";
import { rootView } from "./root-view.ts";
import { markOf, type Program, quoted, type Sandbox } from "./sandbox.ts";

const ISOLATION = [
  "--unshare-pid",
  "--unshare-ipc",
  "--unshare-cgroup-try",
  // The sandbox ends with the supervisor's waiter, which outlives us.
  "--die-with-parent",
  // A program that signals its own process group must not hit the sandbox.
  "--new-session",
];

/** What containers of root keep elsewhere as well; without them `tar`, `chown` and the like fail. */
const ROOT_KEEPS = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID"];

/**
 * Each container sees this machine read-only, with its own /tmp and processes, the pod's volumes at their mount paths
 * and nothing of other pods, of the state folder or of the user's credentials. The network is shared.
 */
export function bubblewrap(host: Host): Sandbox {
  const argumentsOf = async (program: Program): Promise<readonly string[]> => [
    ...ISOLATION,
    ...capabilities(),
    "--clearenv",
    ...Object.entries(environmentOf(program)).flatMap(([name, value]) => ["--setenv", name, value]),
    ...(await rootView(program, host)),
    "--bind",
    program.terminationLog,
    TERMINATION_LOG,
    "--chdir",
    program.workingDir,
  ];
  return {
    name: "bubblewrap",
    async launchFiles(program) {
      const folder = quoted(`./${program.relativeFolder}`);
      const command = [
        `exec 9<${folder}/args`,
        `rm -f ${folder}/args ${folder}/command`,
        "umask 022",
        `export ${markOf(program)}`,
        `exec bwrap --args 9 --info-fd 8 -- ${program.argv.map(quoted).join(" ")} 8>${folder}/sandbox."$count"`,
      ];
      return {
        args: (await argumentsOf(program)).map((word) => `${word}\0`).join(""),
        command: `${command.join("\n")}\n`,
        mark: `${markOf(program)}\n`,
        sandboxed: "",
      };
    },
    async command(program) {
      const input = (await argumentsOf(program)).map((word) => `${word}\0`).join("");
      return {
        argv: ["bwrap", "--args", "3", "--", ...program.argv],
        env: host.environment,
        cwd: "/",
        input,
      };
    },
  };
}

const TERMINATION_LOG = "/dev/termination-log";

function environmentOf(program: Program): Readonly<Record<string, string>> {
  return { ...program.env, TMPDIR: "/tmp", SLIPWAY_TERMINATION_LOG: TERMINATION_LOG };
}

function capabilities(): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  return ["--cap-drop", "ALL", ...ROOT_KEEPS.flatMap((name) => ["--cap-add", `CAP_${name}`])];
}

/** Runs it once: kernels and containers refuse user namespaces or a new /proc in too many ways to ask for each. */
export function bubblewrapWorks(environment: Readonly<Record<string, string>>): Promise<boolean> {
  const args = [
    ...ISOLATION,
    ...capabilities(),
    ...["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
  ];
  return new Promise((resolve) => {
    execFile("bwrap", [...args, "true"], { env: environment, timeout: 10_000 }, (error) =>
      resolve(error === null),
    );
  });
}
