import type { Operation, Shape } from "./shape.ts";

/**
 * One AWS service of the protocol JSON 1.1 with as much of its API as is known here. Two services may have shapes of one name,
 * so that every look-up starts from the service.
 */
export interface AwsService {
  /** As the credential scope of a signature and an ARN name it. */
  readonly name: string;
  /** What stands before the dot of `X-Amz-Target`, by which the protocol JSON 1.1 names an operation. */
  readonly targetPrefix: string;
  /** By operation name. Being here says nothing of being served: that is a door's matter. */
  readonly operations: Readonly<Record<string, Operation>>;
  /** By shape name; holds every shape that an operation reaches. */
  readonly shapes: Readonly<Record<string, Shape>>;
}
