import type { Deployment } from "@slipway/model/kubernetes/workloads.ts";
import { ANNOTATION } from "../layout.ts";
import type { Generation, Member } from "./generation.ts";

/** Which variant's and which template's pods a Deployment is. */
export function fleetOf({ metadata, spec }: Deployment): Pick<Member, "variant" | "fleet"> {
  return {
    variant: metadata.annotations?.[ANNOTATION.variant] ?? metadata.name,
    fleet: spec.template.metadata?.annotations?.[ANNOTATION.spec] ?? "",
  };
}

/** What serves where nothing was remembered: all that is there. */
export function adopted(deployments: readonly Deployment[], wanted: Generation): Generation {
  return deployments.map((deployment) => {
    const { variant, fleet } = fleetOf(deployment);
    const known = wanted.find((member) => member.variant === variant);
    const weight = Number(deployment.metadata.annotations?.[ANNOTATION.weight] ?? 1);
    const isScaled = deployment.metadata.annotations?.[ANNOTATION.scaled] !== undefined;
    const capacity =
      isScaled && known !== undefined ? known.capacity : { fixed: deployment.spec.replicas ?? 1 };
    return { variant, fleet, weight, capacity };
  });
}
