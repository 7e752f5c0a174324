import { flowRunFacts } from "@slipway/model/kinds/flow-run/facts.ts";
import type { Among } from "../objects/find-by-name.ts";

/** Commands that are about runs of pipelines alone. */
export const isRun: Among = ({ kind }) =>
  kind.kind === flowRunFacts.kind.kind && kind.group === flowRunFacts.kind.group;
