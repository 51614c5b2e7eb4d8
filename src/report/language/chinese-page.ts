import { chinese } from './chinese/catalogue.ts';
import { languageTags } from './languages.ts';
import { translatePage } from './page.ts';
import { type Translate, translatorOf } from './translate.ts';

let made: Translate | undefined;

/** A text of a page in Chinese; what has no translation stays as it is. */
export const inChinese: Translate = (text) => {
  made ??= translatorOf(chinese);
  return made(text);
};

const fonts =
  'system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", sans-serif';

// Pictures say their fonts as attributes, which any rule goes before.
const style = `body, svg { font-family: ${fonts}; }\n`;

/**
 * A finished page in Chinese.
 *
 * @param keep names and texts of users
 */
export function chinesePage(html: string, keep: ReadonlySet<string>): string {
  return translatePage(html, inChinese, keep)
    .replace('<html lang="en">', `<html lang="${languageTags.zh}">`)
    .replace('</style>', () => `${style}</style>`);
}
