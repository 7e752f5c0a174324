import type { OpenObject } from "#artifacts/object-store.ts";
import { checkConditions, conditionsOf } from "../http/conditions.ts";
import { headersOf } from "../http/object-headers.ts";
import type { S3Answer, S3Call, S3Operation } from "../s3-call.ts";
import { expirationHeader } from "./expiry/expiration-header.ts";
import { askedRange } from "./reading/asked-range.ts";
import { OVERRIDING, overrides } from "./reading/overrides.ts";
import { openAsked } from "./versions/asked-version.ts";

export const getObject: S3Operation = {
  name: "GetObject",
  writes: false,
  query: [...OVERRIDING, "versionId", "partNumber"],
  run: async (call) => {
    const object = await openAsked(call);
    try {
      return await answer(call, object);
    } catch (error) {
      object.close();
      throw error;
    }
  },
};

async function answer(call: S3Call, object: OpenObject): Promise<S3Answer> {
  const { info } = object;
  if (checkConditions(conditionsOf(call.header), info) === "not modified") {
    object.close();
    return { status: 304, headers: headersOf(info) };
  }
  const { range, headers } = askedRange(call, object);
  const all = {
    ...headersOf(info),
    ...(await expirationHeader(call, info)),
    ...overrides(call),
    ...headers,
  };
  return { status: range === undefined ? 200 : 206, headers: all, body: object.pieces(range) };
}
