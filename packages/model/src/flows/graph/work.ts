import type { FlowStep } from "../definition.ts";
import type { Json } from "../json.ts";
import type { StepPath } from "./path.ts";
import type { StepEnd } from "./states.ts";

/** A step that does something outside, with what it is given. */
export interface ReadyStep {
  readonly path: StepPath;
  readonly step: FlowStep;
  /** Its body, without expressions. */
  readonly body: Json;
  /** It goes on in a run that is canceled, as a teardown, or what runs on exit. */
  readonly isProtected: boolean;
}

/** Something stored: `s3://` URI, and the digest of what is there. */
export type StoredArtifact = { readonly uri: string; readonly digest: string };

/** What a step has given. */
export interface Given {
  readonly results?: Readonly<Record<string, Json>>;
  /** Each a StoredArtifact; of a step with many items lists of them. */
  readonly artifacts?: Readonly<Record<string, Json>>;
}

/** What is told of an end. */
export interface Told extends Given {
  /** A sentence, where it did not end by what it did. */
  readonly why?: string;
  /** It failed of something other than its program, as Argo's Errored. */
  readonly isError?: boolean;
}

/** A step that has ended. */
export interface SettledStep extends Told {
  readonly path: StepPath;
  readonly state: StepEnd;
}

/** How a step's work outside has ended. */
export interface WorkEnd extends Told {
  readonly state: "success" | "failed" | "canceled";
}

/** How a run has ended: `why` only where that is not for one of its steps. */
export interface RunEnd extends Told {
  readonly state: "success" | "failed" | "canceled";
}
