import { expect, test } from 'vitest';
import { manifestSchema } from '../../../src/history/manifest.ts';
import { manifestOf } from '../../support/parts.ts';

const { server, ...others } = manifestOf().environment;

test('what older records call `mysql` is the version of the server', () => {
  const old = {
    ...manifestOf(),
    format: 'ha-drill/run/3',
    environment: { ...others, mysql: '11.8.3-MariaDB' },
  };
  const { environment } = manifestSchema.parse(old);
  expect(environment).toEqual({ ...others, server: '11.8.3-MariaDB' });
  expect(server).toBe('9.7.0');
});

test('a record without either is refused', () => {
  const { error } = manifestSchema.safeParse({ ...manifestOf(), environment: others });
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual(['environment.server']);
});
