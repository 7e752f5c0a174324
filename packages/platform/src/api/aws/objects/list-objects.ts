import { isExpired, type Resource } from "@slipway/model";
import { operationOf } from "@slipway/model/aws/lookup.ts";
import { fromObject } from "@slipway/model/aws/object.ts";
import { pages } from "#lib/pages.ts";
import type { Call, Members } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { filterOf } from "./list-filter.ts";
import { type Place, readToken, sortingOf, token } from "./list-order.ts";

/** SageMaker's own when MaxResults is not given. */
const PAGE = 10;
const READ = 500;
const MOST_TRIES = 3;

/**
 * The List operation of a kind: filters, sorts and pages over what is there now. A page goes on after the last line of the one
 * before. Throws SLIP-AWS-009 for a filter or an order that is not served, whatever is there.
 */
export async function listObjects<R extends Resource>(
  aws: AwsKind<R>,
  { input, call }: { readonly input: Members; readonly call: Call },
): Promise<Members> {
  const matches = filterOf(aws, input);
  const { placeOf, compare } = sortingOf(aws, input);
  const after = input["NextToken"] === undefined ? undefined : readToken(String(input["NextToken"]));
  const isLeft = (place: Place): boolean => after === undefined || compare(place, after) > 0;
  const rest = (await allLines(aws, call))
    .filter(matches)
    .map((line) => ({ line, place: placeOf(line) }))
    .filter(({ place }) => isLeft(place))
    .sort((a, b) => compare(a.place, b.place));
  const page = rest.slice(0, Number(input["MaxResults"] ?? PAGE));
  const last = page.at(-1);
  const [member = ""] = operationOf(aws.aws.service, aws.names.list).items ?? [];
  return {
    [member]: page.map(({ line }) => line),
    ...(last !== undefined && page.length < rest.length ? { NextToken: token(last.place) } : {}),
  };
}

/** All at once, since AWS sorts before it pages; begun again when the list's revision is compacted amid it. */
async function allLines<R extends Resource>(aws: AwsKind<R>, call: Call): Promise<readonly Members[]> {
  for (let tries = 1; ; tries++) {
    try {
      return await readLines(aws, call);
    } catch (error) {
      if (!isExpired(error) || tries === MOST_TRIES) throw error;
    }
  }
}

async function readLines<R extends Resource>(aws: AwsKind<R>, call: Call): Promise<readonly Members[]> {
  const operation = { service: aws.aws.service, name: aws.names.list };
  const lines: Members[] = [];
  const read = (from: { readonly after?: string }) =>
    call.store.list(aws.kind, { namespace: call.namespace }, { limit: READ, ...from });
  for await (const { items } of pages(read)) {
    for (const object of items) {
      if (aws.nameOf(object) !== "") lines.push(fromObject(operation, aws.present(object, call.identity)));
    }
  }
  return lines;
}
