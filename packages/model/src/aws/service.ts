import type { Operation, Shape } from "./shape.ts";

/**
 * How the clients of a service speak: `json-1.1` names the operation in a header, `rest-json` by method and path, `query` as a
 * form's `Action`, and is answered in XML.
 */
export type AwsProtocol = "json-1.1" | "rest-json" | "query";

/**
 * One AWS service with as much of its API as is known here. Two services may have shapes of one name, so that every look-up
 * starts from the service.
 */
export interface AwsService {
  /** As the credential scope of a signature and an ARN name it. */
  readonly name: string;
  readonly protocol: AwsProtocol;
  /** What stands before the dot of `X-Amz-Target`; "" where the protocol has no such header. */
  readonly targetPrefix: string;
  /** By operation name. Being here says nothing of being served: that is a door's matter. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** By shape name; holds every shape that an operation reaches. */
  readonly shapes: Readonly<Record<string, Shape>>;
}
