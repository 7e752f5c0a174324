function table(takes: (code: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, code) => (takes(code) ? 1 : 0));
}

/** What names and methods consist of (RFC 9110 §5.6.2). */
export const TOKEN = table((code) => /[!#$%&'*+\-.^_`|~0-9A-Za-z]/.test(String.fromCharCode(code)));

/** What values of fields consist of: visible characters, spaces, tabs and what is not ASCII (RFC 9110 §5.5). */
export const FIELD_CONTENT = table((code) => code === 0x09 || (code >= 0x20 && code !== 0x7f));

/** What a request's target consists of here: visible ASCII. */
export const VISIBLE = table((code) => code > 0x20 && code < 0x7f);

export const HTAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SP = 0x20;
export const COLON = 0x3a;
