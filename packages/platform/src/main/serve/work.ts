import { defined, type Kind } from "@slipway/model";
import { KINDS } from "@slipway/model/kinds/all.ts";
import {
  deploymentKind,
  endpointSliceKind,
  podKind,
  secretKind,
  serviceKind,
} from "@slipway/model/kubernetes/workloads.ts";
import { deploymentController } from "#embedded/deployments/deployment-controller.ts";
import { runGarbageCollector } from "#embedded/garbage-collection/run-garbage-collector.ts";
import { runNamespaceController } from "#embedded/namespaces/run-namespace-controller.ts";
import { createNodeAgent } from "#embedded/node-agent/create-node-agent.ts";
import { endpointSliceController } from "#embedded/services/endpoint-slice-controller.ts";
import { hasAccelerators, memoryForPrograms } from "#lib/this-machine.ts";
import { createMetricReading } from "#metrics/thread/create-metric-reading.ts";
import { createMover } from "#mover/create-mover.ts";
import { startControllers } from "#reconcile/start-controllers.ts";
import { isSettled } from "#runs/settled.ts";
import { oneMachine } from "#runtimes/pods/machines.ts";
import { AGENT } from "#runtimes/pods/node-ways.ts";
import { releasePods } from "#runtimes/pods/release-pods.ts";
import type { AwsAccess } from "#runtimes/sagemaker/aws-access.ts";
import { cachedStore } from "#store/cached-store.ts";
import { recordEvents } from "#store/record-events.ts";
import { artifactSecrets } from "../common/artifact-secrets.ts";
import { answerLater } from "../common/async-inference.ts";
import type { Closers } from "../common/closers.ts";
import { controllers } from "../common/controllers.ts";
import { measureInstances } from "../common/measure-instances.ts";
import { keepWithin } from "../common/retention.ts";
import { podEnvironment } from "../environment.ts";
import { INIT, PROGRAMS } from "../program-files.ts";
import type { Core } from "./core.ts";
import { expireByRules } from "./expire-objects.ts";
import { IDENTITY } from "./identity.ts";
import { answerFor } from "./images.ts";
import { finalize, namespacedKinds } from "./namespaces.ts";

/** Kinds whose objects own others or are owned here. */
const OWNING_KINDS: readonly Kind[] = [
  ...KINDS.map(({ kind }) => kind).filter(({ namespaced }) => namespaced),
  deploymentKind,
  serviceKind,
  endpointSliceKind,
  podKind,
  secretKind,
];

/** What was started, as far as ending it in good order needs it. */
export interface Work {
  /** Ends the programs of endpoints, or of everything, with their grace. */
  evict(which: "services" | "all"): Promise<void>;
}

/** Starts everything that acts by itself: controllers, the very small Kubernetes' hands, retention. */
export async function startWork(
  core: Core,
  {
    access,
    closers,
    aws,
    allowRead,
    cacheLimitBytes,
  }: {
    readonly access: Readonly<Record<string, string>>;
    readonly closers: Closers;
    readonly aws: AwsAccess;
    readonly allowRead: readonly string[];
    readonly cacheLimitBytes: number | undefined;
  },
): Promise<Work> {
  const { store, cache, ledger, artifacts, clock, log, state } = core;
  const secrets = artifactSecrets({ store, cache, clock, log, access: async () => access });
  closers.add(() => secrets.close());
  await secrets.given;
  const mover = createMover({ program: PROGRAMS.moveHelper, artifacts });
  closers.add(() => mover.close());
  const agent = createNodeAgent({
    store,
    cache,
    ledger,
    images: answerFor,
    mover,
    stateDir: state.layout.root,
    node: { name: "slipway" },
    environment: podEnvironment(process.env),
    containers: { env: process.env, ...defined({ init: INIT }) },
    allowRead,
    ...defined({ environmentsLimitBytes: cacheLimitBytes }),
    clock,
    log,
  });
  await agent.start();
  closers.add(() => agent.stop());
  const metrics = createMetricReading({ workerUrl: PROGRAMS.metricWorker });
  closers.add(() => metrics.close());
  const stop = new AbortController();
  const machines = oneMachine({
    memory: memoryForPrograms(),
    hasAccelerators: hasAccelerators(),
    gpus: () => agent.gpus(),
  });
  const ways = { ...AGENT, machines };
  const reading = cachedStore(store, cache);
  const all = [
    ...controllers({
      store: reading,
      cache,
      ledger,
      metrics,
      artifacts,
      identity: IDENTITY,
      clock,
      prometheus: state.layout.prometheus,
      reachesLocal: true,
      aws,
      pods: { ways, resolveImage: (image, asked) => agent.resolveImage(image, asked) },
    }),
    deploymentController(),
    endpointSliceController(),
  ];
  const events = recordEvents({ store, clock, log, component: "slipway" });
  const tools = { store, cache, clock, log, events, signal: stop.signal };
  const running = [
    startControllers(all, { ...tools, store: reading }),
    runGarbageCollector({ ...tools, kinds: OWNING_KINDS }),
    runNamespaceController({
      ...tools,
      kinds: namespacedKinds(core.server),
      finalize: (namespace) => finalize(core.server, namespace),
    }),
    releasePods({ ...tools, store: reading, isSettled }),
  ];
  closers.add(() => {
    stop.abort();
    return Promise.all(running);
  });
  expireByRules({ artifacts, clock, log }, closers);
  keepWithin(core, closers);
  measureInstances({ cache, ledger, clock, log, usages: (pods) => agent.usages(pods) }, closers);
  const later = await answerLater(
    { store: reading, cache, ledger, clock, log, artifacts: async () => artifacts },
    closers,
  );
  return {
    evict: async (which) => {
      await later.close();
      await agent.evict(which);
    },
  };
}
