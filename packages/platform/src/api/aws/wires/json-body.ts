import { JsonShapeDeserializer2, JsonShapeSerializer2 } from "@aws-sdk/core/protocols";
import { inputOf, outputOf } from "@slipway/model/aws/lookup.ts";
import { staticSchema } from "@slipway/model/aws/static-schema.ts";
import type { Members } from "../call.ts";
import { codeOfType } from "../control/refusal-code.ts";
import { boundedJson } from "./bounded-json.ts";
import { unreadable } from "./unreadable.ts";
import type { Wire } from "./wire.ts";

/** Times are epoch seconds. */
const SETTINGS = { timestampFormat: { useTrait: true, default: 7 }, jsonName: false } as const;
const deserializer = new JsonShapeDeserializer2(SETTINGS);

type Json = Parameters<typeof deserializer.readObject>[1];

/** Bodies of AWS's protocols of JSON, which are alike in all of them. */
export const jsonBody: Pick<Wire, "read" | "write"> = {
  read: (operation, { body }) => {
    const { __type: _type, ...members } = parse(body);
    const schema = staticSchema(inputOf(operation.service, operation.name));
    try {
      return deserializer.readObject(schema, members) as Members;
    } catch (error) {
      throw unreadable((error as Error).message, codeOfType(operation));
    }
  },
  write: (operation, answer) => {
    const output = outputOf(operation.service, operation.name);
    if (output === undefined) return new Uint8Array();
    const serializer = new JsonShapeSerializer2(SETTINGS);
    serializer.write(staticSchema(output), answer);
    const { buffer, byteOffset, byteLength } = serializer.flush();
    return new Uint8Array(buffer, byteOffset, byteLength);
  },
};

function parse(body: Uint8Array): Record<string, Json> {
  const value = boundedJson(body) as Json;
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value;
  throw unreadable("Unexpected value found where a structure was expected");
}
