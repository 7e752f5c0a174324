import type { PrintedMetric } from "../algorithms/facts.ts";
import type { AwsService } from "../aws/service.ts";
import type { AwsWording } from "../aws/wording.ts";
import type { Json } from "../flows/json.ts";
import type { Kind, Resource } from "../resource.ts";
import type { Abilities } from "./abilities.ts";
import type { CustomResourceDefinition } from "./crd.ts";
import type { SpecCause } from "./spec-cause.ts";

/** How far an object has come, and the kind's own word for it, for instance InProgress/Downloading. */
export interface Outcome {
  /** Everything but "working" is an end: nothing more is to come before the object changes. */
  readonly state: "working" | "done" | "failed" | "stopped";
  readonly word: string;
}

/** The program that an object runs, as far as its log goes. */
export interface Program {
  /** The container whose log is the object's log. */
  readonly container: string;
  /** Whether it ends once the object is done; an endpoint's goes on. */
  readonly ends: boolean;
}

/** What AWS's API says of a kind; operations, members and fields follow from `name`. */
export interface AwsFacts<R extends Resource = Resource> {
  readonly service: AwsService;
  /** `TrainingJob`: `CreateTrainingJob`, `TrainingJobName`, `TrainingJobArn`, `trainingJobName` follow from it. */
  readonly name: string;
  /** What stands before the name in an ARN, e.g. `training-job`. */
  readonly arnType: string;
  readonly wording: AwsWording;
  /** The member of Describe's answer, and of a line of a list, that tells the status; absent where AWS tells none. */
  readonly status?: string;
  /** How a List operation sorts when SortOrder is not given. */
  readonly order: "Ascending" | "Descending";
  /**
   * Fields of the spec, or members of one (`a.b`), that may change once the object has begun: AWS can change them, or ACK does
   * not compare them. Any other stays what it was then, and an object that asks for another value is told so.
   */
  readonly changeable: readonly string[];
  /** What AWS's API would refuse in the spec, beyond what the definition says of it; empty if nothing. Absent: nothing is. */
  validate?(object: R): readonly SpecCause[];
  /**
   * Fields of the spec that are taken as they stand and change nothing where the object is carried: what AWS does around it, and has no
   * like here. They are told, and Describe tells them as they were given; not asked where its whole request goes out.
   */
  withoutEffect?(object: R): readonly string[];
  /** The metric definitions that its spec brings, whose expressions are tried before anything is begun. Absent: it has none. */
  metrics?(object: R): readonly PrintedMetric[];
  /**
   * Fields whose meaning would be lost where the object is carried, a sentence each; not asked where its whole request goes out.
   * Absent: none are.
   */
  unsupported?(object: R, abilities: Abilities): readonly string[];
  /**
   * The image that it runs, with its field. One that AWS has not either is refused as all else is; one of AWS's that has no program
   * here is AWS's to take, so that the object is stored at every door, and its controller refuses it where its whole request does
   * not go out. Absent: it runs none itself.
   */
  image?(object: R): { readonly field: string; readonly image: string | undefined };
  /**
   * The object as AWS tells it: with what AWS fills in, and with what has been asked for and no controller has seen yet.
   * Its ARN is the door's matter.
   */
  view(object: R): R;
}

/**
 * One row of facts: all that anything outside a kind's own folder and controller has to know of it. The lists that there
 * are of kinds (definitions, rights, words, AWS operations, pages) are made of these rows, so that a kind is added in one place.
 */
export interface KindFacts<R extends Resource = Resource> {
  readonly kind: Kind<R>;
  readonly crd: CustomResourceDefinition;
  /** What one is or says, going on from "reads": for rights and documentation. */
  readonly about: string;
  /** Short names that people may call it by, besides its plural and singular. */
  readonly words: readonly string[];
  /** The condition types that its status can hold. */
  readonly conditions: readonly string[];
  /** Absent where AWS does not know the kind. */
  readonly aws?: AwsFacts<R>;
  /** Its objects heed `STOP_ANNOTATION`, though AWS has no operation for it. */
  readonly stops?: true;
  /** Absent where the object runs no program of its own. */
  readonly program?: Program;
  /** The machines that the object asks for, as its spec names them; empty while it names none. Absent where the kind never does. */
  instanceTypes?(object: R): readonly string[];
  /**
   * The S3 prefix that the object's results lie below, which is its own: a part of the path in its `outputDataConfig`, which others
   * share. Undefined while it names none. Absent where the path is the object's own.
   */
  results?(object: R): string | undefined;
  /** What it has come to, for steps of pipelines that made it, besides its name and its status. Absent: nothing. */
  gives?(object: R): Readonly<Record<string, Json | undefined>>;
  /** Asked of any object of the kind, also of one that no controller has looked at. */
  outcome(object: R): Outcome;
}

/** The row of a kind that AWS knows. */
export interface AwsKindFacts<R extends Resource = Resource> extends KindFacts<R> {
  readonly aws: AwsFacts<R>;
}

export function hasAws<R extends Resource>(facts: KindFacts<R>): facts is AwsKindFacts<R> {
  return facts.aws !== undefined;
}
