import type { StructuralSchema } from "../../kinds/crd.ts";
import type { Json } from "../json.ts";

/** Waits for exactly one of these, and takes no machine meanwhile. */
export interface WaitBody {
  /** From when the try begins; a number, or an expression that gives one. */
  readonly seconds?: Json;
  /** RFC 3339, with a zone: `2026-12-24T18:00:00+01:00`. What is past is over at once. */
  readonly until?: string;
  /** An object of one of Slipway's kinds in the run's namespace; the step gives of it what one that made it would. */
  readonly resource?: WaitedResource;
  /** A URL that answers; the step gives the `status` that it did so with. */
  readonly http?: WaitedHttp;
}

/**
 * It is asked again and again until it answers as wanted; the step's `timeoutSeconds` ends that, or a week, as Airflow's sensors. Nobody's answer, 404, 429 and
 * 5xx are waited out; any other status fails the step, unless `status` says what is wanted. No redirection is followed. What a cluster runs does not ask
 * addresses of the machine or its link.
 */
export interface WaitedHttp {
  readonly url: string;
  /** Absent: GET. */
  readonly method?: "GET" | "HEAD";
  /** Absent: any 2xx. */
  readonly status?: readonly number[];
  /** From one question to the next; absent: 60. */
  readonly intervalSeconds?: number;
  /** A Secret of the run's namespace whose members are sent as headers, e.g. `Authorization`. */
  readonly secret?: string;
}

export interface WaitedResource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** A condition that has to be True, e.g. `Ready`. Absent: it has to be done, by its kind's own word; the step fails where the object has failed. */
  readonly condition?: string;
}

const text: StructuralSchema = { type: "string", minLength: 1 };

export const waitSchema: StructuralSchema = {
  type: "object",
  description: "Waits for one of these, without a machine.",
  properties: {
    seconds: { "x-kubernetes-preserve-unknown-fields": true, description: "From when the step begins." },
    until: { ...text, description: "An instant, RFC 3339." },
    resource: {
      type: "object",
      description: "An object of one of Slipway's kinds.",
      required: ["apiVersion", "kind", "name"],
      properties: {
        ...{ apiVersion: text, kind: text, name: text },
        condition: { ...text, description: "One that has to be True; absent: the object has to be done." },
      },
    },
    http: {
      type: "object",
      description: "A URL that answers; it is asked again and again, without a redirection.",
      required: ["url"],
      properties: {
        url: text,
        method: { type: "string", enum: ["GET", "HEAD"] },
        status: {
          type: "array",
          description: "What it is to answer with; absent: any 2xx.",
          minItems: 1,
          maxItems: 20,
          items: { type: "integer", format: "int32", minimum: 100, maximum: 599 },
        },
        intervalSeconds: {
          ...{ type: "integer", format: "int64", minimum: 1, maximum: 86_400 },
          description: "From one question to the next; absent: 60.",
        },
        secret: {
          ...text,
          description: "A Secret of the run's namespace whose members are sent as headers.",
        },
      },
    },
  },
};

/** Why a wait's form is none; undefined where it is one. */
export function waitProblem(body: WaitBody): string | undefined {
  const given = Object.keys(body);
  if (given.length === 1) return undefined;
  return `waits for ${given.join(" and ") || "nothing"}: expected one of seconds, until, resource, http`;
}
