----------------------------- MODULE TraceCalls -----------------------------
(* In which order can an unmodified program be driven through the calls of *)
(* a counterexample?  A thread of such a program can be stopped at its     *)
(* calls only; its steps between two calls happen in one go.               *)
(*                                                                         *)
(* So this module looks for a behaviour in which no other thread and no    *)
(* link steps while a thread stands between two calls, and in which no     *)
(* thread makes more calls than in a given trace.  Each such behaviour is  *)
(* one of PeerUp; only its order is restricted.  If a property is violated *)
(* here, calls of that trace violate it in an order that can be driven.    *)
(* TLC finds the shortest.                                                 *)
EXTENDS MCPeerUp

CONSTANTS
    Inferred,  \* names of the actions that begin between two calls
    Environment,  \* the links in the first state
    CallLimit, \* thread or interface -> number of its calls in the trace; a
               \*   step of a link counts as a call
    CallOrder  \* performer of the first call, of the second one, ...; if it is
               \*   << >>, any order is allowed

VARIABLES
    callsLeft, \* thread or interface -> how many more calls it may make
    callsMade  \* how many calls are made; always 0 if any order is allowed

BetweenCalls(t) == pc[t] \in Inferred

OthersAtCalls(t) == \A u \in Thread : BetweenCalls(u) => u = t

CallsInit ==
    /\ Init
    /\ link = Environment
    /\ callsLeft = CallLimit
    /\ callsMade = 0

\* A large engine has too many orders to search all of them: CallOrder then
\* gives the one to try.
MakesCall(performer) ==
    /\ CallOrder # << >> => CallOrder[callsMade + 1] = performer
    /\ callsLeft[performer] > 0
    /\ callsLeft' = [ callsLeft EXCEPT ![performer] = @ - 1 ]
    /\ callsMade' = IF CallOrder = << >> THEN 0 ELSE callsMade + 1

CallsNext ==
    \/ \E t \in Thread :
        /\ OthersAtCalls(t)
        /\ IF BetweenCalls(t) THEN UNCHANGED << callsLeft, callsMade >>
                              ELSE MakesCall(t)
        /\ Step(t)
    \/ \E i \in Interface :
        /\ \A t \in Thread : ~BetweenCalls(t)
        /\ MakesCall(i)
        /\ LinkStep(i)

CallsSpec == CallsInit /\ [][CallsNext]_<< vars, callsLeft, callsMade >>

\* Every thread stands at a call.  A state between two calls cannot be observed
\* in an unmodified program, which would run on from there.
Settled == \A t \in Thread : ~BetweenCalls(t)
=============================================================================
