import type { Caller, Resource } from "@slipway/model";
import type { ResourceDefinition, ResourceRegistry } from "./resources.ts";

/** Addresses a collection (`name` absent) or one object; `namespace` is absent for cluster-scoped or all namespaces. */
export interface Target {
  readonly resource: ResourceDefinition;
  readonly namespace?: string;
  readonly name?: string;
  /** `finalize` is a namespace's: it writes the spec, where those stand who have still to see to what is in it. */
  readonly subresource?: "status" | "finalize";
}

export interface WriteOptions {
  /** Everything but the write itself: nothing stored, no watcher told. */
  readonly dryRun?: boolean;
  /** Unknown and duplicate fields: refused, answered with a warning, or dropped silently. Default "Warn". */
  readonly fieldValidation?: "Strict" | "Warn" | "Ignore";
  readonly fieldManager?: string;
  /** Server-side apply: take fields other managers own. */
  readonly force?: boolean;
}

/** What a write answers: the object as stored, and warnings for the `Warning` header. */
export interface Written {
  readonly object: Resource;
  readonly warnings: readonly string[];
}

export type Patch =
  | { readonly type: "json" | "merge" | "strategic"; readonly body: unknown }
  | { readonly type: "apply"; readonly body: unknown };

export interface ListOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
  /** For who does not read `remainingItemCount`: counting costs by what there is. */
  readonly uncounted?: boolean;
}

export interface ListResult {
  readonly items: readonly Resource[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

export interface WatchOptions {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** "" or "0": first the present objects as ADDED; else exactly what came after it. */
  readonly resourceVersion?: string;
  /** Watch-list: present objects, then a bookmark annotated `k8s.io/initial-events-end`, then changes. */
  readonly sendInitialEvents?: boolean;
  readonly allowWatchBookmarks?: boolean;
  readonly signal: AbortSignal;
}

export interface WatchEvent {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  /** DELETED carries the last object with the deletion's resourceVersion. */
  readonly object: Resource;
}

export interface DeleteOptions {
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly gracePeriodSeconds?: number;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
  readonly dryRun?: boolean;
}

/**
 * The one home of the rules of writing in the embedded home: rights, defaults, pruning, validation, generation,
 * finalizers, managed fields, for every writer alike. Protocol-free; errors are `SlipwayError`s whose messages are
 * those of a real API server. Every promise of a write resolves only once the write is durable.
 */
export interface ApiServer {
  readonly resources: ResourceRegistry;
  /** Who a bearer token belongs to; undefined when nobody. */
  authenticate(token: string): Caller | undefined;
  /** Whether the caller may do the verb (get, list, watch, create, update, patch, delete) on the target. */
  authorize(caller: Caller, verb: string, target: Target): boolean;
  get(caller: Caller, target: Target): Promise<Resource>;
  list(caller: Caller, target: Target, options?: ListOptions): Promise<ListResult>;
  /** Throws Expired when the revision is compacted, before the first event or in mid-stream. */
  watch(caller: Caller, target: Target, options: WatchOptions): AsyncIterable<WatchEvent>;
  create(caller: Caller, target: Target, object: unknown, options?: WriteOptions): Promise<Written>;
  update(caller: Caller, target: Target, object: unknown, options?: WriteOptions): Promise<Written>;
  patch(
    caller: Caller,
    target: Target,
    patch: Patch,
    options?: WriteOptions,
  ): Promise<Written & { readonly created: boolean }>;
  /** The object when it stays (finalizers, a pod's grace), undefined when it is gone. */
  delete(
    caller: Caller,
    target: Target,
    options?: DeleteOptions,
  ): Promise<{ readonly object: Resource; readonly gone: boolean }>;
  deleteCollection(
    caller: Caller,
    target: Target,
    list: ListOptions,
    options?: DeleteOptions,
  ): Promise<ListResult>;
}
