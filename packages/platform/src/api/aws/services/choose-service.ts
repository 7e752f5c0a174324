import type { IncomingMessage } from "node:http";
import { credentialScope } from "#lib/sigv4/claim.ts";
import type { DoorService } from "./door-service.ts";

/**
 * The service of the table that a request is for, by what it claims to be signed for; nothing of that is proven yet. Undefined
 * where the table has none.
 */
export function chooseService(
  services: readonly DoorService[],
  request: IncomingMessage,
): DoorService | undefined {
  const scope = credentialScope(request);
  return services.find(
    (service) => (scope === undefined || service.signingName === scope.service) && service.takes(request),
  );
}
