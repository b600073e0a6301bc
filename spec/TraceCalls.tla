----------------------------- MODULE TraceCalls -----------------------------
(* Which of a counterexample's steps can be driven from outside?  In a     *)
(* program that is not ours a thread can be stopped at its calls only:     *)
(* what it does between two of them happens in one go.                     *)
(*                                                                         *)
(* So this asks for a behaviour in which nobody steps while another thread *)
(* stands between two calls, and every thread makes no more calls than in  *)
(* a given trace.  It is one of PeerUp's: only the order is narrower.  A   *)
(* property that is violated here is violated by calls of that trace in an *)
(* order that can be driven; TLC finds the shortest.                       *)
EXTENDS MCPeerUp

CONSTANTS
    Inferred,  \* names of the actions that begin between two calls
    Down,      \* interfaces that are down at the start
    Calls,     \* thread or interface -> how often the trace has it at a call
    Order      \* who makes the first call, the second one, ...; << >>: anyone

VARIABLES
    left,  \* thread or interface -> how many of its calls are not yet made
    made   \* how many calls are made

Between(t) == pc[t] \in Inferred

Alone(t) == \A u \in Thread : Between(u) => u = t

OutsideInit ==
    /\ Init
    /\ \A i \in Interface : link[i] = "down" <=> i \in Down
    /\ left = Calls
    /\ made = 0

\* All orders of a large engine are too many to look for the right one.
Calling(performer) ==
    /\ Order # << >> => Order[made + 1] = performer
    /\ left[performer] > 0
    /\ left' = [ left EXCEPT ![performer] = @ - 1 ]
    /\ made' = IF Order = << >> THEN 0 ELSE made + 1

OutsideNext ==
    \/ \E t \in Thread :
        /\ Alone(t)
        /\ IF Between(t) THEN UNCHANGED << left, made >> ELSE Calling(t)
        /\ Step(t)
    \/ \E i \in Interface :
        /\ \A t \in Thread : ~Between(t)
        /\ Calling(i)
        /\ LinkStep(i)

OutsideSpec == OutsideInit /\ [][OutsideNext]_<< vars, left, made >>

\* Everyone stands at a call: what is between is not seen, and a program that
\* is not ours would go on from there.
Settled == \A t \in Thread : ~Between(t)
=============================================================================
