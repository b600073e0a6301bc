import type { Mapping } from '../../core/mapping.js'
import type { Step, Trace } from '../../core/trace.js'
import { closingStep } from '../../core/trace-loop.js'

/** The first step of a trace that the driver takes, such as a link that goes down; null without one. */
export function firstDriverStep(trace: Trace, mapping: Mapping): Step | null {
  const steps = [...trace.states.map(({ step }) => step), closingStep(trace, mapping)]
  const isDriverStep = (step: Step | null) =>
    step !== null && mapping.actions[step.action]?.performer === 'driver'
  return steps.find(isDriverStep) ?? null
}
