import type { Sandbox } from "../sandbox/sandbox.ts";
import type { ControlGroups } from "../supervisor/groups/control-groups.ts";

/** How far this node keeps containers within their limits, as a condition of the node says it. */
export interface LimitsKept {
  readonly status: "True" | "False";
  readonly reason: "ControlGroups" | "NoControlGroups";
  readonly message: string;
}

export function limitsKept(at: {
  readonly groups: ControlGroups | undefined;
  readonly sandbox: Sandbox["name"];
  readonly platform: NodeJS.Platform;
}): LimitsKept {
  const { groups, sandbox, platform } = at;
  if (groups !== undefined)
    return {
      status: "True",
      reason: "ControlGroups",
      message: `the kernel bounds each container (control groups, version ${groups.version}), and nothing outlives it`,
    };
  return {
    status: "False",
    reason: "NoControlGroups",
    message: `no control groups can be made here: memory is looked at up to four times a second, ${beyond(sandbox, platform)}`,
  };
}

function beyond(sandbox: Sandbox["name"], platform: NodeJS.Platform): string {
  if (sandbox === "bubblewrap") return "and nothing outlives its sandbox";
  const shared = "files in /dev/shm count to nobody";
  return platform === "linux"
    ? `${shared}, and what a program leaves behind is found by a resource limit that it carries`
    : "and what a program leaves behind is found by its environment, which it can change";
}
