import { OPERATIONS } from "./operations.generated.ts";
import type { Operation, Shape } from "./shape.ts";
import { SHAPES } from "./shapes.generated.ts";

export type OperationName = keyof typeof OPERATIONS;

/** Whether Slipway knows the operation; whether a door serves it is the door's matter. */
export function isOperation(name: string): name is OperationName {
  return Object.hasOwn(OPERATIONS, name);
}

export function operationOf(name: OperationName): Operation {
  return OPERATIONS[name];
}

/** Throws for a name that is in no table: only generated names are ever asked for. */
export function shapeOf(name: string): Shape {
  const shape = Object.hasOwn(SHAPES, name) ? SHAPES[name] : undefined;
  if (shape === undefined) throw new Error(`no shape ${name} in the generated table`);
  return shape;
}
