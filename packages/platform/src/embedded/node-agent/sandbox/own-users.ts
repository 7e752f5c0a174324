import { access, constants } from "node:fs/promises";
import { join } from "node:path";
import type { IdRange } from "./users.ts";

/**
 * How programs of root's home get users of their own. namespace: they are root in a user namespace, which is nobody
 * outside. ids: another user, without a namespace where the kernel refuses one. shared: root with few capabilities, where
 * neither can be had.
 */
export type OwnUsers = "namespace" | "ids" | "shared";

/** What containers of root keep elsewhere as well; without them `tar`, `chown` and the like fail. */
const KEPT = ["chown", "dac_override", "fowner", "fsetid", "kill", "setgid", "setuid"] as const;

/** What changing users takes, given up before the program begins. */
const FOR_CHANGING = ["setgid", "setuid", "setpcap", "sys_admin"] as const;

/** Absolute, because the program's own PATH is none of ours. */
export interface UserTools {
  readonly sh: string;
  readonly nsenter: string;
  readonly setpriv: string;
}

/** What is done around bwrap for one program: lines of sh before it, capabilities in it, words before the program's. */
export interface Change {
  readonly before: readonly string[];
  readonly capabilities: readonly string[];
  readonly prefix: readonly string[];
}

/**
 * The namespace is made beforehand, by the pod's supervisor for all its launches, and entered last, by descriptor 5: bwrap
 * itself needs root to find the pod's folders, and only who is root outside can map more than one user. Standard output
 * becomes the program's, which may open it again. `users` and `output` are launch.sh's: that both is done already.
 */
export function changeUsers(how: OwnUsers, ids: IdRange | undefined, tools: UserTools): Change {
  if (how === "shared" || ids === undefined) return { before: [], capabilities: KEPT, prefix: [] };
  const { first, count } = ids;
  const none = ["--inh-caps=-all", "--no-new-privs"];
  const ownOutput = `[ -n "$output" ] || [ ! -p /proc/self/fd/1 ] || chown ${first}:${first} /proc/self/fd/1`;
  if (how === "ids")
    return {
      before: [ownOutput],
      capabilities: FOR_CHANGING,
      prefix: [
        tools.setpriv,
        ...[`--reuid=${first}`, `--regid=${first}`, "--clear-groups", "--bounding-set=-all", ...none],
      ],
    };
  const kept = KEPT.map((name) => `+${name}`).join();
  return {
    before: [
      ownOutput,
      'if [ -z "$users" ]; then',
      "unshare --user sleep 60 & holder=$!",
      `while [ "/proc/$holder/ns/user" -ef /proc/self/ns/user ]; do :; done`,
      `for map in uid_map gid_map; do echo "0 ${first} ${count}" >"/proc/$holder/$map" || exit 125; done`,
      'exec 5<"/proc/$holder/ns/user"',
      'kill -KILL "$holder"; wait "$holder" 2>/dev/null',
      "fi",
    ],
    capabilities: FOR_CHANGING,
    prefix: [
      ...[tools.nsenter, "--user=/proc/self/fd/5", "--setuid", "0", "--setgid", "0"],
      ...[tools.setpriv, `--bounding-set=-all,${kept}`, ...none],
      ...[tools.sh, "-c", 'exec 5<&-; exec "$@"', "sh"],
    ],
  };
}

const FOLDERS = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/run/current-system/sw/bin"];

/** The tools as this machine has them; a missing one is named as it would be called, and then does not run. */
export async function findUserTools(): Promise<UserTools> {
  const [sh, nsenter, setpriv] = await Promise.all(["sh", "nsenter", "setpriv"].map(find));
  return { sh: sh ?? "sh", nsenter: nsenter ?? "nsenter", setpriv: setpriv ?? "setpriv" };
}

async function find(name: string): Promise<string | undefined> {
  for (const folder of FOLDERS) {
    const path = join(folder, name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}
