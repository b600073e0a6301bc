---------------------------- MODULE TracePeerUp -----------------------------
(* Is a behaviour of one variant also one of another, and if not, which is *)
(* its first step that is not?                                             *)
(*                                                                         *)
(* Traces are followed by who acts: in a state, a thread or an interface   *)
(* has at most one step, so whoever acts decides what happens.  The        *)
(* variant that a trace comes from takes the step; every other one that    *)
(* has followed so far is asked whether the same step, from that state to  *)
(* that one, is a step of its own.  What is found is printed:              *)
(*   << "leaves", trace, variant, step >>  the first step that is not      *)
(*   << "followed", trace, variants >>     who takes every step            *)
EXTENDS MCPeerUp

CONSTANTS
    Variants,  \* name -> the record of that variant
    Traces     \* sequence of [variant, scenario, down, performers]

ASSUME \A i \in 1..Len(Traces) : Traces[i].variant \in DOMAIN Variants

VARIABLES
    trace,   \* which trace is followed
    taken,   \* how many of its steps are taken
    alike    \* names of the variants that take all of them

P(V, S) == INSTANCE PeerUp WITH Variant <- V, Scenario <- S

Records == { Variants[name] : name \in DOMAIN Variants }
Scenarios == { Traces[i].scenario : i \in 1..Len(Traces) }

\* A parameter of P must be a constant, and a bound name is one.
Does(name, scenario, performer) ==
    \E V \in Records, S \in Scenarios :
        /\ V = Variants[name] /\ S = scenario
        /\ IF performer \in Thread THEN P(V, S)!Step(performer)
                                   ELSE P(V, S)!LinkStep(performer)

FollowInit ==
    /\ trace \in 1..Len(Traces)
    /\ \E V \in Records, S \in Scenarios :
        /\ V = Variants[Traces[trace].variant] /\ S = Traces[trace].scenario
        /\ P(V, S)!Init
    /\ \A i \in Interface : link[i] = "down" <=> i \in Traces[trace].down
    /\ taken = 0
    /\ alike = DOMAIN Variants

\* The first conjunct determines the next state, the second one only asks.
FollowNext ==
    /\ taken < Len(Traces[trace].performers)
    /\ LET t == Traces[trace]
           performer == t.performers[taken + 1]
       IN  /\ Does(t.variant, t.scenario, performer)
           /\ alike' = { name \in alike : \/ name = t.variant
                                          \/ Does(name, t.scenario, performer) }
           /\ taken' = taken + 1
           /\ \A name \in alike \ alike' :
                PrintT(<< "leaves", trace, name, taken' >>)
           /\ taken' = Len(t.performers) =>
                PrintT(<< "followed", trace, alike' >>)
    /\ UNCHANGED trace

FollowSpec == FollowInit /\ [][FollowNext]_<< vars, trace, taken, alike >>
=============================================================================
