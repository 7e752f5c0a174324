import { defined, SlipwayError } from "@slipway/model";
import type { AwsTransport } from "./aws-connection.ts";
import { elements } from "./aws-error.ts";
import {
  buckets,
  openObject,
  removeObjects,
  type S3Object,
  type StoredObject,
  storedObjects,
} from "./stored-objects.ts";

/** What an endpoint answered. */
export interface Prediction {
  readonly body: Uint8Array;
  readonly contentType: string;
  /** The production variant that answered. */
  readonly variant: string | null;
}

/** A metric by CloudWatch's words for it. */
export interface MetricOf {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly from: Date;
  readonly to: Date;
}

/** The values of one time. */
export interface MetricStatistics {
  readonly count: number;
  readonly sum: number;
  readonly min: number;
  readonly max: number;
  /** Values by the share of all that is not above them; empty where only the others are kept. */
  readonly quantiles: ReadonlyMap<number, number>;
}

/** As many as one request may ask for, close together where values are rare and large. */
const PERCENTILES = [25, 50, 75, 90, 95, 97, 98, 99, 99.5, 99.9] as const;

type Datapoint = Readonly<
  Record<"Timestamp" | "SampleCount" | "Sum" | "Minimum" | "Maximum", number> & {
    ExtendedStatistics?: Readonly<Record<string, number>>;
  }
>;

function quantilesOf(point: Datapoint | undefined): ReadonlyMap<number, number> {
  const found = point?.ExtendedStatistics ?? {};
  return new Map(
    PERCENTILES.flatMap((percentile) => {
      const value = found[`p${percentile}`];
      return value === undefined ? [] : [[percentile / 100, value] as const];
    }),
  );
}

export interface InvokeOptions {
  readonly endpointName: string;
  readonly body: Uint8Array;
  readonly contentType: string;
  readonly accept?: string | undefined;
  readonly signal?: AbortSignal;
}

/** SageMaker's own limit for an answer of a real-time endpoint. */
const INVOKE_WITHIN_MS = 65_000;

/** And for its request: https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_runtime_InvokeEndpoint.html */
const INVOKE_BYTES = 6 * 1024 * 1024;

/** The AWS API, as far as data and predictions go; objects are written over the Kubernetes API. */
export class AwsClient {
  readonly #transport: AwsTransport;

  constructor(transport: AwsTransport) {
    this.#transport = transport;
  }

  /** A bucket that exists already and is one's own is fine. */
  async createBucket(bucket: string): Promise<void> {
    const head = await this.#transport.open({ service: "s3", method: "HEAD", path: `/${bucket}` }, [404]);
    await head.text();
    if (head.status !== 404) return;
    const made = await this.#transport.open({ service: "s3", method: "PUT", path: `/${bucket}` }, [409]);
    await made.text();
  }

  /** The object's size in bytes; undefined when it is not there. */
  async objectSize(at: S3Object, signal?: AbortSignal): Promise<number | undefined> {
    const ask = { service: "s3", method: "HEAD", path: pathOf(at), signal } as const;
    const head = await this.#transport.open(ask, [404]);
    await head.text();
    return head.status === 404 ? undefined : Number(head.headers.get("content-length") ?? 0);
  }

