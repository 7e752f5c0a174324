import type { AwsIdentity } from "@slipway/model";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { backfillController } from "#controllers/backfill/backfill-controller.ts";
import { endpointController } from "#controllers/endpoint/endpoint-controller.ts";
import { endpointComparisonController } from "#controllers/endpoint-comparison/endpoint-comparison-controller.ts";
import { endpointConfigController } from "#controllers/endpoint-config/endpoint-config-controller.ts";
import { flowController } from "#controllers/flow/flow-controller.ts";
import { flowRunController } from "#controllers/flow-run/flow-run-controller.ts";
import { asking } from "#controllers/flow-run/work/http/ask.ts";
import { posting } from "#controllers/flow-run/work/notify/post.ts";
import { metricAlarmController } from "#controllers/metric-alarm/metric-alarm-controller.ts";
import { modelController } from "#controllers/model/model-controller.ts";
import { nodePoolController } from "#controllers/node-pool/node-pool-controller.ts";
import { poolController } from "#controllers/pool/pool-controller.ts";
import { processingJobController } from "#controllers/processing-job/processing-job-controller.ts";
import { scalableTargetController } from "#controllers/scalable-target/scalable-target-controller.ts";
import { scalingPolicyController } from "#controllers/scaling-policy/scaling-policy-controller.ts";
import { scheduleController } from "#controllers/schedule/schedule-controller.ts";
import { trainingJobController } from "#controllers/training-job/training-job-controller.ts";
import { transformJobController } from "#controllers/transform-job/transform-job-controller.ts";
import { triggerController } from "#controllers/trigger/trigger-controller.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
import { prometheusIn } from "#monitoring/promql/prometheus.ts";
import type { Controller } from "#reconcile/controller.ts";
import { byRuntime } from "#runtimes/by-runtime.ts";
import { chooseRuntime, runtimeLane } from "#runtimes/choose-runtime.ts";
import { createPods, type PodsParts } from "#runtimes/pods/create-pods.ts";
import type { AwsAccess } from "#runtimes/sagemaker/aws-access.ts";
import { createSageMaker } from "#runtimes/sagemaker/create-sagemaker.ts";
import type { Cache } from "#store/cache.ts";
import type { Store } from "#store/store.ts";

/** Of a runtime that a kind says nothing else about. */
const USUAL_CONCURRENCY = 4;

/** Every controller of Slipway's own kinds, and how many objects it works on at once: the same list in every home. */
export function controllers(parts: {
  readonly store: Store;
  readonly cache: Cache;
  readonly ledger: Ledger;
  readonly metrics: MetricReading;
  readonly artifacts: Artifacts;
  readonly identity: AwsIdentity;
  readonly clock: Clock;
  /** A folder whose files say which Prometheus alarms ask. */
  readonly prometheus: string;
  /** Whether objects may be carried by SageMaker, which costs money. */
  readonly aws: AwsAccess;
  /** Webhooks on this machine may be called: it is its user's own. Absent: they may not. */
  readonly reachesLocal?: boolean;
  /** How this home runs pods, where it differs from the embedded one. */
  readonly pods?: Pick<PodsParts, "useImage" | "logIsIn" | "ways" | "resolveImage">;
}): readonly Controller[] {
  const { store, cache, ledger, metrics, artifacts, identity, clock } = parts;
  const runtimes = [
    createPods({ store, cache, ledger, artifacts, clock, ...parts.pods }),
    createSageMaker({ store, ledger, clock, access: parts.aws }),
  ];
  const names = runtimes.map(({ name }) => name);
  const laneOf = runtimeLane(cache, names);
  const choose = chooseRuntime({ store, cache }, names);
  const { runs, serving, definitions } = byRuntime(runtimes, choose);
  /** Worked on beside those that are carried by others: calls that hang there hold up nobody here. */
  const carried = (controller: Controller, most: Readonly<Record<string, number>>): Controller => ({
    ...controller,
    concurrency: Object.fromEntries(names.map((name) => [name, most[name] ?? USUAL_CONCURRENCY])),
    laneOf,
  });
  return [
    // Judged in memory, without asking anybody.
    { ...nodePoolController(), concurrency: { all: 1 } },
    // They come by the thousand. A pass is some requests to the API server, one after the other; AWS allows an account few
    // calls a second, however many ask.
    carried(trainingJobController({ runs, ledger, metrics, identity }), { pods: 16, sagemaker: 8 }),
    carried(processingJobController({ runs, ledger, identity }), { pods: 16, sagemaker: 8 }),
    carried(transformJobController({ runs, ledger, artifacts, identity }), { pods: 16, sagemaker: 8 }),
    // Pods have nothing to be told of either; AWS has a call or two for each, once.
    carried(modelController({ definitions, identity }), { pods: 4, sagemaker: 4 }),
    carried(endpointConfigController({ definitions, identity }), { pods: 4, sagemaker: 4 }),
    // Few, each with several requests a variant, and looked at for as long as they serve.
    carried(endpointController({ serving, artifacts, identity }), { pods: 8, sagemaker: 4 }),
    flowController({ ledger }),
    // Each looks at all of its steps that run; a step is a request or two to the API server.
    carried(
      flowRunController({
        runs,
        ledger,
        artifacts,
        post: posting({ reachesLocal: parts.reachesLocal === true }),
        ask: asking({ reachesLocal: parts.reachesLocal === true }),
      }),
      { pods: 8, sagemaker: 1 },
    ),
    scheduleController(),
    backfillController(),
    triggerController({ artifacts }),
    // One at a time: each pass looks at all runs that use it.
    { ...poolController(), concurrency: { all: 1 } },
    endpointComparisonController({ ledger }),
    scalableTargetController({ ledger, serving, identity }),
    scalingPolicyController({ identity }),
    metricAlarmController({ ledger, promQL: prometheusIn(parts.prometheus) }),
  ];
}
