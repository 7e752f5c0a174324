import { readDefinition } from "@slipway/model/flows/index.ts";
import type { Flow as FlowManifest } from "@slipway/model/kinds/flow/type.ts";
import { stringify } from "yaml";
import { checkMember, dnsName } from "../build/names.ts";
import { rememberPipeline } from "../build/pipelines.ts";
import type { GateOptions } from "../component/options.ts";
import type { Returned } from "../flow/returned.ts";
import type { TestOptions } from "../simulation/test-options.ts";
import { testPipeline } from "../simulation/test-pipeline.ts";
import type { ValueShape } from "../types/shape.ts";
import type { Typed, TypesByName } from "../types/typed.ts";
import { asStep } from "./as-step.ts";
import { build } from "./build.ts";
import type { PipelineFacts } from "./facts.ts";
import { scheduleOf } from "./schedule.ts";
import { scheduleManifest } from "./schedule-manifest.ts";
import { triggerManifest } from "./trigger.ts";
import type { Pipeline, PipelineBody, PipelineOptions } from "./types.ts";

/**
 * Steps that make one, with parameters, a schedule, triggers and results. Its function runs once, now: it makes the graph, in which there are no values yet.
 * Throws a sentence for what cannot be a pipeline, FlowProblems for what the model refuses.
 *
 * @example
 * export const nightly = pipeline(
 *   { name: "nightly", params: { day: p.date() }, schedule: { cron: "0 3 * * *", params: { day: run.date } } },
 *   ({ params, flow }) => {
 *     const { data } = prep({ day: params.day });
 *     const { model, auc } = train({ data });
 *     flow.when(auc.gte(0.8), () => deploy({ model }));
 *     return { auc };
 *   },
 * );
 */
export function pipeline<
  R extends Returned,
  const P extends Readonly<Record<string, Typed<ValueShape>>> = Record<never, never>,
>(options: PipelineOptions<P>, body: PipelineBody<P, R>): Pipeline<P, R> {
  const { name, schedule, triggers = {} } = options;
  if (dnsName(name) !== name)
    throw new TypeError(
      `The pipeline is called ${JSON.stringify(name)}: expected lower-case letters, digits and -, e.g. ${dnsName(name)}.`,
    );
  const params: TypesByName = options.params ?? {};
  for (const param of Object.keys(params)) checkMember(param, `A parameter of ${name}`);
  const facts = { options, params, body } as unknown as PipelineFacts;
  const built = build(facts);
  readDefinition(built.definition);
  const kept = schedule && scheduleOf(schedule as never, { name, params });
  const triggerManifests = () =>
    Object.entries(triggers).map(([key, made]) => triggerManifest(key, made, { flow: name, params }));
  triggerManifests();
  const manifest = (): FlowManifest => ({
    apiVersion: "slipway.dev/v1alpha1",
    kind: "Flow",
    metadata: { name },
    spec: built.definition,
  });
  const manifests = () => [
    manifest(),
    ...(kept === undefined ? [] : [scheduleManifest(name, kept)]),
    ...triggerManifests(),
  ];
  const call = (given: object = {}, gate: GateOptions = {}): object => asStep(facts, given, gate);
  rememberPipeline(call, { name, params, returned: built.returned });
  return Object.freeze(
    Object.assign(call, {
      pipelineName: name,
      schedule: kept,
      definition: () => built.definition,
      manifest,
      manifests,
      test: async (given: object | undefined, how: TestOptions) =>
        testPipeline(facts, built, { given: given ?? {}, how }),
      toYaml: () =>
        manifests()
          .map((one) => stringify(one, { lineWidth: 0, aliasDuplicateObjects: false }))
          .join("---\n"),
    }),
  ) as unknown as Pipeline<P, R>;
}
