import * as client from "@aws-sdk/client-sagemaker";
import { JsonCodec } from "@smithy/core/protocols";
import { NormalizedSchema } from "@smithy/core/schema";
import { describe, expect, it } from "vitest";
import { shapeOf } from "../../packages/model/src/aws/lookup.ts";
import { SAGEMAKER } from "../../packages/model/src/aws/sagemaker/service.ts";
import { staticSchema } from "../../packages/model/src/aws/static-schema.ts";

type Schema = Parameters<typeof NormalizedSchema.of>[0];
const exported = client as unknown as Readonly<Record<string, Schema>>;

const ours = (name: string) => ({ service: SAGEMAKER, name });

/** Every path below a schema and its type, as AWS's own library reads it. */
function paths(schema: Schema, at: string, above: readonly string[] = []): readonly string[] {
  const normal = NormalizedSchema.of(schema);
  if (normal.isStructSchema() && !above.includes(normal.getName() ?? "")) {
    const within = [...above, normal.getName() ?? ""];
    return [...normal.structIterator()].flatMap(([name, member]) => paths(member, `${at}.${name}`, within));
  }
  if (normal.isListSchema()) return paths(normal.getValueSchema(), `${at}[]`, above);
  if (normal.isMapSchema()) return paths(normal.getValueSchema(), `${at}{}`, above);
  const type = normal.isTimestampSchema()
    ? "time"
    : normal.isBooleanSchema()
      ? "boolean"
      : normal.isNumericSchema()
        ? "number"
        : "string";
  return [`${at} ${type}`];
}

/** Members that the client has and the service model, which is a little older, does not have yet. */
const NEWER = [
  ".RoutingConfig.PrefixAwareRoutingConfig.",
  ".ResourceConfig.InstancePreferences[]",
  ".ResourceConfig.SelectedInstance",
  ".ServerlessJobConfig.SequenceLength",
  ".ClusterConfig.InstancePreferences[]",
  ".ClusterConfig.SelectedInstance",
];
const isNotNewer = (path: string): boolean => !NEWER.some((newer) => path.includes(newer));

/** Records of Search of kinds that are not served, and what they reach; it is left out of the table. */
const LEFT_OUT =
  /^SearchResponse\.Results\[\]\.(?!TrainingJob\.|Endpoint\.|Model\.Model\.|Model\.Endpoints\[\])|^SearchResponse\.Results\[\]\.Endpoint\.MonitoringSchedules/;
const isKnownHere = (path: string): boolean => isNotNewer(path) && !LEFT_OUT.test(path);

describe("the schemas that are made from the generated table", () => {
  const shapes = Object.values(SAGEMAKER.operations).flatMap(({ input, output }) =>
    output === undefined ? [input] : [input, output],
  );

  it.each(shapes)("%s has the members and types of AWS's own client", (shape) => {
    expect(paths(staticSchema(ours(shape)) as Schema, shape).toSorted()).toEqual(
      paths(exported[`${shape}$`] as Schema, shape)
        .filter(isKnownHere)
        .toSorted(),
    );
  });

  it("each member that only the client has is there", () => {
    const all = shapes.flatMap((shape) => paths(exported[`${shape}$`] as Schema, shape));
    for (const newer of NEWER)
      expect(
        all.some((path) => path.includes(newer)),
        newer,
      ).toBe(true);
  });

  it("read a request and write an answer with AWS's codec", async () => {
    const codec = new JsonCodec({ timestampFormat: { useTrait: true, default: 7 }, jsonName: false });
    const serializer = codec.createSerializer();
    const schema: Parameters<typeof serializer.write>[0] = staticSchema(ours("DescribeModelOutput"));
    serializer.write(schema, { ModelName: "m", CreationTime: new Date(1_500), Unknown: 1 });
    const text = serializer.flush() as string;
    expect(JSON.parse(text)).toEqual({ ModelName: "m", CreationTime: 1.5 });
    expect(await codec.createDeserializer().read(schema, text)).toEqual({
      ModelName: "m",
      CreationTime: new Date(1_500),
    });
  });

  it("no shape is reached that the table does not hold", () => {
    for (const shape of shapes) expect(() => shapeOf(ours(shape))).not.toThrow();
  });
});
