import type { AwsIdentity } from "@slipway/model";
import type { Artifacts } from "#artifacts/artifacts.ts";
import { endpointController } from "#controllers/endpoint/endpoint-controller.ts";
import { endpointConfigController } from "#controllers/endpoint-config/endpoint-config-controller.ts";
import { modelController } from "#controllers/model/model-controller.ts";
import { trainingJobController } from "#controllers/training-job/training-job-controller.ts";
import type { Ledger } from "#ledger/ledger.ts";
import type { Controller } from "#reconcile/controller.ts";
import { createPodRuns } from "#runtimes/pods/pod-runs.ts";
import { createPodServing } from "#runtimes/pods/pod-serving.ts";
import type { Store } from "#store/store.ts";

/** Every controller of Slipway's own kinds: the same list in every home. */
export function controllers(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly artifacts: Artifacts;
  readonly identity: AwsIdentity;
}): readonly Controller[] {
  const { store, ledger, artifacts, identity } = parts;
  const runs = createPodRuns({ store, ledger, artifacts });
  const serving = createPodServing({ store });
  return [
    trainingJobController({ runs, ledger, identity }),
    modelController({ identity }),
    endpointConfigController({ identity }),
    endpointController({ serving, artifacts, identity }),
  ];
}
