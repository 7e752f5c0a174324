import type { AwsIdentity } from "@slipway/model";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { endpointController } from "#controllers/endpoint/endpoint-controller.ts";
import { endpointConfigController } from "#controllers/endpoint-config/endpoint-config-controller.ts";
import { modelController } from "#controllers/model/model-controller.ts";
import { nodePoolController } from "#controllers/node-pool/node-pool-controller.ts";
import { trainingJobController } from "#controllers/training-job/training-job-controller.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { MetricReading } from "#metrics/metric-reading.ts";
import type { Controller } from "#reconcile/controller.ts";
import { definitionsByRuntime, runsByRuntime, servingByRuntime } from "#runtimes/by-runtime.ts";
import { chooseRuntime } from "#runtimes/choose-runtime.ts";
import { createPodDefinitions } from "#runtimes/pods/pod-definitions.ts";
import { createPodRuns, type PodRunsParts } from "#runtimes/pods/pod-runs.ts";
import { createPodServing } from "#runtimes/pods/pod-serving.ts";
import type { AwsAccess } from "#runtimes/sagemaker/aws-access.ts";
import { createSageMaker } from "#runtimes/sagemaker/create-sagemaker.ts";
import type { Store } from "#store/store.ts";

/** Every controller of Slipway's own kinds: the same list in every home. */
export function controllers(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly metrics: MetricReading;
  readonly artifacts: Artifacts;
  readonly identity: AwsIdentity;
  readonly clock: Clock;
  /** Whether objects may be carried by SageMaker, which costs money. */
  readonly aws: AwsAccess;
  /** How this home runs pods, where it differs from the embedded one. */
  readonly pods?: Pick<PodRunsParts, "useImage" | "logIsIn" | "ways">;
}): readonly Controller[] {
  const { store, ledger, metrics, artifacts, identity, clock } = parts;
  const sagemaker = createSageMaker({ store, ledger, clock, access: parts.aws });
  const choose = chooseRuntime(store);
  const runs = runsByRuntime(
    { pods: createPodRuns({ store, ledger, artifacts, clock, ...parts.pods }), sagemaker: sagemaker.runs },
    choose,
  );
  const serving = servingByRuntime(
    { pods: createPodServing({ store, clock, ...parts.pods }), sagemaker: sagemaker.serving },
    choose,
  );
  const definitions = definitionsByRuntime(
    { pods: createPodDefinitions(), sagemaker: sagemaker.definitions },
    choose,
  );
  return [
    nodePoolController(),
    trainingJobController({ runs, ledger, metrics, identity }),
    modelController({ definitions, identity }),
    endpointConfigController({ definitions, identity }),
    endpointController({ serving, artifacts, identity }),
  ];
}
