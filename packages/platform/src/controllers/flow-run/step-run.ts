import { childName, defined } from "@slipway/model";
import { imageOf } from "@slipway/model/algorithms/facts.ts";
import { script } from "@slipway/model/algorithms/script/facts.ts";
import { type Json, pathIn, type RunBody, textOf } from "@slipway/model/flows/index.ts";
import type { FlowRun } from "@slipway/model/kinds/flow-run/index.ts";
import { contentDigest } from "#lib/content-digest.ts";
import { commandProgram } from "#runs/command-program.ts";
import { hostsOf } from "#runs/hosts-of.ts";
import type { RunSpec } from "#runtimes/runs.ts";
import type { Going } from "./engine.ts";
import { memoryFactorOf } from "./tries.ts";

const ML = "/opt/ml/";
/** Where a step asks for no machine. */
const USUAL_INSTANCE_TYPE = "ml.m5.large";
/** As Kubernetes gives a pod. */
const GRACE_SECONDS = 30;

/** The name of a try at a step's work: each has the same one at every look, so that nothing is begun twice. */
export function stepRunName(run: FlowRun, path: string, attempt: number): string {
  const digest = contentDigest({ uid: run.metadata.uid ?? "", path, attempt });
  return childName(`${run.metadata.name}-${path.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`, digest);
}

/** What a step's program means to any machinery. */
export function stepRunSpec(run: FlowRun, going: Going): RunSpec {
  const { name, attempt } = going;
  const { step, body } = going.step;
  const { image = imageOf(script), command, args = [], env = {}, instanceType } = body as unknown as RunBody;
  const program = commandProgram(
    { image, entrypoint: command?.map(textOf), args: args.map(textOf) },
    run.metadata.annotations,
  );
  const results = step.run?.results ?? [];
  return {
    ...program.runs,
    ...{ name, attempt, namespace: run.metadata.namespace ?? "", owner: run },
    env: { ...texts(env), ...program.env },
    hosts: hostsOf({ instanceType: instanceType ?? USUAL_INSTANCE_TYPE }),
    files: {},
    resourceConfig: "config/resourceconfig.json",
    inputs: [],
    outputs: [],
    folders: ["output/results"],
    told: Object.fromEntries(results.map((one) => [one.name, pathIn("results", one).slice(ML.length)])),
    graceSeconds: GRACE_SECONDS,
    memoryFactor: memoryFactorOf(going),
  };
}

const texts = (values: Readonly<Record<string, Json>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, textOf(value)]));

/** What the files of a step's results say. */
export function resultsOf(
  body: Pick<RunBody, "results">,
  facts: Readonly<Record<string, string>>,
): Readonly<Record<string, Json>> {
  const given = (body.results ?? []).map(({ name, type }) => {
    const text = facts[name];
    return [name, text === undefined ? undefined : type === "string" ? text : asValue(text)] as const;
  });
  return defined(Object.fromEntries(given)) as Readonly<Record<string, Json>>;
}

/** JSON where it is some, otherwise the text as it stands. */
function asValue(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text.trimEnd();
  }
}
