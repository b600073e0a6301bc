/** How long the program may take: until all threads are parked, and for each step. */
export type Deadlines = { assembleMs: number; stepMs: number }

/** Enough for a program that starts within seconds, also beside other work. */
export const defaultDeadlines: Deadlines = { assembleMs: 15_000, stepMs: 10_000 }
