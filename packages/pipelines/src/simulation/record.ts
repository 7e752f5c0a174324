import type { FailureClass } from "@slipway/model";
import type { SettledStep } from "@slipway/model/flows/index.ts";
import type { Json } from "@slipway/model/flows/json.ts";

/** One try of a program. Seconds are of the test's clock, from the run's begin. */
export interface TestTry {
  readonly began: number;
  readonly ended: number;
  readonly failure?: { readonly class: FailureClass; readonly message: string };
}

/** A step that has ended. */
export interface TestStep {
  /** `map[0].train`; of what runs on exit `onExit.notify`. */
  readonly path: string;
  readonly state: SettledStep["state"];
  /** A sentence, where it did not end by what it did. */
  readonly why?: string;
  /** Of a component: its name, and what would have run. */
  readonly component?: string;
  /** What it was given by name: a component's inputs, a flow's parameters; of all else what it was to do. */
  readonly inputs?: Readonly<Record<string, Json>>;
  readonly command?: readonly Json[];
  readonly tries: readonly TestTry[];
  readonly results?: Readonly<Record<string, Json>>;
  readonly artifacts?: Readonly<Record<string, Json>>;
}

/** What has become of a run in a test. */
export interface TestRun {
  readonly state: "success" | "failed" | "canceled";
  readonly why?: string;
  readonly results: Readonly<Record<string, Json>>;
  /** Of the test's clock, what ran on exit included. */
  readonly seconds: number;
  /** Paths of what did something, in the order in which they began. */
  readonly ran: readonly string[];
  /** All steps in the order in which they ended, also those that did not run. */
  readonly steps: readonly TestStep[];
  /** Throws where there is none of that path, and names those that there are. */
  step(path: string): TestStep;
}
