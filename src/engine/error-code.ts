/** The driver's or server's code of an error, else its message. */
export function codeOf(error: unknown): string {
  if (error instanceof Error) {
    if ('code' in error && typeof error.code === 'string') return error.code;
    return error.message;
  }
  return String(error);
}
