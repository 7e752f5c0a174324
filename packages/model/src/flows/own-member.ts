/** A member by a name that a user chose, which may be that of one that all objects have, `constructor` for instance. */
export const ownMember = <T>(
  members: Readonly<Record<string, T>> | undefined,
  name: string,
): T | undefined => (members !== undefined && Object.hasOwn(members, name) ? members[name] : undefined);
