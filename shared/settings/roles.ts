/**
 * What a call may need: `write` sends events; `read` sees reports, and customers with personal data masked; `personal` sees
 * that, too; `send` sends one information message to one person; `author` drafts; `approve` moves campaigns; `admin` does everything.
 */
export const SCOPES = ['write', 'read', 'personal', 'send', 'author', 'approve', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * What each role may do, least first. `personal` is in no role but the admin's: who needs addresses in the clear gets it
 * by name. `write` is for machines; a key in a web page must open nothing else.
 */
export const ROLE_SCOPES = {
  /** Looks at reports, segments, campaigns and masked customers. */
  viewer: ['read'],
  /** Also drafts segments, templates and campaigns, and pauses what is being sent. */
  author: ['read', 'author'],
  /** Also launches, resumes and cancels campaigns. */
  approver: ['read', 'author', 'approve'],
  /** Also settings, keys, people's consents, merges, recomputes and the audit log. */
  admin: ['admin'],
} as const satisfies Record<string, readonly Scope[]>;

export type Role = keyof typeof ROLE_SCOPES;
export const ROLES = ['viewer', 'author', 'approver', 'admin'] as const satisfies readonly Role[];

/** Whether somebody with these scopes may make a call that needs `needed`. */
export const allows = (scopes: readonly Scope[], needed: Scope): boolean =>
  scopes.includes('admin') || scopes.includes(needed) || (needed === 'read' && scopes.includes('personal'));

/** The highest role whose every call these scopes allow; `undefined` for a key that only sends events. */
export const roleOf = (scopes: readonly Scope[]): Role | undefined =>
  ROLES.findLast((role) => ROLE_SCOPES[role].every((needed) => allows(scopes, needed)));

/** Who may make a call, for an error message: the least role, or the scope where no role but the admin's has it. */
export const whoMay = (needed: Scope): string => {
  const role = ROLES.find((each) => ROLE_SCOPES[each].some((scope) => scope === needed));
  return role === undefined
    ? `a key with the scope "${needed}", or the role "admin"`
    : `the role "${role}"${role === 'admin' ? '' : ' or a higher one'}`;
};
