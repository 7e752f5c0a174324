import type { Pod } from "@slipway/model/kubernetes/workloads.ts";
import { POD_IP } from "../pod/field-of.ts";
import { type ProgramOptions, programOf } from "../pod/program.ts";
import type { PodContainer } from "../pod/roles.ts";
import type { CheckTools } from "../probes/check.ts";
import type { Sandbox } from "../sandbox/sandbox.ts";

/** How the probes of a container reach it: its ports are the pod's one port, its commands run in the same sandbox. */
export function checkTools(
  container: PodContainer,
  options: ProgramOptions & { readonly sandbox: Sandbox },
): CheckTools {
  return {
    host: POD_IP,
    portOf: (port) => {
      const declared = portsOf(options.pod).find(
        ({ name, containerPort }) => name === port || containerPort === Number(port),
      );
      return declared === undefined || options.port === undefined ? Number(port) : options.port;
    },
    command: async (argv) => options.sandbox.command(await programOf(container, options, argv)),
  };
}

function portsOf(pod: Pod) {
  return [...(pod.spec.initContainers ?? []), ...pod.spec.containers].flatMap(({ ports }) => ports ?? []);
}
