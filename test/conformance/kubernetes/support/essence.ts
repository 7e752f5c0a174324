import { defined } from "../../../../packages/model/src/defined.ts";

/** An answer as it was recorded: what `kubectl` and other clients can rely on, without times and uids. */
export interface Answer {
  readonly probe: string;
  readonly http: number;
  readonly contentType?: string;
  readonly text?: string;
  readonly status?: Status;
  readonly object?: Shown;
  readonly items?: number;
  readonly events?: readonly { readonly type: string; readonly object: Status }[];
}

export interface Status {
  readonly message?: string;
  readonly reason?: string;
  readonly details?: {
    readonly name?: string;
    readonly group?: string;
    readonly kind?: string;
    readonly causes?: readonly { readonly reason: string; readonly field?: string }[];
    readonly retryAfterSeconds?: number;
  };
  readonly code?: number;
}

interface Shown {
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly spec: unknown;
  readonly status: unknown;
}

/** What two servers must agree on; `words` says whether the messages are compared too. */
export function essence(answer: Answer, words: boolean): object {
  const { http, text, status, object, items, events } = answer;
  return {
    http,
    ...defined({ text }),
    ...(status === undefined ? {} : statusEssence(status, words)),
    ...(object === undefined ? {} : objectEssence(object)),
    ...defined({ items }),
    ...(events === undefined
      ? {}
      : { events: events.map((event) => ({ type: event.type, ...statusEssence(event.object, words) })) }),
  };
}

function statusEssence({ message = "", reason, details, code }: Status, words: boolean): object {
  const causes = (details?.causes ?? []).map((cause) => `${cause.reason} at ${cause.field ?? ""}`);
  return {
    reason,
    code,
    ...(words ? { message: withoutChance(message) } : {}),
    name: details?.name,
    group: details?.group,
    kind: details?.kind,
    causes: [...new Set(causes)],
    retryAfterSeconds: details?.retryAfterSeconds,
  };
}

/** Messages name uids and revisions of the moment, and callers of the server at hand. */
function withoutChance(message: string): string {
  return message
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "UID")
    .replace("system:serviceaccount:default:alice", "alice")
    .replace(/current: \d+/, "current: N")
    .replace(/too old resource version: \d+ \(\d+\)/, "too old resource version: N (N)");
}

function objectEssence({ kind, metadata, spec, status }: Shown): object {
  const { name, generation, labels, finalizers, deletionTimestamp, deletionGracePeriodSeconds } = metadata;
  return {
    kind,
    name: typeof name === "string" ? name.replace(/^gen-.*/, "gen-?") : name,
    generation,
    labels,
    finalizers,
    deleting: deletionTimestamp !== undefined,
    deletionGracePeriodSeconds,
    remainingItemCount: metadata["remainingItemCount"],
    continues: (metadata["continue"] ?? "") !== "",
    spec: spec ?? undefined,
    status: status ?? undefined,
  };
}

/** An HTTP answer in the form of the recorded ones. */
export function answerOf(probe: string, got: { readonly http: number; readonly text: string }): Answer {
  const { http, text } = got;
  const body = parse(text);
  if (body === undefined) return { probe, http, text };
  if (body["kind"] === "Status") return { probe, http, status: body as Status };
  const { kind, metadata, spec, status, items } = body;
  return {
    probe,
    http,
    object: { kind: String(kind), metadata: metadata as Shown["metadata"], spec, status },
    ...(Array.isArray(items) ? { items: items.length } : {}),
  };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
