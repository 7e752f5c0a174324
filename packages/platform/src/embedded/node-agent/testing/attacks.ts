import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { podOf, shell } from "./pods.ts";

/** Programs that try to get around what their pod may take; what they start sleeps for `seconds`, by which it is found, as are files in /dev/shm. */
export interface Attack {
  readonly pod: (name: string, seconds: string) => Pod;
  /** Where control groups alone can keep it within bounds: without them it is not tried in a plain process. */
  readonly needsSandboxOrGroups?: true;
  /** root may have any number of processes, but for what control groups say. */
  readonly needsGroupsAsRoot?: true;
  readonly ends: { readonly reason: string; readonly exitCode: number };
}

const limited = { resources: { limits: { memory: "64Mi" } } };
const KILLED = { reason: "OOMKilled", exitCode: 137 };
const COMPLETED = { reason: "Completed", exitCode: 0 };

/** Leaves its parent, its session and its environment behind before it takes memory. */
const HIDDEN = `env -i PATH="$PATH" perl -MPOSIX=setsid -e 'fork and exit; setsid; fork and exit; for (;;) { push @a, "x" x (8 << 20); select(undef, undef, undef, 0.02) }'`;

/** As many ways to go on after the program as there are to lose it. */
const escapes = (seconds: string) => `
  env -i PATH="$PATH" setsid sleep ${seconds} &
  (trap '' TERM HUP; setsid sleep ${seconds} </dev/null >/dev/null 2>&1 &)
  env -i PATH="$PATH" perl -MPOSIX=setsid -e 'fork and exit; setsid; fork and exit; exec "sleep", "${seconds}"'
  nohup sh -c 'while :; do env -i PATH="$PATH" setsid sleep ${seconds} & sleep 0.2; done' >/dev/null 2>&1 &
  sleep 0.5`;

export const ATTACKS: Readonly<Record<string, Attack>> = {
  "files-in-memory": {
    pod: (name, seconds) => {
      const file = `/dev/shm/${name}-${seconds}`;
      const script = `trap 'rm -f ${file}' EXIT; dd if=/dev/zero of=${file} bs=1M count=300; sleep 3; echo survived`;
      return podOf(name, [shell("main", script, limited)]);
    },
    needsSandboxOrGroups: true,
    ends: KILLED,
  },
  "hidden-memory": {
    pod: (name) => podOf(name, [shell("main", `${HIDDEN}; sleep 5; echo survived`, limited)]),
    ends: KILLED,
  },
  escapes: {
    pod: (name, seconds) => podOf(name, [shell("main", escapes(seconds))]),
    ends: COMPLETED,
  },
  "escapes-by-probe": {
    pod: (name, seconds) => {
      const exec = { command: ["sh", "-c", `${escapes(seconds)}; exit 0`] };
      const startupProbe = { exec, periodSeconds: 1, timeoutSeconds: 5, failureThreshold: 9 };
      return podOf(name, [shell("main", "sleep 4", { startupProbe })]);
    },
    ends: COMPLETED,
  },
  forks: {
    pod: (name) =>
      podOf(name, [
        shell(
          "main",
          `perl -e 'while ($n < 12000) { $p = fork; last unless defined $p; unless ($p) { sleep 60; exit } $n++ } print "$n\\n"'`,
        ),
      ]),
    needsGroupsAsRoot: true,
    ends: COMPLETED,
  },
};
