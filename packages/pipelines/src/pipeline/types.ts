import type { FlowDefinition } from "@slipway/model/flows/definition.ts";
import type { Flow as FlowManifest } from "@slipway/model/kinds/flow/type.ts";
import type { Schedule } from "@slipway/model/kinds/schedule/type.ts";
import type { Trigger } from "@slipway/model/kinds/trigger/type.ts";
import type { PipelineOf } from "../build/pipelines.ts";
import type { GateOptions } from "../component/options.ts";
import type { Arguments } from "../component/types.ts";
import type { Flow } from "../flow/flow.ts";
import type { Outside } from "../flow/returned.ts";
import type { Made, RefOf, StringRef } from "../references/types.ts";
import type { TestRun } from "../simulation/record.ts";
import type { TestOptions } from "../simulation/test-options.ts";
import type { GivenByName, PlainByName } from "../types/given.ts";
import type { ShapeOf, TypesByName } from "../types/typed.ts";
import type { PipelineSchedule, ScheduleOptions } from "./schedule.ts";
import type { PipelineTriggers } from "./trigger.ts";

/** References to a run's parameters. */
export type Parameters<P extends TypesByName> = { readonly [K in keyof P]: RefOf<ShapeOf<P[K]>> };

/** How a run has come to its end, for what runs on exit. */
export type RunStatus = "success" | "failed" | "canceled";

export interface PipelineOptions<P extends TypesByName> {
  /** Lower-case letters, digits and -. */
  readonly name: string;
  readonly description?: string;
  readonly params?: P;
  readonly schedule?: ScheduleOptions<P>;
  /** What starts it besides, by names: the objects are called `PIPELINE-NAME`. */
  readonly triggers?: PipelineTriggers<P>;
  /** Makes steps that run once all others are over, however they ended. */
  readonly onExit?: (exit: {
    readonly status: StringRef<RunStatus>;
    readonly params: Parameters<P>;
    readonly flow: Flow;
  }) => unknown;
  /** Steps at once, at most; this, `timeout` and `outcome` are of runs of its own: within another pipeline those of that one count. */
  readonly maxActiveSteps?: number;
  /** Seconds, of a whole run. */
  readonly timeout?: number;
  /** `all`, the usual one: one failed step fails the run. `leaves`: only those count that no other needs. */
  readonly outcome?: "all" | "leaves";
}

export type PipelineBody<P extends TypesByName, R> = (parts: {
  readonly params: Parameters<P>;
  readonly flow: Flow;
}) => R;

export interface Pipeline<P extends TypesByName, R> extends PipelineOf<P, R> {
  /**
   * In the function of another pipeline: its steps as one step of that, which gives its results. They are written out there: a definition holds
   * all of its steps, and a change of this pipeline reaches the other one when that is built again. What it runs on exit runs there once its steps are over.
   */
  (...given: Arguments<GivenByName<P>, GateOptions>): Made & Outside<R>;
  readonly schedule: PipelineSchedule | undefined;
  /** What a run follows. Equal sources give equal JSON, to the order of its members. */
  definition(): FlowDefinition;
  manifest(): FlowManifest;
  /**
   * Runs it in this process, with made-up programs and a clock that waits for nothing. Rejects where the test itself is wrong, e.g. a component that runs has no
   * fake; a run that fails is told as one that has.
   *
   * @example
   * const ran = await nightly.test({ day: "2026-11-30" }, { fakes: { train: ({ lr }) => ({ auc: 0.9 }), deploy: {} } });
   * expect(ran.step("deploy").state).toBe("success");
   */
  test(
    given: object extends PlainByName<P> ? PlainByName<P> | undefined : PlainByName<P>,
    options: TestOptions,
  ): Promise<TestRun>;
  /** The Flow, and the Schedule and Triggers that it has. */
  manifests(): readonly (FlowManifest | Schedule | Trigger)[];
  /** These as YAML. */
  toYaml(): string;
}
