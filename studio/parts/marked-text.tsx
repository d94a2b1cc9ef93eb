import type { Span } from '../api-types.ts';

/** A sentence with a stretch of it marked. */
export function MarkedText({ text, span }: { readonly text: string; readonly span: Span | null }) {
  if (span === null) return <>{text}</>;
  return (
    <>
      {text.slice(0, span.start)}
      <mark>{text.slice(span.start, span.end)}</mark>
      {text.slice(span.end)}
    </>
  );
}
