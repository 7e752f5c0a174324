import { execFile } from "node:child_process";
import { join, relative } from "node:path";
import { defined } from "@slipway/model";
import type { Host } from "./host.ts";
import { changeUsers, type OwnUsers, type UserTools } from "./own-users.ts";
import { forgets, type Mount, markOf, type Program, quoted, type Sandbox } from "./sandbox.ts";
import { systemCallFilter } from "./system-calls.ts";
import type { IdRange } from "./users.ts";
import { rootView, TERMINATION_LOG } from "./view/root-view.ts";

const ISOLATION = [
  "--unshare-pid",
  "--unshare-ipc",
  "--unshare-cgroup-try",
  // The sandbox ends with the supervisor's waiter, which outlives us.
  "--die-with-parent",
  // A program that signals its own process group must not hit the sandbox.
  "--new-session",
];

/** The launch's file with the filter of system calls. */
const FILTER = "system-calls";

export interface Users {
  readonly how: OwnUsers;
  readonly tools: UserTools;
}

/**
 * Each container sees the system's programs and libraries, its interpreters, its own /tmp, home and processes and the
 * pod's volumes at their mount paths, and nothing else of this machine. The network is shared (docs/adr/0017). `signals`: the words
 * before a program by which it ignores none.
 */
export function bubblewrap(host: Host, users: Users, signals: readonly string[]): Sandbox {
  const argumentsOf = async (program: Program): Promise<string> => {
    const words = [
      ...ISOLATION,
      ...hostName(program),
      ...capabilities(changeOf(program).capabilities),
      "--clearenv",
      ...Object.entries(environmentOf(program)).flatMap(([name, value]) => ["--setenv", name, value]),
      ...(await rootView(program, host)),
      ...["--chdir", program.workingDir],
    ];
    return words.map((word) => `${word}\0`).join("");
  };
  const filter = systemCallFilter();
  const changeOf = ({ ids }: Program) => changeUsers(users.how, ids, users.tools);
  const words = (program: Program) => [...changeOf(program).prefix, ...program.argv].map(quoted).join(" ");
  return {
    name: "bubblewrap",
    showsOwnDevicesAlone: true,
    async launchFiles(program) {
      const folder = quoted(program.folder);
      const command = [
        `exec 9<${folder}/args`,
        ...(filter === undefined ? [] : [`exec 7<${folder}/${FILTER}`]),
        forgets(program),
        "umask 022",
        ...program.mounts.flatMap(refusesLinks),
        ...changeOf(program).before,
        `export ${markOf(program)}`,
        `exec ${[...signals, "bwrap"].join(" ")} --args 9 ${filter === undefined ? "" : "--seccomp 7"} --info-fd 8 -- ${words(program)} 8>${folder}/sandbox."$count"`,
      ];
      return {
        args: await argumentsOf(program),
        command: `${command.join("\n")}\n`,
        mark: `${markOf(program)}\n`,
        sandboxed: "",
        ...defined({ [FILTER]: filter }),
      };
    },
    alike: ["sandboxed", FILTER],
    podFiles: (ids) =>
      users.how === "namespace" && ids !== undefined ? { users: `${ids.first} ${ids.count}\n` } : {},
    async command(program) {
      const file = quoted(join(program.folder, FILTER));
      const script = [
        ...changeOf(program).before,
        // A launch of an earlier release had none.
        `filter=; if [ -e ${file} ]; then exec 7<${file}; filter="--seccomp 7"; fi`,
        `exec bwrap --args 3 $filter -- ${words(program)}`,
      ];
      return {
        argv: ["/bin/sh", "-c", script.join("\n")],
        env: host.environment,
        cwd: "/",
        input: await argumentsOf(program),
      };
    },
  };
}

/** Lines of sh that end the launch when a program of the pod has put a link on the way to a part of a volume. */
function refusesLinks({ within, source, path }: Mount): readonly string[] {
  if (within === undefined) return [];
  const words = relative(within, source).split("/");
  const tests = words.map((_, index) => `-h ${quoted(join(within, ...words.slice(0, index + 1)))}`);
  const refusal = `the subPath that is mounted at ${path} leads over a symbolic link`;
  return [`if [ ${tests.join(" ] || [ ")} ]; then echo ${quoted(refusal)} >&2; exit 125; fi`];
}

function hostName({ names }: Program): readonly string[] {
  return names === undefined ? [] : ["--unshare-uts", "--hostname", names.hostname];
}

function environmentOf(program: Program): Readonly<Record<string, string>> {
  return { ...program.env, TMPDIR: "/tmp", SLIPWAY_TERMINATION_LOG: TERMINATION_LOG };
}

function capabilities(kept: readonly string[]): readonly string[] {
  if (process.getuid?.() !== 0) return [];
  return ["--cap-drop", "ALL", ...kept.flatMap((name) => ["--cap-add", `CAP_${name.toUpperCase()}`])];
}

/** Runs it once: kernels and containers refuse namespaces or a new /proc in too many ways to ask for each. */
export function bubblewrapWorks(
  environment: Readonly<Record<string, string>>,
  users: Users,
  ids?: IdRange,
): Promise<boolean> {
  const { before, prefix, capabilities: kept } = changeUsers(users.how, ids, users.tools);
  const args = [
    ...ISOLATION,
    ...capabilities(kept),
    ...["--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"],
    ...["--ro-bind", "/proc/sys", "/proc/sys"],
  ];
  const words = [...args, "--", ...prefix, "true"].map(quoted).join(" ");
  const script = [...before, `exec bwrap ${words}`].join("\n");
  return new Promise((resolve) => {
    execFile("/bin/sh", ["-c", script], { env: environment, timeout: 10_000 }, (error) =>
      resolve(error === null),
    );
  });
}
