interface Pages {
  readonly page: number;
  readonly last: number;
  readonly onPage: (page: number) => void;
}

/** Forth and back in a list of several pages. */
export function Pager({ page, last, onPage }: Pages) {
  if (last <= 1) return null;
  return (
    <nav class="pager" aria-label="Pages">
      <button type="button" disabled={page <= 1} onClick={() => onPage(page - 1)}>
        Before
      </button>
      <span aria-live="polite">
        page {page} of {last}
      </span>
      <button type="button" disabled={page >= last} onClick={() => onPage(page + 1)}>
        Next
      </button>
    </nav>
  );
}
