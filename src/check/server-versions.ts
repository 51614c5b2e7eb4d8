/** The numbers of a version such as `8.0.40-31.1` or `9.7.0`. */
function numbersOf(version: string): readonly [number, number, number] {
  const [, major = 0, minor = 0, patch = 0] = (/^(\d+)\.(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  return [major, minor, patch];
}

/** Whether a server is of an older series than another one: 8.0 before 8.4. What one of them logs may be new to the other. */
export function isOlderSeries(version: string, other: string): boolean {
  const [major, minor] = numbersOf(version);
  const [otherMajor, otherMinor] = numbersOf(other);
  return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

/**
 * Whether the clone plugin copies from one of these servers to any other: of one version; since 8.0.37 of one series.
 *
 * https://dev.mysql.com/doc/refman/8.4/en/clone-plugin-remote.html
 */
export function cloneEachOther(versions: readonly string[]): boolean {
  const [first, ...others] = versions.map(numbersOf);
  if (first === undefined) return true;
  return others.every(([major, minor, patch]) => {
    if (major !== first[0] || minor !== first[1]) return false;
    const isBound = major === 8 && minor === 0 && Math.min(patch, first[2]) < 37;
    return patch === first[2] || !isBound;
  });
}
