/** Colours of the report's pictures. Text colours keep a contrast of 4.5 or more on white (WCAG AA). */
export const palette = {
  ink: '#1c2733',
  muted: '#52606d',
  line: '#d5dce3',
  faint: '#f4f6f8',
  accent: '#1f5fa8',
  accentSoft: '#bcd3ec',
  accentFaint: '#e6eff8',
  fault: '#9c1c13',
  outage: '#fbe3e0',
  outageEdge: '#c9473c',
  pass: '#1a6b3a',
  inconclusive: '#8a5300',
  fail: '#b3261e',
} as const;

/** Fills that differ in greyscale too; `patternDefinitions` must be on the same page. */
export const patterns = {
  outage: 'url(#hatch-outage)',
  failed: 'url(#hatch-failed)',
  unknown: 'url(#hatch-unknown)',
  detached: 'url(#hatch-detached)',
  silent: 'url(#hatch-silent)',
  share: 'url(#hatch-share)',
} as const;
