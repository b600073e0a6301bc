--------------------------- MODULE GroupAfterFlap ---------------------------
(* The order of a fanout group after a flap: reopening takes no turns.     *)
(*                                                                         *)
(* One pair with two threads an interface, and a small search.  When all   *)
(* threads are up, the link of the first thread's interface goes down and  *)
(* comes back, and only the two threads of that interface step, in any     *)
(* order, and forward nothing.                                             *)
EXTENDS Started

CONSTANT Changed    \* does a thread reopen after the threads of its interface
                    \* that have their turn earlier?

VARIABLE extra      \* nothing: this is PeerUp, with fewer steps

Flaps(t) == InterfaceOf[t] = Flapping

MayOpen(t) ==
    \A u \in Thread :
        InterfaceOf[u] = InterfaceOf[t] /\ TurnOf(u) < TurnOf(t)
            => ~peer_update[u] /\ ptv[u].afp_state = "UP"

Reopens(t) ==
    /\ Flaps(t)
    /\ pc[t] = "Receive" => pollerr[t]
    /\ pc[t] = "OpenSocket" /\ Changed => MayOpen(t)
    /\ Step(t)

CaseInit == Init /\ extra = {}

CaseNext ==
    /\ IF IsStarted
         THEN (\E t \in Thread : Reopens(t)) \/ LinkStep(Flapping)
         ELSE NextInTurn
    /\ UNCHANGED extra

-----------------------------------------------------------------------------
IsSettled ==
    /\ IsStarted /\ link[Flapping] = "up"
    /\ \A t \in Thread : Flaps(t) => pc[t] = "Receive" /\ ~pollerr[t]

\* Before and after the flap, thread n is member n of its group.
OrderSurvivesAFlap ==
    IsSettled => group[Flapping] = InTurn[Flapping]

\* Both threads have reopened.
Happened == IsSettled /\ \A t \in Thread : Flaps(t) => ~peer_update[t]

Claims == [ OrderSurvivesAFlap |-> OrderSurvivesAFlap ]
=============================================================================
