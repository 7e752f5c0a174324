import type { FailureClass } from "@slipway/model";
import type { Given } from "@slipway/model/flows/graph/work.ts";
import type { Json } from "@slipway/model/flows/json.ts";
import type { Ending, FakeGives } from "../ending.ts";

/** Which try it is that is played. */
export interface Scene {
  readonly path: string;
  /** What the step does, without expressions. */
  readonly body: Json;
  readonly now: Date;
}

export interface Failure {
  readonly class: FailureClass;
  readonly message: string;
}

/** Who plays a step's work in a test. */
export interface Role {
  /** What fakes know it by, beside its path and its step's name. */
  readonly name: string;
  /** Of a program. */
  readonly component?: string;
  /** For sentences: `The component train`. */
  readonly what: string;
  /** What the step works with, as a test and its fake see it. */
  inputs(body: Json): Readonly<Record<string, Json>>;
  command?(body: Json): readonly Json[];
  /** What comes of it where its fake gives that. Throws where a fake cannot. */
  play(gives: FakeGives, scene: Scene): Given | { readonly failure: Failure };
  /** How it ends without a fake, of what gives nothing that somebody would have to make up. */
  alone?(scene: Scene): Ending;
}

export const bodyAsInputs = (body: Json): Readonly<Record<string, Json>> =>
  body as Readonly<Record<string, Json>>;
