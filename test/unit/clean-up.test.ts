import { expect, test } from 'vitest';
import { cleaningUp } from '../../src/clean-up.ts';
import { environmentError } from '../../src/errors.ts';

const fails = (message: string) => async (): Promise<never> => {
  throw environmentError(message);
};

test('the first error is told, with what the clean-up said after it', async () => {
  const both = cleaningUp(fails('no subnet is free'), fails('docker compose down failed'));
  await expect(both).rejects.toThrow(
    /^no subnet is free\nCleaning up after that failed, too: docker compose down failed$/,
  );
});

test('what fails alone is told as it is, and what succeeds is cleaned up once', async () => {
  let cleaned = 0;
  const cleanUp = async (): Promise<void> => {
    cleaned += 1;
  };
  expect(await cleaningUp(async () => 7, cleanUp)).toBe(7);
  await expect(cleaningUp(fails('use'), cleanUp)).rejects.toThrow(/^use$/);
  await expect(cleaningUp(async () => 7, fails('clean-up'))).rejects.toThrow(/^clean-up$/);
  expect(cleaned).toBe(2);
});
