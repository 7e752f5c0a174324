import { type ShapeRef, shapeOf } from "@slipway/model/aws/lookup.ts";
import fc from "fast-check";

/** Values of a shape by its types alone, of its constraints only that required members are there. */
export function arbitraryOf(ref: ShapeRef, depth = 0): fc.Arbitrary<unknown> {
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
