import { defined } from "@slipway/model";
import { type WaitBody, waitProblem } from "@slipway/model/flows/bodies/wait.ts";
import { waitDueAt } from "@slipway/model/flows/bodies/wait-due-at.ts";
import { asMade } from "../build/made.ts";
import { asValue, type Where } from "../references/convert.ts";
import { resultsOf } from "../references/given-by.ts";
import type { Made, NumberRef } from "../references/types.ts";
import type { IntegerShape } from "../types/shape.ts";
import type { GivenNumber, GivenText } from "./given-in.ts";
import { textIn, textsIn } from "./json-of.ts";
import { type ApiVersionOf, type KindName, kindOfSteps, type ObjectOutputs, specsOf } from "./kinds.ts";
import { makeWork } from "./make-work.ts";
import type { WorkStepOptions } from "./options.ts";

/** A time. */
export type WaitTime =
  /** From when the step begins. */
  | {
      readonly seconds: GivenNumber;
      readonly until?: never;
      readonly resource?: never;
      readonly http?: never;
    }
  /** RFC 3339, with a zone; what is past is over at once. */
  | { readonly until: GivenText; readonly seconds?: never; readonly resource?: never; readonly http?: never };

/** A URL that answers; it is asked again and again. */
export interface WaitHttp {
  readonly seconds?: never;
  readonly until?: never;
  readonly resource?: never;
  readonly http: {
    readonly url: GivenText;
    /** Absent: GET. */
    readonly method?: "GET" | "HEAD";
    /** Absent: any 2xx. */
    readonly status?: readonly number[];
    /** Seconds from one question to the next; absent: 60. */
    readonly intervalSeconds?: number;
    /** A Secret whose members are sent as headers. */
    readonly secret?: string;
  };
}

/** An object of the run's namespace that somebody else makes. */
export interface WaitResource<K extends KindName> {
  readonly seconds?: never;
  readonly until?: never;
  readonly http?: never;
  readonly resource: {
    readonly apiVersion: ApiVersionOf<K>;
    readonly kind: K;
    readonly name: GivenText;
    /** One that has to be True, e.g. `Ready`; absent: the object has to be done, by its kind's own word. */
    readonly condition?: GivenText;
  };
}

export interface WaitFlow {
  /**
   * Waits for a time, without a machine.
   *
   * @example
   * const pause = flow.wait({ seconds: 600 });
   * deploy({ model }, { needs: [pause] });
   */
  (wanted: WaitTime, options?: WorkStepOptions): Made;
  /**
   * Waits for a URL that answers as wanted; the step's `timeout` ends that, or a week.
   *
   * @example
   * flow.wait({ http: { url: text`https://feeds.example.com/${run.date}/done`, intervalSeconds: 300 } }, { timeout: 6 * 3600 });
   */
  (wanted: WaitHttp, options?: WorkStepOptions): Made & { readonly status: NumberRef<IntegerShape> };
  /**
   * Waits for an object, and gives of it what one that made it would.
   *
   * @example
   * const { modelArtifact } = flow.wait({ resource: { apiVersion: "sagemaker.services.k8s.aws/v1alpha1", kind: "TrainingJob", name: "base" } });
   */
  <K extends KindName>(wanted: WaitResource<K>, options?: WorkStepOptions): ObjectOutputs<K>;
}

export const wait = ((wanted: WaitBody, options: WorkStepOptions = {}): object => {
  const node = makeWork({ who: "flow.wait", base: "wait", options }, (where) => ({
    wait: checked(bodyOf(wanted, where)),
  }));
  const { resource, http } = wanted;
  if (http !== undefined) return asMade({ ...resultsOf(node, HTTP_GIVES) }, node);
  if (resource === undefined) return asMade({}, node);
  node.origin = { name: resource.kind };
  return asMade(
    { ...resultsOf(node, specsOf(kindOfSteps(resource.apiVersion, resource.kind, "flow.wait"))) },
    node,
  );
}) as unknown as WaitFlow;

/** What a wait for a URL gives. */
export const HTTP_GIVES = { status: { type: "integer" } } as const;

function bodyOf({ seconds, until, resource, http }: WaitBody, where: Where): WaitBody {
  const what = (member: string): Where => ({ ...where, what: `${where.what}'s ${member}` });
  if (resource !== undefined) kindOfSteps(resource.apiVersion, resource.kind, where.what);
  return defined({
    seconds: seconds === undefined ? undefined : asValue(seconds, { type: "number" }, what("seconds")).json,
    until: until === undefined ? undefined : textIn(until, what("until")),
    http: http && { ...http, url: textIn(http.url, what("http.url")) },
    resource: resource && (textsIn({ ...resource }, where) as NonNullable<WaitBody["resource"]>),
  });
}

/** What is written out is judged now, the rest in a run. */
function checked(body: WaitBody): WaitBody {
  const wrong = waitProblem(body);
  if (wrong !== undefined) throw new TypeError(`flow.wait ${wrong}.`);
  const isOpen = [body.seconds, body.until].some((one) => typeof one === "string" && one.includes("${{"));
  const due =
    body.resource === undefined && body.http === undefined && !isOpen
      ? waitDueAt(body, new Date(0))
      : undefined;
  if (typeof due === "string") throw new TypeError(`flow.wait cannot end: ${due}.`);
  return body;
}
