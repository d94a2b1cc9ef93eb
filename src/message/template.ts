import { StitchError } from '../errors.ts';

/**
 * Fills `{name}` and `{name|alternative}` in a template from `values`. The alternative is said where the
 * value is absent, blank, or fails `canSay`; without an alternative the value stands as it is, and its
 * missing words are reported like any others. Values are text, not templates.
 * @throws StitchError usage/option for a slot that has neither value nor alternative.
 */
export function fillTemplate(
  template: string,
  values: Readonly<Record<string, string>>,
  canSay: (text: string) => boolean,
): string {
  return template.replace(
    /\{([^{}|]+)(?:\|([^{}]*))?\}/gu,
    (_slot, name: string, alternative?: string) => {
      const key = name.trim();
      const value = Object.hasOwn(values, key) ? values[key]! : '';
      if (alternative !== undefined)
        return value.trim() !== '' && canSay(value) ? value : alternative;
      if (value.trim() !== '') return value;
      throw new StitchError(
        'usage/option',
        `{${key}} has no value; give it one, or an alternative as in {${key}|friend}`,
      );
    },
  );
}
