/** Every method of a full backup that can prove at which position it is consistent. */
export const fullNames = ['clone', 'mysqldump'] as const;
export type FullName = (typeof fullNames)[number];
