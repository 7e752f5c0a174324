import { join } from "node:path";
import { defined } from "@slipway/model";
import { forgets, MARK, markOf, type Program, quoted, type Sandbox } from "./sandbox.ts";

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * Plain processes, for machines without bubblewrap. Mount paths do not hold: a program finds its folders through
 * SLIPWAY_OPT_ML and, for any mount, SLIPWAY_MOUNTS (a JSON object of mount path to folder); a variable whose value is a
 * path below a mount gets the path that it stands for. Names of others do not resolve: SLIPWAY_HOSTS (a JSON object of host name to
 * address) has them. `signals`: the words before a program by which it ignores none.
 */
export const plain = (signals: readonly string[]): Sandbox => ({
  name: "none",
  showsOwnDevicesAlone: false,
  async launchFiles(program) {
    const { env, argv, cwd } = asProcess(program);
    const exports = Object.entries(env)
      .filter(([name]) => VARIABLE.test(name))
      .map(([name, value]) => `export ${name}=${quoted(value)}`);
    const command = [
      forgets(program),
      "umask 022",
      `cd ${quoted(cwd)} || exit 126`,
      "unset OLDPWD PWD",
      ...exports,
      `exec ${[...beginning(signals), ...argv].map(quoted).join(" ")}`,
    ];
    return { command: `${command.join("\n")}\n`, mark: `${markOf(program)}\n` };
  },
  alike: [],
  podFiles: () => ({}),
  command: async (program) => asProcess(program),
});

/** A shell tells of a missing program by its own words, and takes no name with a `=` for a variable. */
function beginning(signals: readonly string[]): readonly string[] {
  return signals.length === 0 ? [] : [...signals, "/bin/sh", "-c", 'exec "$@"', "sh"];
}

function asProcess(program: Program) {
  const folders = program.mounts.map(({ path, source }) => [path, source] as const);
  const ml = new Map(folders).get("/opt/ml");
  return {
    argv: program.argv,
    cwd: through(program, program.workingDir),
    env: {
      ...Object.fromEntries(
        Object.entries(program.env).map(([name, value]) => [name, through(program, value)]),
      ),
      TMPDIR: program.temporary,
      [MARK]: program.mark,
      SLIPWAY_TERMINATION_LOG: program.terminationLog,
      SLIPWAY_MOUNTS: JSON.stringify(Object.fromEntries(folders)),
      ...defined({
        SLIPWAY_OPT_ML: ml,
        SLIPWAY_HOSTS: program.names === undefined ? undefined : JSON.stringify(program.names.hosts),
      }),
    },
  };
}

/** Where a path of the container's world is on this machine; what is no such path stays as it is. */
function through(program: Program, path: string): string {
  const mount = program.mounts.findLast(({ path: at }) => path === at || path.startsWith(`${at}/`));
  return mount === undefined ? path : join(mount.source, path.slice(mount.path.length));
}
