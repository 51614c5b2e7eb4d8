import { z } from 'zod';

/** Roles that a step may aim at; resolved to services when the step fires. */
export const targetRoles = [
  'primary',
  'replica',
  'most-advanced-replica',
  'replicas',
  'another-replica',
  'candidate',
  'nodes',
  'proxy',
  'manager',
  'leading-manager',
] as const;
export type TargetRole = (typeof targetRoles)[number];

/** A role, or a service by its name. */
export type Target = TargetRole | `service:${string}`;

export const target = z
  .union(
    [z.enum(targetRoles), z.templateLiteral(['service:', z.string().regex(/^[\w.-]{1,100}$/)])],
    `expected one of ${targetRoles.join(', ')}, or a service such as service:orchestrator`,
  )
  .meta({
    description:
      'a role, resolved to services when the step fires, or `service:NAME`. `another-replica` is one that no earlier step hit; `leading-manager` the one of several that acts, where the tool tells',
  });

const prefix = 'service:';

/** The service that a target names; undefined where it is a role. */
export function serviceNamed(target: Target): string | undefined {
  return target.startsWith(prefix) ? target.slice(prefix.length) : undefined;
}
