import { type Endpoint, endpointKind } from "@slipway/model/kinds/endpoint/index.ts";
import { endpointStatus } from "@slipway/model/kinds/endpoint/view.ts";
import type { Clock } from "#lib/clock.ts";
import type { Log } from "#lib/log.ts";
import { startMirror } from "#store/mirror.ts";
import type { Store } from "#store/store.ts";

/** Which endpoints can be invoked, from memory: an invocation costs no read of the store. */
export interface EndpointStates {
  readonly synced: Promise<void>;
  /** Updating endpoints answer with what they served before. */
  canInvoke(namespace: string, endpointName: string): boolean;
  /** The region of SageMaker that serves the endpoint, where it is not served here. */
  elsewhere(namespace: string, endpointName: string): string | undefined;
  close(): Promise<void>;
}

const ANSWERING = new Set(["InService", "Updating", "SystemUpdating", "RollingBack"]);

export function endpointStates(options: {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
}): EndpointStates {
  const answering = new Map<string, Answering>();
  const mirror = startMirror<Endpoint>({
    ...options,
    kind: endpointKind,
    changed: (before, after) => {
      if (before !== undefined && answering.get(nameOf(before))?.uid === before.metadata.uid) {
        answering.delete(nameOf(before));
      }
      if (after !== undefined && ANSWERING.has(endpointStatus(after))) {
        answering.set(nameOf(after), { uid: after.metadata.uid, region: regionElsewhere(after) });
      }
    },
  });
  return {
    synced: mirror.synced,
    canInvoke: (namespace, endpointName) => answering.has(`${namespace}/${endpointName}`),
    elsewhere: (namespace, endpointName) => answering.get(`${namespace}/${endpointName}`)?.region,
    close: () => mirror.close(),
  };
}

interface Answering {
  readonly uid: string | undefined;
  readonly region: string | undefined;
}

function regionElsewhere({ status }: Endpoint): string | undefined {
  return status?.slipway?.runtime === "sagemaker" ? status.ackResourceMetadata?.region : undefined;
}

const nameOf = (endpoint: Endpoint): string =>
  `${endpoint.metadata.namespace ?? ""}/${endpoint.spec.endpointName}`;
