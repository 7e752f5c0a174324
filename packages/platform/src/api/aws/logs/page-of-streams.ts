import type { LogGroup, NamedStream, StreamsAsked } from "./log-group.ts";

/** A page of streams that are all known, in the order of their names. */
export function pageOfStreams(
  all: readonly NamedStream[],
  { prefix, descending, limit, after }: Pick<StreamsAsked, "prefix" | "descending" | "limit" | "after">,
): Awaited<ReturnType<LogGroup["streams"]>> {
  const found = all.filter(({ name }) => name.startsWith(prefix));
  const ordered = descending ? found.toReversed() : found;
  const begin = after === undefined ? 0 : ordered.findIndex(({ name }) => name === after) + 1;
  const page = ordered.slice(begin, begin + limit);
  const last = page.at(-1);
  return last !== undefined && begin + limit < ordered.length
    ? { streams: page, next: last.name }
    : { streams: page };
}
