import { apiVersionOf, type Kind } from "@slipway/model";
import type { As } from "../support/doors.ts";
import type { Answer, Driver, Request, ToyObject } from "./driver.ts";
import { kindOf } from "./kinds.ts";

/** One request over HTTP, to whatever speaks the Kubernetes API. */
export type Send = (
  method: string,
  path: string,
  sent: { readonly body?: unknown; readonly type?: string; readonly token: string },
) => Promise<{
  readonly http: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: ToyObject;
}>;

export interface HttpDoor {
  readonly send: Send;
  readonly tokens: Readonly<Record<As, string>>;
}

const TYPES = {
  json: "application/json-patch+json",
  merge: "application/merge-patch+json",
  strategic: "application/strategic-merge-patch+json",
} as const;

/** The rules put to a Kubernetes API by HTTP: ours or a real one. */
export function httpDriver(door: HttpDoor): Driver {
  return {
    lacks: {},
    async send(request, namespace) {
      const { method, path, ...sent } = translate(request, namespace);
      const token = door.tokens[request.as ?? "admin"];
      return toAnswer(request, await door.send(method, path, { ...sent, token }));
    },
  };
}

interface Translated {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
}

function translate(request: Request, namespace: string): Translated {
  const query = queryOf(request);
  const all = (within = namespace): string => collection(kindOf(request), within);
  switch (request.verb) {
    case "create":
      return { method: "POST", path: all(request.namespace) + query, body: request.object };
    case "get":
      return { method: "GET", path: `${all()}/${request.name}` };
    case "list":
      return { method: "GET", path: all() + query };
    case "update":
      return { method: "PUT", path: `${all()}/${partOf(request)}${query}`, body: request.object };
    case "patch":
      return {
        method: "PATCH",
        path: `${all()}/${partOf(request)}${query}`,
        body: request.body,
        type: TYPES[request.type],
      };
    case "apply": {
      const { name } = request.object["metadata"] as { readonly name: string };
      return {
        method: "PATCH",
        path: `${all()}/${name}${query}`,
        body: request.object,
        type: "application/apply-patch+yaml",
      };
    }
    case "delete": {
      const { propagationPolicy, gracePeriodSeconds, preconditions } = request;
      const body = { propagationPolicy, gracePeriodSeconds, preconditions };
      return { method: "DELETE", path: `${all()}/${request.name}${query}`, body };
    }
  }
}

function collection(kind: Kind, namespace: string): string {
  const base = kind.group === "" ? "/api" : "/apis";
  return `${base}/${apiVersionOf(kind)}/namespaces/${namespace}/${kind.plural}`;
}

function partOf(request: { readonly name: string; readonly part?: "status" }): string {
  return request.part === undefined ? request.name : `${request.name}/${request.part}`;
}

function queryOf(request: Request): string {
  const query = new URLSearchParams();
  if (request.dryRun === true) query.set("dryRun", "All");
  for (const [field, parameter] of [
    ["validation", "fieldValidation"],
    ["manager", "fieldManager"],
    ["force", "force"],
    ["labelSelector", "labelSelector"],
    ["fieldSelector", "fieldSelector"],
  ] as const) {
    const value = (request as unknown as Record<string, unknown>)[field];
    if (value !== undefined) query.set(parameter, String(value));
  }
  return query.size === 0 ? "" : `?${query}`;
}

function toAnswer(request: Request, { http, headers, body }: Awaited<ReturnType<Send>>): Answer {
  if (http >= 400) {
    const code = headers["x-slipway-code"];
    const details = (body["details"] ?? {}) as { readonly causes?: NonNullable<Answer["error"]>["causes"] };
    return {
      error: {
        ...(typeof code === "string" ? { code } : {}),
        http,
        reason: String(body["reason"] ?? ""),
        message: String(body["message"] ?? ""),
        causes: details.causes ?? [],
      },
    };
  }
  if (request.verb === "list") return { items: body["items"] as readonly ToyObject[] };
  if (request.verb === "delete" && body["kind"] === "Status") return { gone: true };
  return {
    object: body,
    warnings: warningsOf(headers["warning"]),
    ...(request.verb === "delete" ? { gone: false } : {}),
  };
}

/** `299 - "text"`, comma-separated, with backslashes before quotes. */
function warningsOf(header: unknown): readonly string[] {
  const text = Array.isArray(header) ? header.join(", ") : String(header ?? "");
  return [...text.matchAll(/299 \S+ "((?:\\.|[^"\\])*)"/g)].map(([, warning = ""]) =>
    warning.replace(/\\(.)/g, "$1"),
  );
}
