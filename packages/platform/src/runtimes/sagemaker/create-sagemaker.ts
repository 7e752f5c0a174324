import type { Ledger } from "#ledger/ledger.ts";
import type { Clock } from "#lib/clock.ts";
import type { Store } from "#store/store.ts";
import type { Runtime } from "../runtime.ts";
import { SAGEMAKER } from "./abilities.ts";
import type { AwsAccess } from "./aws-access.ts";
import { Aws } from "./aws-calls.ts";
import { AwsResources } from "./aws-resources.ts";
import { SageMakerDefinitions } from "./sagemaker-definitions.ts";
import { SageMakerRuns } from "./sagemaker-runs.ts";
import { SageMakerServing } from "./sagemaker-serving.ts";

/** A job is described so often at most, give or take: AWS allows an account few calls a second. */
const POLL_MS = 10_000;
/** How long after a job's end its log may still be on its way. */
const SETTLE_MS = 10_000;

/** Amazon SageMaker as a runtime. It costs nothing until an object is carried by it: AWS's SDK is loaded only then. */
export function createSageMaker(parts: {
  readonly store: Store;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly access: AwsAccess;
  readonly pollMs?: number;
  readonly settleMs?: number;
  readonly maxAttempts?: number;
  readonly timeoutMs?: number;
}): Runtime {
  const { store, ledger, clock, access, pollMs = POLL_MS, settleMs = SETTLE_MS } = parts;
  const aws = new Aws(access, parts);
  const resources = new AwsResources({ store, aws, clock });
  return {
    name: SAGEMAKER.runtime,
    runs: new SageMakerRuns({ store, ledger, clock, resources, pollMs, settleMs }),
    serving: new SageMakerServing({ store, clock, resources, pollMs }),
    definitions: new SageMakerDefinitions({ store, resources }),
  };
}
