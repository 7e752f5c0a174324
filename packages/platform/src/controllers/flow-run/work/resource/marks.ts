import type { Resource } from "@slipway/model";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import type { Going } from "../../engine.ts";

/** Annotations of what a step has made: the run, the step's path in it, and the try. */
const RUN = "slipway.dev/flow-run";
const STEP = "slipway.dev/flow-step";
const TRY = "slipway.dev/flow-try";

export const marksOf = (run: FlowRun, going: Going): Readonly<Record<string, string>> => ({
  [RUN]: run.metadata.name,
  [STEP]: going.step.path,
  [TRY]: going.name,
});

/** The name of the try that made, or last applied, an object. */
export const tryOf = ({ metadata }: Resource): string | undefined => metadata.annotations?.[TRY];

/** The run that made, or last applied, an object. */
export const runOf = ({ metadata }: Resource): string | undefined => metadata.annotations?.[RUN];
