import { usageError } from '../../errors.ts';

/** The languages of pages. English is the one that everything is written in; the others are translated from it. */
export const languages = ['en', 'zh'] as const;
export type Language = (typeof languages)[number];

/** What a language is on the page, as BCP 47 has it. */
export const languageTags = { en: 'en', zh: 'zh-CN' } as const satisfies Record<Language, string>;

/** The name of a page in a language: `report.html`, `report.zh.html`. */
export function pageName(file: string, language: Language): string {
  return language === 'en' ? file : file.replace(/(?=\.[^.]*$)/, `.${language}`);
}

/** The value of `--lang`. @throws DrillError (exit 64) with the languages that there are */
export function parseLanguage(text: string): Language {
  const found = languages.find((one) => one === text);
  if (found !== undefined) return found;
  throw usageError(`--lang ${text.slice(0, 60)}: expected one of: ${languages.join(', ')}`);
}
