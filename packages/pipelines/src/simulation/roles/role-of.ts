import type { FlowStep } from "@slipway/model/flows/definition.ts";
import type { Origin } from "../../build/step-node.ts";
import type { ComponentFacts } from "../../component/types.ts";
import { approveRole } from "./approve.ts";
import { flowRole } from "./flow.ts";
import { notifyRole } from "./notify.ts";
import { programRole } from "./program.ts";
import { resourceRole } from "./resource.ts";
import type { Role } from "./role.ts";
import { waitRole } from "./wait.ts";

/** Who plays a step. */
export function roleOf({ resource, flow, wait, approve, notify }: FlowStep, origin: Origin): Role {
  const { name, component, gives = {} } = origin;
  if (component !== undefined) return programRole(component as ComponentFacts);
  if (resource !== undefined) return resourceRole(name, resource);
  if (flow !== undefined) return flowRole(name, gives);
  if (wait !== undefined) return waitRole(name, wait);
  if (approve !== undefined) return approveRole(name);
  if (notify !== undefined) return notifyRole(name);
  throw new Error(`the step ${name} does nothing that can be played`);
}
