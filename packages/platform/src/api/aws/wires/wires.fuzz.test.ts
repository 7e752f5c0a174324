import {
  JsonShapeDeserializer2,
  JsonShapeSerializer2,
  QueryShapeSerializer,
  XmlShapeDeserializer,
} from "@aws-sdk/core/protocols";
import { IAM } from "@slipway/model/aws/iam/service.ts";
import { inputOf, operationOf, outputOf, type ShapeRef, shapeOf } from "@slipway/model/aws/lookup.ts";
import { SAGEMAKER } from "@slipway/model/aws/sagemaker/service.ts";
import { staticSchema } from "@slipway/model/aws/static-schema.ts";
import { CborShapeDeserializer2, CborShapeSerializer2 } from "@smithy/core/cbor";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelRuns } from "#lib/testing/model-runs.ts";
import { AwsError } from "../aws-error.ts";
import { cborWire } from "./cbor-wire.ts";
import { jsonWire } from "./json-wire.ts";
import { queryWire } from "./query-wire.ts";
import { received } from "./testing/received.ts";

const JSON_SETTINGS = { timestampFormat: { useTrait: true, default: 7 }, jsonName: false } as const;
const XML_SETTINGS = {
  timestampFormat: { useTrait: true, default: 5 },
  xmlNamespace: "",
  serviceNamespace: "",
} as const;
type Schema = Parameters<QueryShapeSerializer["write"]>[0];

/** Each wire beside the two ends of it that AWS's own clients have. */
const WIRES = [
  {
    name: "JSON",
    service: SAGEMAKER,
    wire: jsonWire(SAGEMAKER, { targetPrefix: "SageMaker" }),
    ask: (schema: Schema, input: unknown) => {
      const serializer = new JsonShapeSerializer2(JSON_SETTINGS);
      serializer.write(schema, input);
      return Uint8Array.from(serializer.flush());
    },
    hear: async (schema: Schema, body: Uint8Array) =>
      new JsonShapeDeserializer2(JSON_SETTINGS).read(schema, Buffer.from(body).toString()),
  },
  {
    name: "CBOR",
    service: SAGEMAKER,
    wire: cborWire(SAGEMAKER, { service: "SageMaker" }),
    ask: (schema: Schema, input: unknown) => {
      const serializer = new CborShapeSerializer2();
      serializer.write(schema, input);
      return serializer.flush();
    },
    hear: async (schema: Schema, body: Uint8Array) => new CborShapeDeserializer2().read(schema, body),
  },
  {
    name: "Query",
    service: IAM,
    wire: queryWire(IAM, { version: "2010-05-08", namespace: "https://iam.amazonaws.com/doc/2010-05-08/" }),
    ask: (schema: Schema, input: unknown) => {
      const serializer = new QueryShapeSerializer(XML_SETTINGS);
      serializer.write(schema, input);
      return Buffer.from(`Action=A&Version=2010-05-08${serializer.flush()}`);
    },
    hear: async (schema: Schema, body: Uint8Array, wrapper = "") =>
      new XmlShapeDeserializer(XML_SETTINGS).read(schema, body, wrapper),
  },
];
const FORM = { headers: { "content-type": "application/x-www-form-urlencoded" } };

describe.each(WIRES)("$name", ({ service, wire, ask, hear }) => {
  const names = Object.keys(service.operations);
  const at = (name: string) => ({ service, name });

  test("reads what AWS's own client writes", async () => {
    const asked = fc
      .constantFrom(...names)
      .chain((name) => arbitraryOf(inputOf(service, name)).map((input) => ({ name, input })));
    const property = fc.property(asked, ({ name, input }) => {
      const body = ask(staticSchema(inputOf(service, name)), input);
      expect(wire.read(at(name), received(body, FORM))).toEqual(input);
    });
    fc.assert(property, modelRuns(100));
  });

  test("writes what AWS's own client reads", async () => {
    const outputs = names.flatMap((name) => {
      const output = outputOf(service, name);
      return output === undefined ? [] : [{ name, output }];
    });
    const answered = fc.nat(outputs.length - 1).chain((index) => {
      const { name, output } = outputs[index] ?? { name: "", output: at("") };
      return arbitraryOf(output).map((answer) => ({ name, shape: output.name, answer }));
    });
    const property = fc.asyncProperty(answered, async ({ name, shape, answer }) => {
      const body = wire.write(at(name), answer as Record<string, unknown>, "id");
      const { wrapper } = operationOf(service, name);
      expect(await hear(staticSchema(at(shape)), body, wrapper)).toEqual(answer);
    });
    await fc.assert(property, modelRuns(100));
  });

  test("reads anything else as an input of the shape's members, or refuses it with 400", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.webQueryParameters().map((text) => Buffer.from(text)),
      fc.json().map((text) => Buffer.from(text)),
    );
    const property = fc.property(fc.constantFrom(...names), bytes, (name, body) => {
      try {
        expect(typeof wire.read(at(name), received(body, FORM))).toBe("object");
      } catch (error) {
        expect(error).toBeInstanceOf(AwsError);
        expect((error as AwsError).status).toBe(400);
      }
    });
    fc.assert(property, modelRuns(100));
  });
});

/** Values of a shape by its types alone, of its constraints only that required members are there. */
function arbitraryOf(ref: ShapeRef, depth = 0): fc.Arbitrary<unknown> {
  const shape = shapeOf(ref);
  const of = (name: string): fc.Arbitrary<unknown> => arbitraryOf({ service: ref.service, name }, depth + 1);
  switch (shape.type) {
    case "structure": {
      const required = shape.required ?? [];
      const names = Object.keys(shape.members).filter((name) => depth < 4 || required.includes(name));
      const members = names.map((name) => [name, of(shape.members[name]?.[1] ?? "")] as const);
      return fc.record(Object.fromEntries(members), {
        requiredKeys: required as never[],
        noNullPrototype: true,
      });
    }
    case "list":
      return fc.array(of(shape.member), { minLength: 1, maxLength: 3 });
    case "map":
      return fc.dictionary(fc.string({ minLength: 1 }), of(shape.value), {
        minKeys: 1,
        maxKeys: 3,
        noNullPrototype: true,
      });
    case "string":
      return fc.string({ unit: "grapheme", minLength: 1 });
    case "integer":
      return fc.integer();
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => (number === 0 ? 0 : number));
    case "boolean":
      return fc.boolean();
    case "timestamp":
      return fc
        .date({ min: new Date("1970-01-02"), max: new Date("2099-12-31"), noInvalidDate: true })
        .map((date) => new Date(date.getTime() - date.getMilliseconds()));
  }
}
