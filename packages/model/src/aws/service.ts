import type { Operation, Shape } from "./shape.ts";

/** The protocols that a service can be spoken to in, and what each of them calls it. */
export interface AwsProtocols {
  /** JSON 1.0 or 1.1: what stands before the dot of `X-Amz-Target`. */
  readonly json?: { readonly targetPrefix: string };
  /** RPC v2 CBOR: the service's name in its paths. */
  readonly cbor?: { readonly service: string };
  /** REST JSON whose members are all in the body: method and path of each operation, `PUT /BatchPutMetrics`. */
  readonly restJson?: Readonly<Record<string, string>>;
  /** AWS Query: the form's `Version`, and the namespace of answers. */
  readonly query?: { readonly version: string; readonly namespace: string };
}

/** What AWS Query says of an error, whose shape's name is what all other protocols say. */
export interface QueryError {
  readonly code: string;
  readonly status: number;
}

/**
 * One AWS service with as much of its API as is known here. Two services may have shapes of one name, so that every look-up starts
 * from the service.
 */
export interface AwsService {
  /** As the credential scope of a signature and an ARN name it. */
  readonly name: string;
  readonly protocols: AwsProtocols;
  /** By operation name. Being here says nothing of being served: that is a door's matter. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** By shape name; holds every shape that an operation reaches. */
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Of a service that speaks AWS Query: what errors are called there, by their shapes; absent ones keep their names. */
  readonly queryErrors?: Readonly<Record<string, QueryError>>;
  /** The error of an input that breaks a constraint; absent means ValidationException. */
  readonly invalidInput?: string;
  /** The same of single operations, which have an error of their own for that. */
  readonly invalidInputs?: Readonly<Record<string, string>>;
  /** Its operations say themselves what they take of numbers that are not finite; absent means that none is taken. */
  readonly anyNumber?: boolean;
}
