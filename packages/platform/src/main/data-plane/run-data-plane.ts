import { randomUUID } from "node:crypto";
import { Agent } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { SERVING_LABEL } from "@slipway/model/kubernetes/serving-names.ts";
import { endpointSliceKind, secretKind, serviceKind } from "@slipway/model/kubernetes/workloads.ts";
import { createInvocationDoor } from "#api/aws/invocation-door.ts";
import { ACCESS_KEY_NAMESPACE, storeAccessKeys } from "#api/store-access-keys.ts";
import { openCapture } from "#capture/open-capture.ts";
import { DRAIN } from "#installation/drain.ts";
import type { AnsweredInvocation } from "#ledger/answers.ts";
import { systemClock } from "#lib/clock.ts";
import { acceptNoMore } from "#lib/http/drain-server.ts";
import { KubernetesClient } from "#lib/kubernetes/kubernetes-client.ts";
import { AnsweredQueue } from "#router/answered/answered-queue.ts";
import { AnsweredTap } from "#router/answered/answered-tap.ts";
import { holdingInvoker } from "#router/holding-invoker.ts";
import { createRouter } from "#router/router.ts";
import { createKubernetesStore } from "#store/kubernetes/create-kubernetes-store.ts";
import { createCache } from "#store/reflector/create-cache.ts";
import { awsServer } from "../common/aws-server.ts";
import type { Closers } from "../common/closers.ts";
import { jsonLog } from "../common/json-log.ts";
import { VERSION } from "../version.ts";
import type { DataPlaneSettings, FromDataPlane } from "./messages.ts";
import { passRequest } from "./pass-request.ts";
import { sortConnections } from "./sort-connections.ts";

const SERVING = { has: [SERVING_LABEL.endpoint] };
const TELL_EVERY_MS = 1_000;
const LOOK_EVERY_MS = 50;

/** What the process does. */
export interface DataPlane {
  /** Starts to accept connections of a socket that another process listens at. */
  listen(at: unknown): void;
  /** Accepts no more at once; resolves once all connections have closed, each after its next answer, or have had their time. */
  leave(): Promise<void>;
}

export interface DataPlaneParts {
  readonly tell: (message: FromDataPlane) => void;
  /** Resolves once they are on their way to a server, no sooner than it takes them; rejects while there is none. */
  readonly hand: (answered: readonly AnsweredInvocation[]) => Promise<void>;
  /** Gives a connection to the server. */
  readonly passOn: (socket: Socket, bytes: Buffer) => void;
  readonly closers: Closers;
}

/**
 * The data plane of an embedded home: AWS's InvokeEndpoint and the router in one process that does nothing else. It follows the home's
 * API server as a router in a cluster does, and goes on with what it knows while that is away.
 */
export async function runDataPlane(
  { kubernetes, server: socketPath, captured }: DataPlaneSettings,
  { tell, hand, passOn, closers }: DataPlaneParts,
): Promise<DataPlane> {
  const clock = systemClock;
  const log = jsonLog((line) => tell({ kind: "log", line }), [kubernetes.token]);
  const client = KubernetesClient.create({
    server: kubernetes.server,
    credentials: { tls: { ca: kubernetes.ca }, token: async () => kubernetes.token },
    userAgent: `slipway-data-plane/${VERSION}`,
  });
  closers.add(() => client.close());
  const store = createKubernetesStore({ client, clock, log });
  const only = [
    { kind: serviceKind, where: SERVING },
    { kind: endpointSliceKind, where: SERVING },
    { kind: secretKind, where: { namespace: ACCESS_KEY_NAMESPACE } },
  ];
  const cache = createCache({ store, clock, log, only });
  closers.add(() => cache.close());
  const accessKeys = storeAccessKeys({ cache, log });
  closers.add(() => accessKeys.close());
  const capture = openCapture({ folder: captured, clock, log });
  closers.add(() => capture.close());
  const answered = new AnsweredQueue({ send: hand, clock, log });
  const taps = [capture.tap, new AnsweredTap(answered, clock)];
  // It serves its own door alone: nobody holds its token.
  const router = await createRouter({ cache, clock, log, token: randomUUID(), taps });
  const { isServed } = router;
  const invoker = holdingInvoker({ invoker: router, clock });
  const door = createInvocationDoor({ store, cache, accessKeys, invoker, isServed, clock, log });
  await Promise.all([accessKeys.synced, door.synced]);
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const server = awsServer((request, response) => {
    if (!server.listening) response.setHeader("connection", "close");
    if (door.knows(request)) door.handler(request, response);
    else passRequest(request, response, { socketPath, agent });
  });
  const sorting = sortConnections(server, passOn);
  const tellMeasures = (): void => {
    const measures = router.takeMeasures();
    if (measures.length > 0) tell({ kind: "measures", measures });
  };
  const telling = setInterval(tellMeasures, TELL_EVERY_MS);
  closers.add(async () => {
    server.close();
    sorting.close();
    await router.close();
    server.closeAllConnections();
    clearInterval(telling);
    tellMeasures();
    await answered.close();
  });
  return {
    listen: (at) => server.listen(at, () => tell({ kind: "listening" })),
    leave: async () => {
      acceptNoMore(server);
      const until = performance.now() + DRAIN.graceMs;
      while (sorting.open > 0 && performance.now() < until) await pause(LOOK_EVERY_MS);
    },
  };
}
