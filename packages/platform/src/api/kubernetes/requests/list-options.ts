import { defined } from "@slipway/model";
import type { ListOptions, WatchOptions } from "#embedded/apiserver/api-server.ts";
import { flag, integer, text } from "#lib/http/parameters.ts";
import { optionError } from "./option-error.ts";

/** The parameters of a list or deletecollection. */
export function listOptions(query: URLSearchParams): ListOptions {
  if (query.has("sendInitialEvents")) {
    throw optionError("ListOptions", {
      field: "sendInitialEvents",
      reason: "FieldValueForbidden",
      message: "sendInitialEvents is forbidden for list",
    });
  }
  return defined({
    labelSelector: text(query, "labelSelector"),
    fieldSelector: text(query, "fieldSelector"),
    limit: integer(query, "limit"),
    continue: text(query, "continue"),
    resourceVersion: text(query, "resourceVersion"),
    resourceVersionMatch: text(query, "resourceVersionMatch"),
  });
}

/** The parameters of a watch; `timeoutSeconds` ends it, and unset means half an hour or a bit more. */
export function watchOptions(
  query: URLSearchParams,
): Omit<WatchOptions, "signal"> & { readonly timeoutSeconds?: number } {
  checkWatchList(query);
  return defined({
    labelSelector: text(query, "labelSelector"),
    fieldSelector: text(query, "fieldSelector"),
    resourceVersion: text(query, "resourceVersion"),
    sendInitialEvents: flag(query, "sendInitialEvents"),
    allowWatchBookmarks: flag(query, "allowWatchBookmarks"),
    timeoutSeconds: integer(query, "timeoutSeconds"),
  });
}

export function isWatch(query: URLSearchParams): boolean {
  return flag(query, "watch") === true;
}

/** A watch-list wants `resourceVersionMatch=NotOlderThan`, and nothing else may carry a match. */
function checkWatchList(query: URLSearchParams): void {
  const match = text(query, "resourceVersionMatch");
  const forbid = (message: string) =>
    optionError("ListOptions", { field: "resourceVersionMatch", reason: "FieldValueForbidden", message });
  if (query.has("sendInitialEvents") && match !== "NotOlderThan") {
    throw forbid("sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  }
  if (match !== undefined && !query.has("sendInitialEvents")) {
    throw forbid("resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
  }
}
