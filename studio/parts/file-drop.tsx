import { useState } from 'preact/hooks';
import { attempt } from '../state.ts';

interface Props {
  readonly label: string;
  readonly hint: string;
  readonly accept: string;
  readonly onFile: (file: File) => Promise<void>;
}

/** A place to drop a file on, which is a button to choose one, too. */
export function FileDrop({ label, hint, accept, onFile }: Props) {
  const [isOver, setOver] = useState(false);
  const take = (file: File | undefined) => file && void attempt('drop', () => onFile(file));
  return (
    <label
      class={isOver ? 'drop over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files[0]);
      }}
    >
      <strong>{label}</strong>
      <span>{hint}</span>
      <input
        type="file"
        accept={accept}
        onChange={({ currentTarget }) => {
          take(currentTarget.files?.[0]);
          currentTarget.value = '';
        }}
      />
    </label>
  );
}
