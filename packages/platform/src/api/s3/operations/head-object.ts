import { checkConditions, conditionsOf } from "../http/conditions.ts";
import { headersOf } from "../http/object-headers.ts";
import type { S3Operation } from "../s3-call.ts";
import { expirationHeader } from "./expiry/expiration-header.ts";
import { askedRange } from "./reading/asked-range.ts";
import { OVERRIDING, overrides } from "./reading/overrides.ts";
import { openAsked } from "./versions/asked-version.ts";

export const headObject: S3Operation = {
  name: "HeadObject",
  writes: false,
  query: [...OVERRIDING, "versionId", "partNumber"],
  run: async (call) => {
    const object = await openAsked(call);
    object.close();
    const { info } = object;
    if (checkConditions(conditionsOf(call.header), info) === "not modified")
      return { status: 304, headers: headersOf(info) };
    const { range, headers } = askedRange(call, object);
    const told = { ...headersOf(info), ...(await expirationHeader(call, info)), ...overrides(call) };
    return { status: range === undefined ? 200 : 206, headers: { ...told, ...headers } };
  },
};
