import { childName } from "@slipway/model";
import { imageOf } from "@slipway/model/algorithms/facts.ts";
import { script } from "@slipway/model/algorithms/script/facts.ts";
import { type Json, type RunBody, textOf } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { commandProgram } from "#runs/command-program.ts";
import { hostsOf } from "#runs/hosts-of.ts";
import type { RunSpec } from "#runtimes/runs.ts";
import { inputsOf } from "./data/step-inputs.ts";
import { asked } from "./data/step-machine.ts";
import { outputsOf } from "./data/step-outputs.ts";
import { stepPaths } from "./data/step-paths.ts";
import { placeOfTry } from "./data/step-place.ts";
import type { Going } from "./engine.ts";
import { memoryFactorOf } from "./tries.ts";

/** Where a step asks for no machine. */
const USUAL_INSTANCE_TYPE = "ml.m5.large";
/** As Kubernetes gives a pod. */
const GRACE_SECONDS = 30;

/** The name of a try at a step's work: each has the same one at every look, so that nothing is begun twice. */
export function stepRunName(run: FlowRun, path: string, attempt: number): string {
  const digest = contentDigest({ uid: run.metadata.uid ?? "", path, attempt });
  return childName(`${run.metadata.name}-${path.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`, digest);
}

/** What a try's program is, without expressions. */
export const bodyOf = (going: Going): RunBody => going.step.body as unknown as RunBody;

export const instanceTypeOf = (going: Going): string => bodyOf(going).instanceType ?? USUAL_INSTANCE_TYPE;

/** What a step's program means to any machinery. */
export function stepRunSpec(run: FlowRun, going: Going): RunSpec {
  const { name, attempt } = going;
  const body = bodyOf(going);
  const { image = imageOf(script), command, args = [], env = {} } = body;
  const { below, mounts } = stepPaths(body);
  const program = commandProgram(
    { image, entrypoint: command?.map(textOf), args: args.map(textOf) },
    run.metadata.annotations,
  );
  return {
    ...program.runs,
    ...{ name, attempt, namespace: run.metadata.namespace ?? "", owner: run },
    env: { ...texts(env), ...program.env },
    hosts: hostsOf({ instanceType: instanceTypeOf(going) }),
    files: {},
    resourceConfig: "config/resourceconfig.json",
    inputs: inputsOf(body, below),
    ...outputsOf(body, { place: placeOfTry(run, name), below }),
    mounts,
    ...asked(body),
    graceSeconds: GRACE_SECONDS,
    memoryFactor: memoryFactorOf(going),
  };
}

const texts = (values: Readonly<Record<string, Json>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]));
