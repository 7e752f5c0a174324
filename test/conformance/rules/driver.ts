/** How a table of rules is put to one door: every door plugs in a `Driver` and runs the same cases. */

export type ToyObject = Record<string, unknown>;

/** Which rights the request is made with. */
export type As = "admin" | "viewer" | "nobody";

interface Common {
  /** Default TrainingJob, the toy kind of `toy-kind.ts`. */
  readonly kind?: KindName;
  readonly as?: As;
  readonly dryRun?: boolean;
}

export type KindName =
  | "TrainingJob"
  | "Model"
  | "ConfigMap"
  | "Secret"
  | "Pod"
  | "Deployment"
  | "Namespace"
  | "Event";

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

/** What a door can be asked at all; a case that needs more is skipped there, with this as the reason. */
export type Ability =
  | "update"
  | "patch"
  | "apply"
  | "dry-run"
  | "field-validation"
  | "field-selectors"
  | "preconditions"
  | "managers";

export interface Driver {
  readonly can: ReadonlySet<Ability>;
  /** A new namespace for one case. */
  namespace(): Promise<string>;
  send(request: Request, namespace: string): Promise<Answer>;
}
