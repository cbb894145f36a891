/** The network of a process to which nobody has given another name. */
export const DEFAULT_NETWORK = 'default'
