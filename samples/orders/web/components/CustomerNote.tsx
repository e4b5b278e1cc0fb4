interface Props {
  readonly note: string;
  readonly onSave: (note: string) => void;
}

/** What the customer told the packing room, shown as they wrote it. */
export function CustomerNote({ note, onSave }: Props) {
  return (
    <article>
      <div dangerouslySetInnerHTML={{ __html: note }} />
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave(String(new FormData(event.currentTarget).get('note') ?? ''));
        }}
      >
        <input name="note" defaultValue={note} />
        <button>Save</button>
      </form>
    </article>
  );
}
