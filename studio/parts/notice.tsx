import { notice } from '../state.ts';
import { t } from '../text.ts';

/** What happened last, with what may be done about it. */
export function NoticeLine() {
  const { value } = notice;
  return (
    <div aria-live="polite">
      {value !== null && (
        <div
          class={value.isError ? 'notice error' : 'notice'}
          role={value.isError ? 'alert' : undefined}
        >
          <span dir="auto">{value.text}</span>
          {value.action && (
            <button
              type="button"
              onClick={() => {
                notice.value = null;
                void value.action!.run();
              }}
            >
              {value.action.label}
            </button>
          )}
          <button
            type="button"
            class="quiet"
            aria-label={t('close')}
            onClick={() => {
              notice.value = null;
            }}
          >
            ✕
          </button>
        </div>
      )}
    </div>
  );
}
