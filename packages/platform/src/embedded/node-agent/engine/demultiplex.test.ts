import { describe, expect, it } from "vitest";
import { demultiplex, LONGEST_LINE } from "./demultiplex.ts";

const frame = (output: 1 | 2, text: string): Buffer => {
  const header = Buffer.alloc(8);
  header.writeUInt8(output, 0);
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
};

async function* chunks(all: readonly Buffer[]) {
  yield* all;
}

async function textOf(all: readonly Buffer[]): Promise<string> {
  let text = "";
  for await (const part of demultiplex(chunks(all))) text += part.toString();
  return text;
}

describe("the frames of a container's outputs", () => {
  const frames = [
    frame(1, "one\nth"),
    frame(2, ""),
    frame(2, "two\nfo"),
    frame(1, "ree\nfive"),
    frame(2, "ur"),
  ];
  const sent = Buffer.concat(frames);

  it("are lines of either, wherever the stream is cut", async () => {
    for (let cut = 0; cut <= sent.length; cut++)
      expect(await textOf([sent.subarray(0, cut), sent.subarray(cut)])).toBe("one\ntwo\nthree\nfive\nfour");
  });

  it("count only whole", async () => {
    expect(await textOf([sent.subarray(0, sent.length - 1)])).toBe("one\ntwo\nthree\nfive\nfo");
  });

  it("come in parts where a line has no end", async () => {
    const long = "x".repeat(LONGEST_LINE + 3);
    const parts = [frame(1, long), frame(2, "two\n"), frame(1, "\nthree\n")];
    expect(await textOf(parts)).toBe(`${"x".repeat(LONGEST_LINE)}two\nxxx\nthree\n`);
  });

  it("are bytes of any kind", async () => {
    const header = frame(1, "abc").subarray(0, 8);
    const bytes: Buffer[] = [];
    for await (const part of demultiplex(chunks([header, Buffer.from([0, 255, 128])]))) bytes.push(part);
    expect(Buffer.concat(bytes)).toEqual(Buffer.from([0, 255, 128]));
  });
});
