const LABEL = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const label = new RegExp(`^${LABEL}$`);
const subdomain = new RegExp(`^${LABEL}(\\.${LABEL})*$`);
const dns1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const namePart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const labelText = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;

/** What is wrong with a name, in the words of a real API server; nothing when it is good. */
export type NameRule = (name: string) => readonly string[];

const most = (name: string, bytes: number): readonly string[] =>
  name.length > bytes ? [`must be no more than ${bytes} bytes`] : [];

export const dnsSubdomain: NameRule = (name) => [
  ...most(name, 253),
  ...(subdomain.test(name)
    ? []
    : [
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
      ]),
];

export const dnsLabel: NameRule = (name) => [
  ...most(name, 63),
  ...(label.test(name)
    ? []
    : [
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
      ]),
];

export const dns1035Label: NameRule = (name) => [
  ...most(name, 63),
  ...(dns1035.test(name)
    ? []
    : [
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ]),
];

/** `name` or `prefix/name`: keys of labels and annotations, finalizers. */
export const qualifiedName: NameRule = (name) => {
  const parts = name.split("/");
  const local = parts.at(-1) ?? "";
  if (parts.length > 2) {
    return [
      "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
    ];
  }
  const prefix = parts.length === 2 ? (parts[0] ?? "") : undefined;
  return [
    ...(prefix === "" ? ["prefix part must be non-empty"] : []),
    ...(prefix === undefined || prefix === "" ? [] : dnsSubdomain(prefix).map((why) => `prefix part ${why}`)),
    ...(local === "" ? ["name part must be non-empty"] : []),
    ...most(local, 63).map((why) => `name part ${why}`),
    ...(namePart.test(local)
      ? []
      : [
          "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
        ]),
  ];
};

export const labelValue: NameRule = (value) => [
  ...most(value, 63),
  ...(labelText.test(value)
    ? []
    : [
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
      ]),
];
