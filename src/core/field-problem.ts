/** A field of a JSON file that its schema's types cannot check, and what is wrong with it. */
export type FieldProblem = { path: (string | number)[]; message: string }
