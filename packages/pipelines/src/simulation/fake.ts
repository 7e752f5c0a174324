import type { Json } from "@slipway/model/flows/json.ts";
import type { Plain } from "../types/given.ts";
import type { ArtifactShape, ListShape } from "../types/shape.ts";
import type { ShapeOf, TypesByName } from "../types/typed.ts";
import type { Ending, FakeGives } from "./ending.ts";

/** Which try of which step is made up. */
export interface FakeTry {
  /** From 1. */
  readonly attempt: number;
  /** Where in the run, e.g. `map[0].train`. */
  readonly path: string;
}

/** What stands for a program: what it gives, how it ends, or a function of its inputs that says one of both. What is stored is given to it as `s3://`. */
export type Fake = FakeGives | Ending | ((inputs: FakeInputs, step: FakeTry) => FakeGives | Ending);

/** Made-up programs by the name of their component or of a step, or by a step's path. */
export type Fakes = Readonly<Record<string, Fake>>;

/** Inputs as whoever looks at them knows them to be. */
export type FakeInputs = Readonly<Record<string, Json>>;

/** Of one component, with its types. */
export type TypedFake<I extends TypesByName, O extends TypesByName> = (
  inputs: { readonly [K in keyof I]: Plain<ShapeOf<I[K]>> },
  step: FakeTry,
) => GivesOf<O> | Ending<GivesOf<O>>;

/** Small values have to be given, what is stored may be. */
export type GivesOf<O extends TypesByName> = {
  readonly [K in Exclude<keyof O, StoredIn<O>>]: Plain<ShapeOf<O[K]>>;
} & { readonly [K in StoredIn<O>]?: Plain<ShapeOf<O[K]>> };

type StoredIn<O extends TypesByName> = {
  [K in keyof O]: ShapeOf<O[K]> extends ArtifactShape | ListShape<ArtifactShape> ? K : never;
}[keyof O];
