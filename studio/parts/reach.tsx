import type { Campaign, RowState } from '../api-types.ts';
import { count, t } from '../text.ts';

/** Marks beside the colours, for those who do not tell them apart. */
export const MARKS: Readonly<Record<RowState, string>> = {
  full: '✓',
  alternative: '≈',
  missing: '✗',
  refused: '!',
};

/** How many can be told, and how many cannot, and why. */
export function Reach({ campaign }: { readonly campaign: Campaign }) {
  const { rows, full, alternatives, missing, refused, seconds } = campaign;
  const parts: readonly (readonly [RowState, number])[] = [
    ['full', full],
    ['alternative', alternatives],
    ['missing', missing],
    ['refused', refused],
  ];
  return (
    <>
      <p class="big-line">
        <strong class="big">{count(full + alternatives)}</strong> {t('of_rows', { n: rows })}
      </p>
      <div class="bar" aria-hidden="true">
        {parts.map(([state, n]) => (
          <span key={state} class={`state-${state}`} style={{ flexGrow: n }} hidden={n === 0} />
        ))}
      </div>
      <dl class="states">
        {parts.map(([state, n]) => (
          <div key={state}>
            <dt>
              <span class={`mark state-${state}`} aria-hidden="true">
                {MARKS[state]}
              </span>
              {t(`state_${state}`)}
            </dt>
            <dd>{count(n)}</dd>
          </div>
        ))}
      </dl>
      <p class="quiet">{t('minutes', { minutes: count(Math.round(seconds / 6) / 10) })}</p>
      <Languages campaign={campaign} />
      {campaign.problems.map(({ what, rows: n, firstLine }) => (
        <p key={what} class="notice">
          {t('problem', { what, n, line: firstLine })}
        </p>
      ))}
      {campaign.dirty.map(({ column, what, rows: n, example, line }) => (
        <p key={`${column} ${what}`} class="notice">
          {t('dirty', { column, what, n, example, line })}
        </p>
      ))}
    </>
  );
}

function Languages({ campaign: { languages } }: { campaign: Campaign }) {
  if (languages.length < 2) return null;
  return (
    <div class="scroll">
      <table>
        <caption>{t('by_language')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('language')}</th>
            <th scope="col">{t('rows')}</th>
            <th scope="col">{t('not_told')}</th>
          </tr>
        </thead>
        <tbody>
          {languages.map(({ lang, rows, unsayable }) => (
            <tr key={lang}>
              <th scope="row">{lang}</th>
              <td>{count(rows)}</td>
              <td>{count(unsayable)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
