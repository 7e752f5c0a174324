import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ContainerFixture } from "../../testing/container-fixture.ts";
import type { Matrix } from "./matrix.ts";
import { readChannel } from "./read-channel.ts";

let fixture: ContainerFixture;
beforeEach(() => {
  fixture = new ContainerFixture();
});
afterEach(() => fixture.remove());

function read(format: "libsvm" | "csv", weighted = false): Promise<Matrix> {
  return readChannel({ name: "train", folder: `${fixture.root}/train`, format, weighted });
}

/** Rows as [column, value] pairs. */
function rowsOf({ rows, offsets, indices, values }: Matrix): (readonly [number, number])[][] {
  return Array.from({ length: rows }, (_, row) => {
    const entries = [];
    for (let at = offsets[row] as number; at < (offsets[row + 1] as number); at++) {
      entries.push([indices[at] as number, Number((values[at] as number).toPrecision(6))] as const);
    }
    return entries;
  });
}

describe("reading libsvm", () => {
  test("takes indices as they stand, so that a file that counts from 1 has no column 0", async () => {
    fixture.write("train/part", "16 1:2 2:0.74\n10 1:1 3:-.5e-1\n");
    const matrix = await read("libsvm");
    expect(matrix.columns).toBe(4);
    expect([...matrix.labels]).toEqual([16, 10]);
    expect(rowsOf(matrix)).toEqual([
      [
        [1, 2],
        [2, 0.74],
      ],
      [
        [1, 1],
        [3, -0.05],
      ],
    ]);
    expect(matrix.weights).toBeUndefined();
  });

  test("sorts a row's entries, skips comments and empty lines, and takes weights", async () => {
    fixture.write("train/part", "# a comment\r\n\r\n1:0.5 3:3 1:1 # another\r\n0\r\n");
    const matrix = await read("libsvm");
    expect(rowsOf(matrix)).toEqual([
      [
        [1, 1],
        [3, 3],
      ],
      [],
    ]);
    expect([...(matrix.weights ?? [])]).toEqual([0.5, 1]);
  });

  test("reads all files below the folder in the order of their paths, but no hidden ones", async () => {
    fixture
      .write("train/b", "2 0:2\n")
      .write("train/a/deep", "1 0:1\n")
      .write("train/.hidden", "x\n")
      .write("train/_SUCCESS", "");
    expect([...(await read("libsvm")).labels]).toEqual([1, 2]);
  });

  test.each([
    ["x 1:2", 'expected a number as label, got "x"'],
    ["1 a:2", 'expected a feature index before ":", got "a:2"'],
    ["1 1:b", 'expected a number after ":", got "1:b"'],
    ["1 1:inf", 'expected a number after ":", got "1:inf"'],
    ["1 1", 'expected index:value, got "1"'],
    ["1 1:2 1:3", "the index 1 occurs twice"],
    ["1 99999999:1", "the feature index 99999999 is above 16777215"],
    ["1:-1 1:2", 'expected a weight of 0 or more after the label, got "-1"'],
  ])("names file and line of %j", async (line, wrong) => {
    fixture.write("train/sub/part", `1 1:2\n${line}\n`);
    await expect(read("libsvm")).rejects.toThrow(
      `channel train, sub/part, line 2: ${wrong}; the data is read as libsvm`,
    );
  });
});

