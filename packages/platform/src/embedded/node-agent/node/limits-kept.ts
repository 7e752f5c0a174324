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
  /** Programs are root to the kernel, whose number of processes it bounds by groups alone. */
  readonly asRoot: boolean;
}): LimitsKept {
  const { groups, sandbox, platform, asRoot } = at;
  if (groups !== undefined)
    return {
      status: "True",
      reason: "ControlGroups",
      message: `the kernel bounds each container (control groups, version ${groups.version}), and nothing outlives it`,
    };
  return {
    status: "False",
    reason: "NoControlGroups",
    message: `no control groups can be made here: memory is looked at up to four times a second, ${asRoot ? "processes are not bounded, as root runs them, " : ""}${beyond(sandbox, platform)}`,
  };
}

function beyond(sandbox: Sandbox["name"], platform: NodeJS.Platform): string {
  if (sandbox === "bubblewrap") return "and nothing outlives its sandbox";
  const shared = "files in /dev/shm count to nobody";
  return platform === "linux"
    ? `${shared}, and what a program leaves behind is found by a resource limit that it carries`
    : "and what a program leaves behind is found by its environment, which it can change";
}
