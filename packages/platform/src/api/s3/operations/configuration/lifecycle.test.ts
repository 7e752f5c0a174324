import { expect, test } from "vitest";
import type { ObjectStore } from "#artifacts/object-store.ts";
import type { S3Call } from "../../s3-call.ts";
import { parseBody } from "../../xml/parse-body.ts";
import { lifecycle } from "./lifecycle.ts";

async function* bytesOf(text: string) {
  yield Buffer.from(text);
}

/** Puts one rule as a client writes it, with white space and name spaces; resolves to the rules that count. */
async function put(inside: string) {
  let settings: object = {};
  const store = {
    bucket: async () => ({ name: "b", created: new Date(0), settings }),
    configure: async (_: string, change: (before: object) => object) => {
      settings = change(settings);
    },
  } as unknown as ObjectStore;
  const body = `<?xml version="1.0"?>
<LifecycleConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <Rule xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
    <ID>r</ID>
    <Status>Enabled</Status>
    ${inside}
  </Rule>
</LifecycleConfiguration>`;
  const xml = (root: string) => parseBody(bytesOf(body), root);
  await lifecycle.put.run({ store, bucket: "b", xml } as unknown as S3Call);
  return (settings as { readonly expiry: unknown }).expiry;
}

const DAYS = "<Expiration><Days>1</Days></Expiration>";

test("A rule is of what its filter says", async () => {
  const and = "<And>\n<Prefix>a/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag></And>";
  expect(await put(`<Filter>\n${and}\n</Filter>${DAYS}`)).toEqual([
    { id: "r", days: 1, prefix: "a/", tags: { k: "v" } },
  ]);
  expect(await put(`<Filter/>${DAYS}`)).toEqual([{ id: "r", days: 1 }]);
  expect(await put(`<Prefix/>${DAYS}`)).toEqual([{ id: "r", days: 1, prefix: "" }]);
});

test.each([
  ["a condition that is not known", `<Filter><Prefx>a/</Prefx></Filter>${DAYS}`],
  ["one below And", `<Filter><And><Prefix>a</Prefix><prefix>b</prefix></And></Filter>${DAYS}`],
  ["an element that is not known", `<Filter/><Tag><Key>a</Key></Tag>${DAYS}`],
  [
    "two conditions without And",
    `<Filter><Prefix>a</Prefix><ObjectSizeLessThan>5</ObjectSizeLessThan></Filter>${DAYS}`,
  ],
  ["a size that is no number", `<Filter><ObjectSizeLessThan>small</ObjectSizeLessThan></Filter>${DAYS}`],
])("A rule with %s lets nothing go: it is refused", async (_, inside) => {
  await expect(put(inside)).rejects.toMatchObject({ code: "SLIP-S3-024" });
});
