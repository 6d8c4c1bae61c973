/** The name by which robots.txt and others mean this program: the product token of RFC 9309, 2.2.1. */
export const USER_AGENT_TOKEN = 'Continuity';

/** How requests name this program, and whom to write to about it: `Continuity/1.0 (+someone@example.org)`. */
export function userAgent(version: string, contact?: string): string {
  return `${USER_AGENT_TOKEN}/${version}${contact === undefined ? '' : ` (+${contact})`}`;
}
