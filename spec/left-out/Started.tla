------------------------------ MODULE Started -------------------------------
(* PeerUp with a start in one order: the threads start in turn order, each *)
(* goes as far as it can, no link goes down meanwhile, and no thread       *)
(* forwards before all have begun their loops.  From then on every step of *)
(* PeerUp may come next, but only the link of the first interface goes     *)
(* down: of two threads that are up, either is the peer of the other.      *)
(*                                                                         *)
(* For cases that begin after the start.  What can happen during a start   *)
(* is the question of PeerUp's own models.                                 *)
EXTENDS PeerUp

IsStarted == \A t \in Thread : BeginsLoop(t)

CanStart(t) ==
    CASE pc[t] = "WaitTurn"         -> turn = 0 \/ reached = TurnOf(t)
      [] pc[t] = "SynchronizeStart" -> turn = 0
      [] OTHER                      -> ~BeginsLoop(t)

Flapping == InterfaceOf[Threads[1]]

NextInTurn ==
    IF IsStarted THEN (\E t \in Thread : Step(t)) \/ LinkStep(Flapping)
    ELSE \E t \in Thread :
          /\ CanStart(t)
          /\ \A u \in Thread : TurnOf(u) < TurnOf(t) => ~CanStart(u)
          /\ Step(t)
=============================================================================
