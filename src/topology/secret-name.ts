const secretName = /pass(word|wd|phrase)?|pwd|secret|token|credential|private|api_?key|auth/i;

/** Whether the name of a variable says that it holds a secret. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}
