import { defined } from "@slipway/model";
import { type NotifyBody, notifyProblem } from "@slipway/model/flows/bodies/notify.ts";
import { asMade } from "../build/made.ts";
import type { Where } from "../references/convert.ts";
import type { Made } from "../references/types.ts";
import type { GivenJson, GivenText } from "./given-in.ts";
import { jsonIn, textsIn } from "./json-of.ts";
import { makeWork } from "./make-work.ts";
import type { WorkStepOptions } from "./options.ts";

export type Notification = {
  /** A Secret of the run's namespace that holds the webhook's URL. */
  readonly secret: GivenText;
  /** Its member; absent: `url`. */
  readonly key?: GivenText;
} & (
  | {
      /** Sent as `{ "text": ... }`, which Slack's incoming webhooks take. */
      readonly message: GivenText;
      readonly payload?: never;
    }
  | {
      /** JSON, sent as it stands. */
      readonly payload: GivenJson;
      readonly message?: never;
    }
);

/**
 * Sends a message to a webhook, at least once.
 *
 * @example
 * flow.notify({ secret: "slack", message: text`nightly: ${status}` });
 */
export type NotifyFlow = (notification: Notification, options?: WorkStepOptions) => Made;

export const notify: NotifyFlow = (notification, options = {}) => {
  const node = makeWork({ who: "flow.notify", base: "notify", options }, (where) => ({
    notify: checked(bodyOf(notification, where)),
  }));
  return asMade({}, node);
};

function bodyOf({ secret, key, message, payload }: Notification, where: Where): NotifyBody {
  return {
    secret: "",
    ...textsIn({ secret, key, message }, where),
    ...defined({
      payload:
        payload === undefined ? undefined : jsonIn(payload, { ...where, what: `${where.what}'s payload` }),
    }),
  };
}

function checked(body: NotifyBody): NotifyBody {
  const wrong = body.secret === "" ? "has to name the Secret that holds the URL" : notifyProblem(body);
  if (wrong !== undefined) throw new TypeError(`flow.notify ${wrong}.`);
  return body;
}
