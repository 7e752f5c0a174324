/** An array's bytes as NumPy writes them, each byte a character, with what its head says as it is told. */
function npy({ shape = "(1, 2)", descr = "'<f8'", data = "\0".repeat(16) } = {}): string {
  const head = `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }\n`;
  return `\x93NUMPY\x01\0${String.fromCharCode(head.length & 255, head.length >> 8)}${head}${data}`;
}

const deep = (open: string): string => open.repeat(100_000);
/** A zip that holds nothing. */
const EMPTY_ZIP = `PK\x05\x06${"\0".repeat(18)}`;

/** Bodies that are none of their content type, or no rows of numbers, by types; each character is a byte. */
export const HOSTILE_BODIES: Readonly<Record<string, readonly string[]>> = {
  "application/json": [
    ...["", "{", "[1", "nul", "[1,]", "\xff", '"\xc3("', "[[1], [1, 2]]", '[["a"]]', '"text"'],
    ...[deep("["), `${deep("[")}${deep("]")}`, deep('{"a":'), `[[${"[".repeat(70)}${"]".repeat(70)}]]`],
    ...[`[[${"9".repeat(400)}]]`, `[[${"9".repeat(5000)}]]`],
    ...['{"instances": 5}', '{"instances": [5, [1]]}', '{"instances": {"a": {"b": 1}}}', '[{"a": 1}, 5]'],
    ...['{"dataframe_split": 5}', '{"dataframe_split": {"columns": 5, "data": [[1]]}}'],
    ...['{"dataframe_split": {"columns": ["a"], "data": 5}}', "{}", "[{}]"],
  ],
  "application/jsonlines": ["{", "[1\n2]", "[1],[2", "\xff", deep("["), "[1]\n[1, 2]"],
  "text/csv": [
    ...['1,"abc', `${"1".repeat(140_000)},1`, "1,2\n3", '"1""2"3,4', "1\r2", "a,b\nx,y\n"],
    ...["age,sex\n1,2,3\n", "age,sex\n1\n", 'age,sex\n1,"2'],
  ],
  "application/x-npy": [
    ...["", "\x93NUMPY", "\x93NUMPY\x01\0", "\x93NUMPY\x09\0\x10\0", "\x80\x04N."],
    ...["PK", "PK\x03\x04", EMPTY_ZIP, npy({ data: "" }), npy({ descr: "'|O'" }), npy({ descr: "'zz'" })],
    ...["(-1,)", "(1000000000000000,)", `(${"9".repeat(30)},)`, "'x'", "(10**9,)", "(".repeat(5000)].map(
      (shape) => npy({ shape }),
    ),
  ],
  "application/x-npz": ["", "PK", "PK\x03\x04", EMPTY_ZIP, "\x80\x04N."],
};
