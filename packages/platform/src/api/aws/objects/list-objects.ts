import { setImmediate } from "node:timers/promises";
import { defined, keyOf, type Resource } from "@slipway/model";
import { operationOf } from "@slipway/model/aws/lookup.ts";
import { fromObject } from "@slipway/model/aws/object.ts";
import type { Call, Members } from "../call.ts";
import type { AwsKind } from "./aws-kind.ts";
import { filterOf } from "./list-filter.ts";
import { type Sorting, sortingOf, token } from "./list-order.ts";

/** SageMaker's own when MaxResults is not given. */
const PAGE = 10;
/** How many objects are looked at in one turn of the event loop. */
const A_TURN = 200;

/**
 * The List operation of a kind over what is there now, which may be behind by as long as a watch takes. A page costs the same
 * however many objects there are; only filters other than by status, and by time in that order, look at what they leave out, a
 * turn's worth at a time. Throws SLIP-AWS-009 for a filter or an order that is not served, whatever is there.
 */
export async function listObjects<R extends Resource>(
  aws: AwsKind<R>,
  { input, call }: { readonly input: Members; readonly call: Call },
): Promise<Members> {
  const wanted = filterOf(aws, input);
  const sorting = sortingOf(aws, { input, namespace: call.namespace });
  // The door's own copy answers, so that the caller's right to list is asked for first.
  await call.store.list(aws.kind, { namespace: call.namespace }, { limit: 1 });
  const operation = { service: aws.aws.service, name: aws.names.list };
  const most = Number(input["MaxResults"] ?? PAGE);
  const page: { readonly object: R; readonly line: Members }[] = [];
  for await (const object of inOrder(aws, sorting, { call, atOnce: most + 1 })) {
    if (!wanted.named(aws.nameOf(object))) continue;
    const line = fromObject(operation, aws.present(object, call.identity));
    if (wanted.matches(line)) page.push({ object, line });
    if (page.length > most) break;
  }
  const lines = page.slice(0, most);
  const last = lines.at(-1);
  const [member = ""] = operationOf(aws.aws.service, aws.names.list).items ?? [];
  return {
    [member]: lines.map(({ line }) => line),
    ...(last !== undefined && page.length > most ? { NextToken: token(sorting, last.object) } : {}),
  };
}

/** Objects from where the page begins, few at first, since a page without filters needs no more. */
async function* inOrder<R extends Resource>(
  aws: AwsKind<R>,
  { index, value, descending, start, isPast }: Sorting<R>,
  { call, atOnce }: { readonly call: Call; readonly atOnce: number },
): AsyncGenerator<R> {
  const all = await call.cache.of(aws.kind);
  let after = start;
  for (let limit = Math.min(atOnce, A_TURN); ; limit = A_TURN) {
    const found = all.by(index, value, { descending, limit, ...defined({ after }) });
    for (const object of found) {
      if (isPast(object)) return;
      yield object;
    }
    const last = found.at(-1);
    if (last === undefined || found.length < limit) return;
    after = { rank: index.rank?.(last) ?? "", key: keyOf(last) };
    await setImmediate();
  }
}
