import * as body from "#embedded/storage/body.ts";

/** Any value as JSON; what the storage has just written is not written again. */
export const jsonOf = (value: object): string => body.jsonOf(value);
