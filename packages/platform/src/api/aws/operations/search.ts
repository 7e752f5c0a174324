import { setImmediate } from "node:timers/promises";
import type { Resource } from "@slipway/model";
import type { Call, Members } from "../call.ts";
import type { AwsKind } from "../objects/aws-kind.ts";
import { notServedHere } from "../objects/not-served-here.ts";
import { pageToken } from "../objects/page-token.ts";
import { type Expression, matching } from "../search/expression.ts";
import { type Hit, placesOf, startOf } from "../search/places.ts";
import { propertyNames } from "../search/property.ts";
import { type Searched, searched } from "../search/searched.ts";
import type { Operations } from "./operation.ts";

/** SageMaker's own when MaxResults is not given. */
const PAGE = 10;
/** How many objects are looked at in one turn of the event loop. */
const A_TURN = 100;
const MOST_SUGGESTIONS = 100;

/** Search over the kinds, and the names of properties that it may be asked by; nothing where Search knows none of the kinds. */
export function searchOperations(kinds: readonly AwsKind[]): Operations {
  if (kinds.every((aws) => searched(aws) === undefined)) return {};
  return {
    Search: (input, call) => search(kinds, input, call),
    GetSearchSuggestions: async (input) => {
      const { by } = searchedIn(kinds, input, "GetSearchSuggestions");
      const { PropertyNameQuery: query } = (input["SuggestionQuery"] ?? {}) as {
        readonly PropertyNameQuery?: { readonly PropertyNameHint?: string };
      };
      const hint = (query?.PropertyNameHint ?? "").toLowerCase();
      const names = propertyNames(by.shape).filter((name) => name.toLowerCase().includes(hint));
      return {
        PropertyNameSuggestions: names.slice(0, MOST_SUGGESTIONS).map((name) => ({ PropertyName: name })),
      };
    },
  };
}

async function search(kinds: readonly AwsKind[], input: Members, call: Call): Promise<Members> {
  const { aws, by } = searchedIn(kinds, input, "Search");
  if (input["VisibilityConditions"] !== undefined) throw notServedHere("Search", "VisibilityConditions");
  const matches = matching(by.shape, (input["SearchExpression"] ?? {}) as Expression);
  const places = placesOf(by, input);
  // The door's own copy answers, so that the caller's right to list is asked for first.
  for (const kind of by.tells) await call.store.list(kind, { namespace: call.namespace }, { limit: 1 });
  // What other accounts shared would be answered: here nobody shares anything.
  if (input["CrossAccountFilterOption"] === "CrossAccount") return answer([], 0, undefined);
  const hits: Hit[] = [];
  for await (const object of all(aws, call)) {
    const record = by.recordOf(object, call);
    if (matches(record)) hits.push({ object, place: places.of(object, record) });
  }
  hits.sort((a, b) => places.order(a.place, b.place));
  const start = startOf(hits, places);
  const page = hits.slice(start, start + Number(input["MaxResults"] ?? PAGE));
  const last = page.at(-1);
  const goesOn = last !== undefined && start + page.length < hits.length;
  const results = page.map(({ object }) => by.resultOf(by.recordOf(object, call), object, call));
  return answer(results, hits.length, goesOn ? pageToken(last.place) : undefined);
}

function answer(results: readonly Members[], total: number, token: string | undefined): Members {
  return {
    Results: results,
    TotalHits: { Value: total, Relation: "EqualTo" },
    ...(token === undefined ? {} : { NextToken: token }),
  };
}

function searchedIn(
  kinds: readonly AwsKind[],
  { Resource: resource }: Members,
  operation: string,
): { readonly aws: AwsKind; readonly by: Searched } {
  const aws = kinds.find((kind) => kind.aws.name === resource);
  const by = aws === undefined ? undefined : searched(aws);
  if (aws === undefined || by === undefined) throw notServedHere(operation, `Resource ${String(resource)}`);
  return { aws, by };
}

/** The caller's objects, a turn's worth at a time. */
async function* all(aws: AwsKind, call: Call): AsyncGenerator<Resource> {
  let looked = 0;
  for (const object of (await call.cache.of(aws.kind)).values()) {
    if (object.metadata.namespace === call.namespace && aws.nameOf(object) !== "") yield object;
    if (++looked % A_TURN === 0) await setImmediate();
  }
}
