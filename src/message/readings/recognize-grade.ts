import type { Scan } from './scan.ts';

/** "17:17:17", "20-05-20". */
const GRADE = /^\p{Nd}{1,2}(?:([-:.])\p{Nd}{1,2}){1,2}$/u;
const FERTILISER =
  /^(?:n[-.]?p[-.]?k|dap|mop|tsp|ssp|urea|fertili[sz]ers?|mbolea|खाद|उर्वरक|সার|ખાતર|کھاد|taki|abono|fertilizante|engrais|adubo)$/iu;

/** "NPK 17:17:17", "DAP 18-46-00", "19:19:19": one of three like numbers above twelve, or beside a word for such. */
export function isGrade({ words }: Scan, i: number): boolean {
  const { text } = words[i]!;
  if (!GRADE.test(text)) return false;
  const [first, ...others] = text.split(/[-:.]/);
  const isEven =
    others.length === 2 && Number(first) > 12 && others.every((part) => part === first);
  return isEven || [i - 2, i - 1, i + 1].some((at) => FERTILISER.test(words[at]?.text ?? ''));
}
