import type { Session } from '../../../session.ts';
import type { Accounts, NodeAddress } from '../../../types.ts';
import { cloneFrom } from '../../reclone.ts';
import { leave } from './membership.ts';

/** Replaces the data of a server outside the group by a copy of the primary's. It joins as it starts again. */
export async function reclone(node: Session, primary: NodeAddress, accounts: Accounts): Promise<void> {
  await leave(node);
  await cloneFrom(node, primary, accounts.replication);
}
