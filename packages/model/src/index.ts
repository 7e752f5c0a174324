export * from "./ack.ts";
export * from "./caller.ts";
export * from "./conditions.ts";
export * from "./errors/catalogue.ts";
export * from "./errors/slipway-error.ts";
export * from "./names.ts";
export * from "./resource.ts";