describe("reading CSV", () => {
  test("takes the label first; empty fields and nan are missing", async () => {
    fixture.write("train/part", "1,2.5,,3\n0, nan ,1e2,\n");
    const matrix = await read("csv");
    expect(matrix.columns).toBe(3);
    expect([...matrix.labels]).toEqual([1, 0]);
    expect(rowsOf(matrix)).toEqual([
      [
        [0, 2.5],
        [2, 3],
      ],
      [[1, 100]],
    ]);
  });

  test("takes the weight from the second column where it has one", async () => {
    fixture.write("train/part", "1,0.5,7\n0,2,8\n");
    const matrix = await read("csv", true);
    expect([...(matrix.weights ?? [])]).toEqual([0.5, 2]);
    expect(matrix.columns).toBe(1);
  });

  test.each([
    ["tabs", "1\t2\t3"],
    ["semicolons", "1;2;3"],
    ["bars", "1|2|3"],
  ])("finds out by the first line that %s part the fields", async (_, line) => {
    fixture.write("train/part", line);
    expect(rowsOf(await read("csv"))).toEqual([
      [
        [0, 2],
        [1, 3],
      ],
    ]);
  });

  test.each([
    ["age,length", 'expected a number as label (there is no header line), got "age"'],
    ["1,x", 'expected a number in field 2, got "x"'],
    ["1,2,3", "expected 2 fields as in the file's first line, got 3"],
  ])("names file and line of %j", async (line, wrong) => {
    fixture.write("train/part", `1,2\n${line}\n`);
    await expect(read("csv")).rejects.toThrow(`channel train, part, line 2: ${wrong}`);
  });
});

/** The columns and rows are those that XGBoost 3.2 reads from the same text. */
describe("habits of files", () => {
  const plain = "1,2,3\n4,5,6\n";
  const rows = [
    [
      [0, 2],
      [1, 3],
    ],
    [
      [0, 5],
      [1, 6],
    ],
  ];

  test.each([
    ["a mark of UTF-8", `\ufeff${plain}`],
    ["CRLF", plain.replaceAll("\n", "\r\n")],
    ["CR alone", plain.replaceAll("\n", "\r")],
    ["CR alone, without the last", "1,2,3\r4,5,6"],
    ["a delimiter at each line's end", plain.replaceAll("\n", ",\n")],
    ["blank lines before, between and behind", `\n\n${plain.replaceAll("\n", "\r\n\r\n")}`],
    ["spaces around", " 1 , 2 ,3 \n4,  5, 6\n"],
  ])("CSV with %s reads as without", async (_, text) => {
    fixture.write("train/part", text);
    const matrix = await read("csv");
    expect([matrix.columns, [...matrix.labels], rowsOf(matrix)]).toEqual([2, [1, 4], rows]);
  });

  test("a delimiter at a line's end is a missing field where other lines have one there", async () => {
    fixture.write("train/part", "1,2,\n4,5,6\n7,,8\n");
    const matrix = await read("csv");
    expect([matrix.columns, rowsOf(matrix)[0], rowsOf(matrix)[2]]).toEqual([2, [[0, 2]], [[1, 8]]]);
  });

  test.each<["csv" | "libsvm", string, string]>([
    ["csv", "1\t2\t\t3\n", "field 3 is empty between tabs or spaces"],
    ["csv", "1, ,3\n", "field 2 holds only spaces, which XGBoost reads as 0"],
    ["libsvm", "1 qid:4 0:2\n", "query groups (qid:) are not supported"],
  ])("what XGBoost would read as something else is refused: %s %j", async (format, text, said) => {
    fixture.write("train/part", text);
    await expect(read(format)).rejects.toThrow(said);
  });

  test("a CR and an LF that two chunks part are one line end", async () => {
    const line = `${"7".repeat(14)},1\r\n`;
    const mebibyte = 1024 * 1024;
    fixture.write(
      "train/part",
      `${"0".repeat(14)},${"1".padStart(mebibyte % line.length, "0")}\r\n${line.repeat(80_000)}`,
    );
    expect((await read("csv")).rows).toBe(80_001);
  });
});

test("lines that cross the reader's chunks are whole", async () => {
  const lines = Array.from({ length: 60_000 }, (_, row) => `${row} 0:${row / 8} 7:${row}`);
  fixture.write("train/part", lines.join("\n"));
  const matrix = await read("libsvm");
  expect(matrix.rows).toBe(60_000);
  expect(matrix.values.at(-1)).toBe(59_999);
  expect(matrix.values[2 * 31_415]).toBe(31_415 / 8);
});

test("a channel without data says so", async () => {
  fixture.write("train/_SUCCESS", "");
  await expect(read("csv")).rejects.toThrow("no file in");
  fixture.write("train/part", "1\n2\n");
  await expect(read("libsvm")).rejects.toThrow("its 2 lines have labels but no features");
});
