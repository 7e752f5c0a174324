import type { AwsIdentity } from "@slipway/model";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { endpointController } from "#controllers/endpoint/endpoint-controller.ts";
import { endpointConfigController } from "#controllers/endpoint-config/endpoint-config-controller.ts";
import { modelController } from "#controllers/model/model-controller.ts";
import { nodePoolController } from "#controllers/node-pool/node-pool-controller.ts";
import { trainingJobController } from "#controllers/training-job/training-job-controller.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Controller } from "#reconcile/controller.ts";
import { createPodDefinitions } from "#runtimes/pods/pod-definitions.ts";
import { createPodRuns, type PodRunsParts } from "#runtimes/pods/pod-runs.ts";
import { createPodServing } from "#runtimes/pods/pod-serving.ts";
import type { Store } from "#store/store.ts";

/** Every controller of Slipway's own kinds: the same list in every home. */
export function controllers(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly artifacts: Artifacts;
  readonly identity: AwsIdentity;
  /** How this home runs pods, where it differs from the embedded one. */
  readonly pods?: Pick<PodRunsParts, "useImage" | "logIsIn">;
}): readonly Controller[] {
  const { store, ledger, artifacts, identity } = parts;
  const runs = createPodRuns({ store, ledger, artifacts, ...parts.pods });
  const serving = createPodServing({ store, ...parts.pods });
  const definitions = createPodDefinitions();
  return [
    nodePoolController(),
    trainingJobController({ runs, ledger, identity }),
    modelController({ definitions, identity }),
    endpointConfigController({ definitions, identity }),
    endpointController({ serving, artifacts, identity }),
  ];
}
