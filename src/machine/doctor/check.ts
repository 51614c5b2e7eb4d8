import type Docker from 'dockerode';

/** `warning`: a drill can run, but not every one, or it may run badly. `failed`: no drill can run. */
export type FindingStatus = 'ok' | 'warning' | 'failed';

/** What one check found. */
export type Finding = {
  readonly name: string;
  readonly status: FindingStatus;
  /** What was found, in one line. */
  readonly found: string;
  /** What to do about it; empty when all is well. */
  readonly advice: string;
};

/** What checks look at beside the machine. */
export type Surroundings = { readonly docker: Docker };

/** One named look at the machine. It changes nothing. What it throws becomes a finding. */
export type DoctorCheck = {
  readonly name: string;
  readonly description: string;
  look(surroundings: Surroundings): Promise<Omit<Finding, 'name'>>;
};

/** A finding that needs no advice. */
export function ok(found: string): Omit<Finding, 'name'> {
  return { status: 'ok', found, advice: '' };
}
export function warning(found: string, advice: string): Omit<Finding, 'name'> {
  return { status: 'warning', found, advice };
}
export function failed(found: string, advice: string): Omit<Finding, 'name'> {
  return { status: 'failed', found, advice };
}
