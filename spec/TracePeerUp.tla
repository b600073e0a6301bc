---------------------------- MODULE TracePeerUp -----------------------------
(* Is a behaviour of one variant also a behaviour of another one?  If not, *)
(* which is its first step that the other one does not have?               *)
(*                                                                         *)
(* A trace is given by its performers, step by step.  That is enough: in   *)
(* any state a thread or an interface has at most one step, so the         *)
(* performer determines the step.  The trace's own variant takes the step. *)
(* Each other variant goes on only if the same step, from that state to    *)
(* that one, is also a step of its own.  TLC prints what it finds:         *)
(*   << "leaves", trace, variant, step >>  the first step that this        *)
(*                                         variant does not have; 0 if it  *)
(*                                         begins in another state         *)
(*   << "followed", trace, variants >>     the variants that have every    *)
(*                                         step                            *)
EXTENDS MCPeerUp

CONSTANTS
    Variants,  \* name -> the record of that variant
    Traces     \* sequence of [variant, scenario, environment, performers]

ASSUME \A i \in 1..Len(Traces) : Traces[i].variant \in DOMAIN Variants

VARIABLES
    trace,       \* number of the trace that this behaviour follows
    stepsTaken,  \* how many of its steps are taken
    matching     \* names of the variants that have every step taken so far

Engine(V, S) == INSTANCE PeerUp WITH Variant <- V, Scenario <- S

\* Is the step from this state to the next one a step of this performer in this
\* variant?  A parameter of Engine must be a constant, and a bound name is one.
TakesStep(name, scenario, performer) ==
    \E V \in { Variants[name] }, S \in { scenario } :
        /\ IF performer \in Thread THEN Engine(V, S)!Step(performer)
                                   ELSE Engine(V, S)!LinkStep(performer)

Begins(name, scenario) ==
    \E V \in { Variants[name] }, S \in { scenario } : Engine(V, S)!Init

TraceInit ==
    /\ trace \in 1..Len(Traces)
    /\ Begins(Traces[trace].variant, Traces[trace].scenario)
    /\ link = Traces[trace].environment
    /\ stepsTaken = 0
    /\ matching = { name \in DOMAIN Variants :
                       Begins(name, Traces[trace].scenario) }
    /\ \A name \in DOMAIN Variants \ matching :
         PrintT(<< "leaves", trace, name, 0 >>)

\* The trace's own variant determines the next state; the other variants are
\* only checked against it.
TraceNext ==
    /\ stepsTaken < Len(Traces[trace].performers)
    /\ LET t == Traces[trace]
           performer == t.performers[stepsTaken + 1]
       IN  /\ TakesStep(t.variant, t.scenario, performer)
           /\ matching' = { name \in matching :
                              \/ name = t.variant
                              \/ TakesStep(name, t.scenario, performer) }
           /\ stepsTaken' = stepsTaken + 1
           /\ \A name \in matching \ matching' :
                PrintT(<< "leaves", trace, name, stepsTaken' >>)
           /\ stepsTaken' = Len(t.performers) =>
                PrintT(<< "followed", trace, matching' >>)
    /\ UNCHANGED trace

TraceSpec == TraceInit /\ [][TraceNext]_<< vars, trace, stepsTaken, matching >>
=============================================================================
