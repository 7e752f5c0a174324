import type { StructuralSchema } from "../../kinds/crd.ts";
import type { Json } from "../json.ts";

/**
 * A message to a webhook. It is sent at least once: a server that ends between the answer and its writing it down sends it again. What answers with
 * another status than 2xx has failed, by class `internal` where it may be mended (no answer, 429, 5xx), else `input`.
 */
export interface NotifyBody {
  /** A Secret of the run's namespace that holds the URL. */
  readonly secret: string;
  /** Its member; absent: `url`. */
  readonly key?: string;
  /** Sent as `{ "text": ... }`, which Slack's incoming webhooks take. */
  readonly message?: string;
  /** JSON, sent as it stands in place of a message. */
  readonly payload?: Json;
}

const text: StructuralSchema = { type: "string", minLength: 1 };

export const notifySchema: StructuralSchema = {
  type: "object",
  description: "A message to a webhook, Slack's for instance; sent at least once.",
  required: ["secret"],
  properties: {
    secret: { ...text, description: "A Secret of the run's namespace that holds the URL." },
    key: { ...text, description: "Its member; absent: url." },
    message: { ...text, description: "Sent as { text: ... }." },
    payload: { "x-kubernetes-preserve-unknown-fields": true, description: "Sent in place of a message." },
  },
};

/** Why a message's form is none; undefined where it is one. */
export const notifyProblem = ({ message, payload }: NotifyBody): string | undefined =>
  (message === undefined) === (payload === undefined)
    ? "has to have message or payload, and not both"
    : undefined;
