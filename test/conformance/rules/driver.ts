import type { As } from "../support/doors.ts";
import type { KindName } from "./kinds.ts";

/** How a table of rules is put to one door: every door plugs in a `Driver` and runs the same cases. */

export type ToyObject = Record<string, unknown>;

interface Common {
  /** Default TrainingJob, the toy kind of `toy-kind.ts`. */
  readonly kind?: KindName;
  /** Whose rights the request is made with; default admin. */
  readonly as?: As;
  readonly dryRun?: boolean;
}

export type Request = Common &
  (
    | {
        readonly verb: "create";
        readonly object: ToyObject;
        /** Another namespace than the case's own. */
        readonly namespace?: string;
        readonly validation?: "Strict" | "Warn" | "Ignore";
      }
    | { readonly verb: "get"; readonly name: string }
    | { readonly verb: "list"; readonly labelSelector?: string; readonly fieldSelector?: string }
    | {
        readonly verb: "update";
        readonly name: string;
        readonly object: ToyObject;
        readonly part?: "status";
      }
    | {
        readonly verb: "patch";
        readonly name: string;
        readonly type: "json" | "merge" | "strategic";
        readonly body: unknown;
        readonly part?: "status";
        readonly manager?: string;
        readonly force?: boolean;
        readonly validation?: "Strict" | "Warn" | "Ignore";
      }
    | {
        readonly verb: "apply";
        readonly object: ToyObject;
        /** Absent: the request names none. */
        readonly manager?: string;
        readonly force?: boolean;
      }
    | {
        readonly verb: "delete";
        readonly name: string;
        readonly propagationPolicy?: string;
        readonly gracePeriodSeconds?: number;
        readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
      }
  );

export interface Answer {
  readonly object?: ToyObject;
  readonly items?: readonly ToyObject[];
  /** After a delete: whether the object is gone. */
  readonly gone?: boolean;
  readonly warnings?: readonly string[];
  readonly error?: AnsweredError;
}

export interface AnsweredError {
  /** The code of Slipway's catalogue, where the door tells it. */
  readonly code?: string;
  readonly http: number;
  /** meta/v1 Status reason. */
  readonly reason: string;
  readonly message: string;
  readonly causes: readonly { readonly reason: string; readonly field?: string; readonly message: string }[];
}

/** What a case may need of a door; a door that lacks it says why, and such cases are counted in `unasked.ts`. */
export type Ability =
  | "address apart from the object"
  | "any kind"
  | "dry run"
  | "field selectors"
  | "field validation"
  | "free options"
  | "managers"
  | "patch"
  | "storing before judging"
  | "update"
  | "update of an endpoint";

/** One door as a court that the cases are put to. */
export interface Driver {
  /** What this door cannot be asked, each with the reason. */
  readonly lacks: Readonly<Partial<Record<Ability, string>>>;
  /** The kinds it has; absent means all. */
  readonly kinds?: readonly KindName[];
  send(request: Request, namespace: string): Promise<Answer>;
}
