/** What stands over a column: of numbers, which stand to the right, or unseen but told to a screen reader. */
type Column = string | { readonly number: string } | { readonly unseen: string };

/** The head of a table. */
export function Columns({ of }: { of: readonly Column[] }) {
  return (
    <thead>
      <tr>
        {of.map((column) => {
          if (typeof column === 'string')
            return (
              <th scope="col" key={column}>
                {column}
              </th>
            );
          if ('number' in column)
            return (
              <th scope="col" class="number" key={column.number}>
                {column.number}
              </th>
            );
          return (
            <th scope="col" key={column.unseen}>
              <span class="unseen">{column.unseen}</span>
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
