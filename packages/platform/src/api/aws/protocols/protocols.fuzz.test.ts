import { parseXML } from "@aws-sdk/xml-builder";
import { cbor } from "@smithy/core/cbor";
import fc from "fast-check";
import { expect, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { AwsError } from "../aws-error.ts";
import { ec2Query } from "./ec2-query.ts";
import { json11 } from "./json-1-1.ts";
import { query } from "./query.ts";
import { restJson } from "./rest-json.ts";
import { restXml } from "./rest-xml.ts";
import { rpcV2Cbor } from "./rpc-v2-cbor.ts";

const told = (message: string) => new AwsError("SLIP-API-008", message);
const words = fc.oneof(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));

test("whatever an error says, its client can read", () => {
  const property = fc.property(words, (message) => {
    const error = told(message);
    expect(JSON.parse(String(json11.error(error, "id").body)).message).toBe(message);
    expect(JSON.parse(String(restJson.error(error, "id").body)).Message).toBe(message);
    for (const { error: told } of [query, restXml])
      expect(parseXML(String(told(error, "id").body))).toMatchObject({ ErrorResponse: { RequestId: "id" } });
    const { body } = ec2Query.error(error, "id");
    expect(parseXML(String(body))).toMatchObject({ Response: { RequestID: "id" } });
  });
  fc.assert(property, modelRuns(300));
});

test("CBOR holds it as it was said", () => {
  const property = fc.property(fc.string({ unit: "grapheme" }), (message) => {
    const { body } = rpcV2Cbor.error(told(message), "id");
    expect(cbor.deserialize(body as Uint8Array)).toMatchObject({ message });
  });
  fc.assert(property, modelRuns(200));
});
