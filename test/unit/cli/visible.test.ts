import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { visible, visibleStyled } from '../../../src/cli/visible.ts';

const obeyed = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const command = /^\s*::|##(?:\[|vso\[|teamcity\[)/m;

const hostile = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '\u001b[31m',
        '\u202e',
        '\r',
        '\n',
        '::error::',
        '##[error]',
        '##vso[',
        ' ',
        '\u{e0041}',
      ),
    ),
  )
  .map((parts) => parts.join(''));

describe('text on a terminal', () => {
  test.each([
    ['\u001b[31mred', '\\u001b[31mred'],
    ['a\rb', 'a\\u000db'],
    ['semi\u202esync', 'semi\\u202esync'],
    ['\u0085 \u009b \u2028 \ufeff', '\\u0085 \\u009b \\u2028 \\ufeff'],
    ['\ud800', '\\ud800'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['q\n::error::x', 'q\n\\u003a:error::x'],
    ['q\n  ::add-mask::x', 'q\n  \\u003a:add-mask::x'],
    ['##[error]x ##vso[a] ##teamcity[b]', '\\u0023#[error]x \\u0023#vso[a] \\u0023#teamcity[b]'],
    ['1::2, ## title, #[x]', '1::2, ## title, #[x]'],
    ['tab\tline\n中文 café 👩‍💻', 'tab\tline\n中文 café 👩‍💻'],
  ])('%j', (text, shown) => expect(visible(text)).toBe(shown));

  test('has nothing that a terminal or a CI system obeys', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(visible(text)).not.toMatch(obeyed);
        expect(visible(text)).not.toMatch(command);
        expect(visible(visible(text))).toBe(visible(text));
      }),
    );
  });

  test('says the same in JSON', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const json = JSON.stringify({ text }, null, 2);
        expect(JSON.parse(visible(json))).toEqual({ text });
      }),
    );
  });

  test('keeps colours of our own, and nothing else that begins with ESC', () => {
    expect(visibleStyled('\u001b[1m\u001b[32mPASS\u001b[39m\u001b[22m\u001b]0;title\u0007')).toBe(
      '\u001b[1m\u001b[32mPASS\u001b[39m\u001b[22m\\u001b]0;title\\u0007',
    );
  });
});
