import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointConfigKind } from "@slipway/model/kinds/endpoint-config/index.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { FIELD_MANAGER } from "../commands/apply.ts";
import { giveTo } from "../objects/give-to.ts";
import type { Session } from "../session/session.ts";
import { type DeployRequest, servingObjects } from "./serving-objects.ts";

/** Writes the objects of an endpoint; what was made for it alone goes with it when it is deleted. */
export async function deployModel(session: Session, request: DeployRequest): Promise<Endpoint> {
  const { kubernetes } = await session.client();
  const { model, config, endpoint } = servingObjects(request);
  const by = { manager: FIELD_MANAGER, force: true };
  if (model !== undefined) await kubernetes.apply(modelKind, model, by);
  await kubernetes.apply(endpointConfigKind, config, by);
  const { object: written } = await kubernetes.apply(endpointKind, endpoint, by);
  if (model !== undefined) await giveTo(session, { kind: modelKind, object: model }, written);
  await giveTo(session, { kind: endpointConfigKind, object: config }, written);
  return written;
}
