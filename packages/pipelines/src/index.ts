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
