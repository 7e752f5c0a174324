/** The AWS API's operations, their constraints, and the names of their members in objects. */
export * from "./aws-message.ts";
export * from "./field-causes.ts";
export * from "./lookup.ts";
export * from "./names.ts";
export * from "./object.ts";
export type * from "./shape.ts";
export * from "./static-schema.ts";
