import type { Clock } from "#lib/clock.ts";
import type { Runtime } from "../runtime.ts";
import { FakeDefinitions } from "./fake-definitions.ts";
import { FakeRuns } from "./fake-runs.ts";
import { FakeServing } from "./fake-serving.ts";

/** A whole runtime in a test's hands. */
export interface FakeRuntime extends Runtime {
  readonly runs: FakeRuns;
  readonly serving: FakeServing;
  readonly definitions: FakeDefinitions;
}

export function createFake(name: string, clock: Clock): FakeRuntime {
  const fake = {
    name,
    runs: new FakeRuns(clock),
    serving: new FakeServing(),
    definitions: new FakeDefinitions(),
  };
  for (const { declared } of [fake.runs, fake.serving, fake.definitions]) declared.runtime = name;
  return fake;
}
