import { defined } from "@slipway/model";
import { type WaitBody, waitProblem } from "@slipway/model/flows/bodies/wait.ts";
import { waitDueAt } from "@slipway/model/flows/bodies/wait-due-at.ts";
import { asMade } from "../build/made.ts";
import { asValue, type Where } from "../references/convert.ts";
import { resultsOf } from "../references/given-by.ts";
import type { Made } from "../references/types.ts";
import type { GivenNumber, GivenText } from "./given-in.ts";
import { textIn, textsIn } from "./json-of.ts";
import { type ApiVersionOf, type KindName, kindOfSteps, type ObjectOutputs, specsOf } from "./kinds.ts";
import { makeWork } from "./make-work.ts";
import type { WorkStepOptions } from "./options.ts";

/** A time. */
export type WaitTime =
  /** From when the step begins. */
  | { readonly seconds: GivenNumber; readonly until?: never; readonly resource?: never }
  /** RFC 3339, with a zone; what is past is over at once. */
  | { readonly until: GivenText; readonly seconds?: never; readonly resource?: never };

/** An object of the run's namespace that somebody else makes. */
export interface WaitResource<K extends KindName> {
  readonly seconds?: never;
  readonly until?: never;
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
  const { resource } = wanted;
  if (resource === undefined) return asMade({}, node);
  node.origin = { name: resource.kind };
  return asMade(
    { ...resultsOf(node, specsOf(kindOfSteps(resource.apiVersion, resource.kind, "flow.wait"))) },
    node,
  );
}) as unknown as WaitFlow;

function bodyOf({ seconds, until, resource }: WaitBody, where: Where): WaitBody {
  const what = (member: string): Where => ({ ...where, what: `${where.what}'s ${member}` });
  if (resource !== undefined) kindOfSteps(resource.apiVersion, resource.kind, where.what);
  return defined({
    seconds: seconds === undefined ? undefined : asValue(seconds, { type: "number" }, what("seconds")).json,
    until: until === undefined ? undefined : textIn(until, what("until")),
    resource: resource && (textsIn({ ...resource }, where) as NonNullable<WaitBody["resource"]>),
  });
}

/** What is written out is judged now, the rest in a run. */
function checked(body: WaitBody): WaitBody {
  const wrong = waitProblem(body);
  if (wrong !== undefined) throw new TypeError(`flow.wait ${wrong}.`);
  const isOpen = [body.seconds, body.until].some((one) => typeof one === "string" && one.includes("${{"));
  const due = body.resource === undefined && !isOpen ? waitDueAt(body, new Date(0)) : undefined;
  if (typeof due === "string") throw new TypeError(`flow.wait cannot end: ${due}.`);
  return body;
}
