import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { TerminalError } from "#reconcile/reconciler.ts";

/** The flows that a run is inside of, outermost first, with commas between. */
const ANCESTORS = "slipway.dev/flow-ancestors";
/** Runs in runs, at most. */
const DEEPEST = 200;

const ancestorsOf = ({ metadata, spec }: FlowRun): readonly string[] => [
  ...(metadata.annotations?.[ANCESTORS]?.split(",") ?? []),
  spec.flow,
];

/** What tells a run that another one makes which flows it is in. */
export const ancestryFor = (run: FlowRun): Readonly<Record<string, string>> => ({
  [ANCESTORS]: ancestorsOf(run).join(","),
});

/** Throws a TerminalError where a step of the run may not run that flow. */
export function refuseRecursion(run: FlowRun, flow: string): void {
  const ancestors = ancestorsOf(run);
  const at = ancestors.indexOf(flow);
  if (at !== -1)
    throw new TerminalError(
      "Recursion",
      `the flow ${[...ancestors.slice(at), flow].join(" runs ")}, which would never end: repeat steps by forEach, and give up by when`,
    );
  if (ancestors.length > DEEPEST)
    throw new TerminalError("Recursion", `flows run flows deeper than ${DEEPEST} levels`);
}
