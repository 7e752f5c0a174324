import type { AwsService } from "./service.ts";
import type { Operation, Shape } from "./shape.ts";

/** A shape of one service. */
export interface ShapeRef {
  readonly service: AwsService;
  readonly name: string;
}

/** Throws for a shape that the service's table does not hold: only names out of that table are ever asked for. */
export function shapeOf({ service, name }: ShapeRef): Shape {
  const shape = Object.hasOwn(service.shapes, name) ? service.shapes[name] : undefined;
  if (shape === undefined) throw new Error(`no shape ${name} in the table of ${service.name}`);
  return shape;
}

/** Undefined for an operation that the service's table does not hold. */
export function findOperation(service: AwsService, name: string): Operation | undefined {
  return Object.hasOwn(service.operations, name) ? service.operations[name] : undefined;
}

/** Throws for an operation that the service's table does not hold. */
export function operationOf(service: AwsService, name: string): Operation {
  const operation = findOperation(service, name);
  if (operation === undefined) throw new Error(`no operation ${name} in the table of ${service.name}`);
  return operation;
}

/** What the operation is given. Throws like `operationOf`. */
export function inputOf(service: AwsService, operation: string): ShapeRef {
  return { service, name: operationOf(service, operation).input };
}

/** What the operation answers; undefined where it answers nothing. Throws like `operationOf`. */
export function outputOf(service: AwsService, operation: string): ShapeRef | undefined {
  const { output } = operationOf(service, operation);
  return output === undefined ? undefined : { service, name: output };
}
