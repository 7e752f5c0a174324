export type { PipelineOf } from "./build/pipelines.ts";
export { component } from "./component/component.ts";
export type {
  Cache,
  GateOptions,
  RetriedClass,
  Retry,
  StepOptions,
  WorkOptions,
} from "./component/options.ts";
export type {
  CommandParts,
  Component,
  ComponentOptions,
  Outputs,
  Resources,
  Word,
} from "./component/types.ts";
export type { Flow } from "./flow/flow.ts";
export type { MapOptions, Mapped } from "./flow/map.ts";
export type { Returned } from "./flow/returned.ts";
export type { ScopeOptions } from "./flow/scope.ts";
export type { Joined } from "./flow/when.ts";
export { pipeline } from "./pipeline/pipeline.ts";
export { run } from "./pipeline/run.ts";
export type { PipelineSchedule, ScheduleOptions } from "./pipeline/schedule.ts";
export {
  type HttpEvent,
  type ObjectEvent,
  type PipelineTrigger,
  type PipelineTriggers,
  trigger,
} from "./pipeline/trigger.ts";
export type { Parameters, Pipeline, PipelineOptions, RunStatus } from "./pipeline/types.ts";
export { text } from "./references/text.ts";
export type {
  AnyRef,
  ArtifactRef,
  Condition,
  DateRef,
  ListRef,
  Made,
  NumberRef,
  ObjectRef,
  Reference,
  RefOf,
  StringRef,
  Text,
} from "./references/types.ts";
export { type Ending, type FakeGives, fails, hangs, takes } from "./simulation/ending.ts";
export type { Fake, FakeInputs, Fakes, FakeTry, GivesOf, TypedFake } from "./simulation/fake.ts";
export type { TestRun, TestStep, TestTry } from "./simulation/record.ts";
export type { TestOptions } from "./simulation/test-options.ts";
export { type ArtifactType, artifact } from "./types/artifact.ts";
export type { Given, GivenByName, Plain, PlainByName } from "./types/given.ts";
export { type ParameterTyped, p } from "./types/p.ts";
export type * from "./types/shape.ts";
export type { Typed, TypesByName } from "./types/typed.ts";
export type { ApproveAsked, Approved, ApproveFlow } from "./work/approve.ts";
export type { FlowRunOptions, RunFlow } from "./work/flow-run.ts";
export type { GivenIn, GivenJson, GivenText } from "./work/given-in.ts";
export type { KindName, ObjectOutputs } from "./work/kinds.ts";
export type { Notification, NotifyFlow } from "./work/notify.ts";
export type { WorkStepOptions } from "./work/options.ts";
export type { Manifest, ResourceDeleted, ResourceFlow, ResourceMade } from "./work/resource.ts";
export type { WaitFlow, WaitResource, WaitTime } from "./work/wait.ts";
