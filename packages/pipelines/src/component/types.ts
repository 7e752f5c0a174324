import type { Json } from "@slipway/model/flows/json.ts";
import type { AnyRef, Made, RefOf, StringRef } from "../references/types.ts";
import type { Ending } from "../simulation/ending.ts";
import type { Fake, GivesOf, TypedFake } from "../simulation/fake.ts";
import type { GivenByName } from "../types/given.ts";
import type { ArtifactShape, ListShape, Shape } from "../types/shape.ts";
import type { ShapeOf, TypesByName } from "../types/typed.ts";
import type { StepOptions, WorkOptions } from "./options.ts";

/** One word of a command line. */
export type Word = string | number | boolean | AnyRef;

/** What a command is written with: values, and for what is stored the path where it lies. */
export interface CommandParts<I extends TypesByName, O extends TypesByName> {
  readonly in: { readonly [K in keyof I]: InCommand<ShapeOf<I[K]>> };
  /** Where the program leaves what it gives: small values as the text of a file. */
  readonly out: { readonly [K in keyof O]: { readonly path: StringRef } };
}

type InCommand<S extends Shape> = S extends ArtifactShape | ListShape<ArtifactShape> ? StringRef : RefOf<S>;

type FromParts<I extends TypesByName, O extends TypesByName, T> = T | ((parts: CommandParts<I, O>) => T);

/** What one machine has to have. */
export interface Resources {
  readonly cpu?: number | string;
  /** As Kubernetes writes it, e.g. `8Gi`. */
  readonly memory?: string;
  readonly gpu?: number;
  /** Others by Kubernetes' names, e.g. `amd.com/gpu`. */
  readonly [name: `${string}/${string}`]: number | string;
}

export interface ComponentOptions<I extends TypesByName, O extends TypesByName> extends WorkOptions {
  /** What its steps are called, and its fakes in tests. */
  readonly name: string;
  readonly description?: string;
  /** Absent: a process of the machine. */
  readonly image?: string;
  readonly inputs?: I;
  /** Small values are results, what is stored are artifacts. */
  readonly outputs?: O;
  readonly command?: FromParts<I, O, readonly Word[]>;
  /** Words for the image's own program. */
  readonly args?: FromParts<I, O, readonly Word[]>;
  readonly env?: FromParts<I, O, Readonly<Record<string, Word>>>;
  readonly resources?: Resources;
  /** As SageMaker names machines, or as a NodePool does. */
  readonly instanceType?: string;
  /** Secrets of Kubernetes, whose members become variables of the program. */
  readonly secrets?: readonly string[];
}

/** References to what a step gives. */
export type Outputs<O extends TypesByName> = { readonly [K in keyof O]: RefOf<ShapeOf<O[K]>> } & Made;

/** May be left out where nothing in it has to be given. */
export type Arguments<G, Options> = object extends G
  ? readonly [given?: G, options?: Options]
  : readonly [given: G, options?: Options];

export interface Component<I extends TypesByName, O extends TypesByName> {
  /** Makes a step. */
  (...given: Arguments<GivenByName<I>, StepOptions>): Outputs<O>;
  readonly componentName: string;
  /**
   * What stands for it in tests, with its types.
   *
   * @example
   * fakes: { train: train.fake(({ lr }) => ({ auc: lr > 0.05 ? 0.9 : 0.7 })) }
   */
  fake(fake: TypedFake<I, O> | GivesOf<O> | Ending<GivesOf<O>>): Fake;
}

/** What a component is, without types. */
export interface ComponentFacts {
  readonly options: ComponentOptions<TypesByName, TypesByName>;
  readonly inputs: TypesByName;
  readonly outputs: TypesByName;
}

export type JsonByName = Readonly<Record<string, Json>>;
