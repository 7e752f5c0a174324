import type { CompiledFlow } from "../graph/compiled.ts";
import type { FlowAdvice } from "./flow-advice.ts";
import { stepsOf } from "./flow-steps.ts";
import { stepAdvice } from "./step-advice.ts";
import { unreadAdvice } from "./unread.ts";

/** Of one flow so much is told. */
const MOST = 100;

/** What a flow that can run had better say otherwise. */
export function adviseFlow(flow: CompiledFlow): readonly FlowAdvice[] {
  const steps = stepsOf(flow);
  return [...steps.flatMap(stepAdvice), ...unreadAdvice(flow, steps)].slice(0, MOST);
}
