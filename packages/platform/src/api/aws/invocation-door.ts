import type { IncomingMessage } from "node:http";
import { endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { credentialScope } from "#lib/sigv4/claim.ts";
import type { Invoker } from "#router/invoker.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";
import type { AccessKeys } from "../access-keys.ts";
import { findKey } from "../find-key.ts";
import { ClientAccess } from "./invoke/client-access.ts";
import { endpointStates } from "./invoke/endpoint-states.ts";
import { InvokeRights } from "./invoke/invoke-rights.ts";
import { RateLimits } from "./invoke/rate-limits.ts";
import { endpointIn, runtimeService } from "./services/runtime-service.ts";
import { type AwsDoor, signedDoor } from "./signed-door.ts";

export interface InvocationDoorOptions {
  /** Every request acts with its caller's rights. */
  readonly store: Store;
  readonly cache: Cache;
  readonly accessKeys: AccessKeys;
  readonly invoker: Invoker;
  /** Whether an endpoint has a pod that can be asked. */
  readonly isServed: (namespace: string, endpoint: string) => boolean;
  readonly clock: Clock;
  readonly log: Log;
}

export interface InvocationDoor extends AwsDoor {
  /**
   * Whether a request, by its head, is an invocation of what this door has heard of, by whom it has heard of: what is not may have
   * come to be only now, and is for whoever would know.
   */
  knows(request: IncomingMessage): boolean;
}

/** InvokeEndpoint alone, for a process that carries invocations and does nothing else. */
export function createInvocationDoor(options: InvocationDoorOptions): InvocationDoor {
  const { store, cache, accessKeys, clock, invoker, isServed } = options;
  const states = endpointStates(cache);
  const clients = new ClientAccess(cache, clock);
  const rights = new InvokeRights(store, clock);
  const runtime = runtimeService({ states, rights, clients, limits: new RateLimits(clock), invoker });
  const synced = cache.of(endpointKind);
  // Whoever waits for it is told; nobody need.
  synced.catch(() => {});
  const namespaceOf = (request: IncomingMessage, endpoint: string): string | undefined => {
    const { accessKeyId } = credentialScope(request) ?? {};
    const sessionToken = request.headers["x-amz-security-token"]?.toString();
    try {
      if (accessKeyId === undefined) return clients.keyed(request.headers.authorization, endpoint)?.namespace;
      return findKey(accessKeys, { accessKeyId, sessionToken }, clock.now())?.namespace;
    } catch {
      return undefined;
    }
  };
  return {
    ...signedDoor({ ...options, table: { services: [runtime], beside: [] }, synced }),
    knows: (request) => {
      const endpoint = endpointIn(request);
      const namespace = endpoint === undefined ? undefined : namespaceOf(request, endpoint);
      if (endpoint === undefined || namespace === undefined) return false;
      const answering = states.answering(namespace, endpoint);
      return answering !== undefined && answering.elsewhere === undefined && isServed(namespace, endpoint);
    },
  };
}