  /** The object's ETag; undefined when it is not there or may not be read. */
  async objectTag(at: S3Object): Promise<string | undefined> {
    const head = await this.#transport.open(
      { service: "s3", method: "HEAD", path: pathOf(at) },
      [301, 400, 403, 404],
    );
    await head.text();
    return head.status === 200 ? (head.headers.get("etag") ?? undefined)?.replaceAll('"', "") : undefined;
  }

  /** Makes the object one that was written now, as it is, but for its properties; false when it is not there. At most 5 GiB. */
  async touchObject(at: S3Object): Promise<boolean> {
    const response = await this.#transport.open(
      {
        service: "s3",
        method: "PUT",
        path: pathOf(at),
        headers: {
          "content-type": "application/octet-stream",
          "x-amz-copy-source": pathOf(at).split("/").map(encodeURIComponent).join("/"),
          "x-amz-metadata-directive": "REPLACE",
        },
        withinMs: 0,
      },
      [404],
    );
    await response.text();
    return response.status !== 404;
  }

  /** Makes an object of what a home on this machine finds under that source without its bytes being sent; false where it finds nothing. */
  async takeObject(at: S3Object, source: string, signal?: AbortSignal): Promise<boolean> {
    const response = await this.#transport.open(
      {
        service: "s3",
        method: "PUT",
        path: pathOf(at),
        headers: { "x-amz-copy-source": source },
        withinMs: 0,
        signal,
      },
      [400, 403, 404],
    );
    await response.text();
    return response.status === 200;
  }

  /** Stores the object whole or not at all; `size` is the body's, in bytes. */
  async putObject(
    at: S3Object,
    body: {
      readonly stream: ReadableStream<Uint8Array> | Uint8Array;
      readonly size: number;
      readonly contentType?: string;
    },
    signal?: AbortSignal,
  ): Promise<void> {
    const response = await this.#transport.open({
      service: "s3",
      method: "PUT",
      path: pathOf(at),
      headers: {
        "content-length": String(body.size),
        "content-type": body.contentType ?? "application/octet-stream",
      },
      body: body.stream,
      withinMs: 0,
      signal,
    });
    await response.text();
  }

  /** At most `limit` keys below a prefix, in order. */
  async listObjects(bucket: string, prefix: string, limit: number): Promise<readonly string[]> {
    const response = await this.#transport.open({
      service: "s3",
      method: "GET",
      path: `/${bucket}`,
      query: { "list-type": "2", prefix, "max-keys": String(limit) },
    });
    return elements(await response.text(), "Key");
  }

  /** The first `bytes` of an object, fewer where it is shorter. */
  async startOfObject(at: S3Object, bytes: number): Promise<Uint8Array> {
    const response = await this.#transport.open(
      { service: "s3", method: "GET", path: pathOf(at), headers: { range: `bytes=0-${bytes - 1}` } },
      [416],
    );
    const body = new Uint8Array(await response.arrayBuffer());
    return response.status === 416 ? new Uint8Array() : body.subarray(0, bytes);
  }

  /** Every bucket that the caller may see, by name. */
  buckets(): Promise<readonly string[]> {
    return buckets(this.#transport);
  }

  /** The objects below a prefix in the order of their keys; no more than a page of them is held. */
  storedObjects(
    below: { readonly bucket: string; readonly prefix: string },
    signal?: AbortSignal,
  ): AsyncGenerator<StoredObject> {
    return storedObjects(this.#transport, below, signal);
  }

  /** Removes at most a thousand objects in one request; one that is not there counts as removed. */
  removeObjects(bucket: string, keys: readonly string[]): Promise<void> {
    return removeObjects(this.#transport, bucket, keys);
  }

  /** An object's bytes as they come, and how many they will be. */
  openObject(
    at: S3Object,
    signal?: AbortSignal,
  ): Promise<{ readonly size: number; readonly bytes: AsyncIterable<Uint8Array> }> {
    return openObject(this.#transport, at, signal);
  }

  /** GetMetricStatistics: how many values of a metric each minute has that has any, and their sum; at most the day that one request reaches over. */
  async metricByMinute(
    of: MetricOf,
    signal?: AbortSignal,
  ): Promise<readonly { readonly at: Date; readonly count: number; readonly sum: number }[]> {
    const Statistics = ["SampleCount", "Sum"];
    const points = await this.#datapoints(of, { Period: 60, Statistics }, signal);
    return points.map(({ Timestamp, SampleCount, Sum }) => ({
      at: new Date(Timestamp * 1_000),
      count: SampleCount,
      sum: Sum,
    }));
  }

  /** GetMetricStatistics: the values of one metric by the hour, oldest first; at most the 60 days that one request reaches over. */
  async metricStatistics(of: MetricOf, signal?: AbortSignal): Promise<readonly MetricStatistics[]> {
    const Statistics = ["SampleCount", "Sum", "Minimum", "Maximum"];
    const points = await this.#datapoints(of, { Period: 3_600, Statistics }, signal);
    const ExtendedStatistics = PERCENTILES.map((percentile) => `p${percentile}`);
    const percentiles = new Map(
      points.length === 0
        ? []
        : (await this.#datapoints(of, { Period: 3_600, ExtendedStatistics }, signal)).map((point) => [
            point.Timestamp,
            point,
          ]),
    );
    return points
      .sort((one, other) => one.Timestamp - other.Timestamp)
      .map((point) => ({
        ...{ count: point.SampleCount, sum: point.Sum, min: point.Minimum, max: point.Maximum },
        quantiles: quantilesOf(percentiles.get(point.Timestamp)),
      }));
  }

  async #datapoints(
    of: MetricOf,
    what: { readonly Period: number } & Readonly<Record<string, unknown>>,
    signal: AbortSignal | undefined,
  ): Promise<Datapoint[]> {
    const response = await this.#transport.open({
      service: "monitoring",
      method: "POST",
      path: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "GraniteServiceVersion20100801.GetMetricStatistics",
      },
      body: JSON.stringify({
        Namespace: of.namespace,
        MetricName: of.name,
        Dimensions: Object.entries(of.dimensions).map(([Name, Value]) => ({ Name, Value })),
        StartTime: of.from.getTime() / 1_000,
        EndTime: of.to.getTime() / 1_000,
        ...what,
      }),
      signal,
    });
    const { Datapoints = [] } = JSON.parse(await response.text()) as { readonly Datapoints?: Datapoint[] };
    return Datapoints;
  }

  /** InvokeEndpoint: one request to a model, through the endpoint's variants. */
  async invokeEndpoint(options: InvokeOptions): Promise<Prediction> {
    // A server that turns a body away while it is still sent can only break the connection.
    const size = options.body.byteLength;
    if (size > INVOKE_BYTES)
      throw new SlipwayError(
        "SLIP-CLIENT-009",
        `the request has ${size} bytes; an endpoint takes ${INVOKE_BYTES} at most`,
      );
    const response = await this.#transport.open({
      service: "sagemaker",
      method: "POST",
      path: `/endpoints/${options.endpointName}/invocations`,
      headers: {
        "content-type": options.contentType,
        ...defined({ accept: options.accept }),
      },
      body: options.body,
      withinMs: INVOKE_WITHIN_MS,
      signal: options.signal,
    });
    return {
      body: new Uint8Array(await response.arrayBuffer()),
      contentType: response.headers.get("content-type") ?? "application/octet-stream",
      variant: response.headers.get("x-amzn-invoked-production-variant"),
    };
  }
}

const pathOf = (at: S3Object): string => `/${at.bucket}/${at.key}`;
