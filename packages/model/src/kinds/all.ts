import { backfillFacts } from "./backfill/facts.ts";
import { endpointFacts } from "./endpoint/facts.ts";
import { endpointConfigFacts } from "./endpoint-config/facts.ts";
import type { KindFacts } from "./facts.ts";
import { flowFacts } from "./flow/facts.ts";
import { flowRunFacts } from "./flow-run/facts.ts";
import { metricAlarmFacts } from "./metric-alarm/facts.ts";
import { modelFacts } from "./model/facts.ts";
import { nodePoolFacts } from "./node-pool/facts.ts";
import { poolFacts } from "./pool/facts.ts";
import { processingJobFacts } from "./processing-job/facts.ts";
import { scalableTargetFacts } from "./scalable-target/facts.ts";
import { scalingPolicyFacts } from "./scaling-policy/facts.ts";
import { scheduleFacts } from "./schedule/facts.ts";
import { trainingJobFacts } from "./training-job/facts.ts";
import { transformJobFacts } from "./transform-job/facts.ts";
import { triggerFacts } from "./trigger/facts.ts";

/** Every kind that has a controller. Doors and servers take such a table as an argument; this is the one that ships. */
export const KINDS: readonly KindFacts[] = [
  trainingJobFacts,
  processingJobFacts,
  transformJobFacts,
  modelFacts,
  endpointConfigFacts,
  endpointFacts,
  nodePoolFacts,
  metricAlarmFacts,
  scalableTargetFacts,
  scalingPolicyFacts,
  flowFacts,
  flowRunFacts,
  scheduleFacts,
  backfillFacts,
  poolFacts,
  triggerFacts,
];
