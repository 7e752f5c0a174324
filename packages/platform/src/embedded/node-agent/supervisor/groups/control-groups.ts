import { join } from "node:path";

/** Groups below which this process may make others. */
export type Parents =
  | { readonly version: 2; readonly memory: string }
  | { readonly version: 1; readonly memory: string; readonly pids?: string; readonly kill?: string };

/** What a container may have of what its groups count. */
export interface GroupBounds {
  readonly memory: number;
  readonly processes: number;
}

export interface ControlGroups {
  readonly version: 1 | 2;
  readonly boundsProcesses: boolean;
  /** For `launch.sh`: the groups of one container, whose names end with the count of the launch, and what is set in them. */
  lines(id: string, bounds: GroupBounds): readonly string[];
}

export function controlGroups(parents: Parents): ControlGroups {
  return {
    version: parents.version,
    boundsProcesses: parents.version === 2 || parents.pids !== undefined,
    lines: (id, bounds) => {
      const group = (parent: string) => `group ${join(parent, `slipway-${id}`)}`;
      if (parents.version === 2)
        return [group(parents.memory), ...memoryOf2(bounds), `set pids.max ${bounds.processes}`, "join"];
      return [
        // The one that can be killed at once comes first.
        ...(parents.kill === undefined ? [] : [group(parents.kill), "join"]),
        ...(parents.pids === undefined
          ? []
          : [group(parents.pids), `set pids.max ${bounds.processes}`, "join"]),
        group(parents.memory),
        ...memoryOf1(bounds),
        "join",
      ];
    },
  };
}

/** As a kubelet sets it: no swap, and a container that is over its limit ends as a whole. */
function memoryOf2({ memory }: GroupBounds): readonly string[] {
  return [`set memory.max ${memory}`, "set memory.swap.max 0", "set memory.oom.group 1"];
}

function memoryOf1({ memory }: GroupBounds): readonly string[] {
  return [`set memory.limit_in_bytes ${memory}`, `set memory.memsw.limit_in_bytes ${memory}`];
}
