import { SlipwayError } from "@slipway/model";
import type { HostPlace } from "@slipway/model/run-plan.ts";
import type { S3Data } from "@slipway/model/s3-data.ts";
import { shuffled } from "./shuffled.ts";

/**
 * What this host gets of a channel's objects or lines in an epoch, in the order in which it gets them. A channel that is shuffled is
 * shuffled before it is shared, so that another epoch may bring a host what another one had. Throws SLIP-SIDECAR-001 when there is nothing for any host.
 */
export async function* shareOf<T>(
  items: AsyncIterable<T>,
  input: Pick<S3Data, "s3Uri" | "distribution" | "shuffleSeed">,
  { host, epoch }: { readonly host: HostPlace; readonly epoch: number },
): AsyncGenerator<T> {
  const shares = input.distribution === "ShardedByS3Key" ? host : { index: 0, count: 1 };
  const { shuffleSeed } = input;
  const ordered = shuffleSeed === undefined ? items : shuffled(await allOf(items), shuffleSeed + epoch);
  let found = 0;
  for await (const item of ordered) {
    if (found++ % shares.count === shares.index) yield item;
  }
  if (found === 0) {
    throw new SlipwayError(
      "SLIP-SIDECAR-001",
      `No S3 objects found under S3 URL "${input.s3Uri}" given in input data source.`,
    );
  }
}

async function allOf<T>(items: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
