import { expect, test } from "vitest";
import type { S3Call } from "../../s3-call.ts";
import { cors } from "./cors.ts";

const put = (origins: number) =>
  cors.put.run({
    store: { bucket: async () => ({ settings: {} }), configure: async () => {} },
    bucket: "b",
    xml: async () => ({
      CORSRule: { AllowedMethod: "GET", AllowedOrigin: Array(origins).fill("https://a.example") },
    }),
  } as unknown as S3Call);

test("A document is as long as S3's may be", async () => {
  await expect(put(3_000)).resolves.toMatchObject({ status: 200 });
  await expect(put(4_000)).rejects.toMatchObject({
    details: { causes: [{ reason: "MaxMessageLengthExceeded" }] },
  });
});
