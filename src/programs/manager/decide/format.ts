/** Bytes for people: `512 MB`. */
export function formatBytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MB`;
}
