import { createHash } from "node:crypto";
import { Sender } from "./sender.ts";
import { encodePath, signed } from "./sign.ts";
import type { FuzzTarget, OpenUpload } from "./target.ts";

const FIRST = Buffer.alloc(5 * 1024 * 1024, "first");
const SECOND = Buffer.from("second");

/** Begins so many uploads into the bucket to fuzz. */
export async function openUploads(
  target: Omit<FuzzTarget, "uploads">,
  count: number,
): Promise<readonly OpenUpload[]> {
  const sender = new Sender(target);
  try {
    const uploads: OpenUpload[] = [];
    for (let index = 0; index < count; index++)
      uploads.push(await openUpload(sender, target, `fuzz-upload-${index}`));
    return uploads;
  } finally {
    sender.close();
  }
}

async function openUpload(
  sender: Sender,
  target: Omit<FuzzTarget, "uploads">,
  key: string,
): Promise<OpenUpload> {
  const send = async (method: string, query: readonly (readonly [string, string])[], body: Buffer) => {
    const path = encodePath(["fuzz", key]);
    const made = await signed(target, { service: "s3", method, path, query, headers: {}, body });
    const answer = await sender.send({ door: "s3", method, ...made, body });
    if (answer?.status !== 200) throw new Error(`${method} ${key}: ${answer?.status} ${answer?.body}`);
    return answer.body.toString("utf8");
  };
  const begun = await send("POST", [["uploads", ""]], Buffer.alloc(0));
  const id = /<UploadId>([^<]+)</.exec(begun)?.[1] ?? "";
  for (const [index, part] of [FIRST, SECOND].entries())
    await send(
      "PUT",
      [
        ["uploadId", id],
        ["partNumber", String(index + 1)],
      ],
      part,
    );
  return { key, id, etags: [md5(FIRST), md5(SECOND)] };
}

const md5 = (bytes: Buffer): string => createHash("md5").update(bytes).digest("hex");
