/**
 * All pages of a paged list, in order. `read` is given nothing to go on after first, then what each page names as `next`, and
 * is asked until a page names none; what it throws, Expired for instance, ends the iteration.
 */
export async function* pages<P extends { readonly next?: After }, After = string>(
  read: (from: { readonly after?: After }) => Promise<P>,
): AsyncGenerator<P, void, undefined> {
  let from: { readonly after?: After } = {};
  for (;;) {
    const page = await read(from);
    yield page;
    if (page.next === undefined) return;
    from = { after: page.next };
  }
}
