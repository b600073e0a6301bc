--------------------------- MODULE TraceDirected ----------------------------
(* Behaviours of PeerUp that follow a behaviour of Pair: two threads and   *)
(* their links take the steps of a guide, in its order, and all other      *)
(* threads run only as far as the next of those steps needs.  So TLC       *)
(* searches a few hundred states where there are more than it could count. *)
(*                                                                         *)
(* Each step is one of PeerUp: DirectedNext is a conjunct more than Next.  *)
(* That a guide can be followed is not promised: Pair allows more than an  *)
(* engine does.                                                            *)
EXTENDS MCPeerUp

CONSTANTS
    Guide,      \* sequence of [who, action]; who is "first" or "second"
    GuideDown   \* whose link is down at the start: a set of those two

VARIABLES
    first,      \* the thread of the pair whose turn comes first
    followed    \* how many steps of the guide are taken

Turns == [ t \in Thread |-> TurnOf(t) ]

Who(t) == IF t = "first" THEN first ELSE PeerOf[first]

Pair == { first, PeerOf[first] }

DirectedInit ==
    /\ Init
    /\ first \in { t \in Thread : Turns[t] < Turns[PeerOf[t]] }
    /\ \A who \in { "first", "second" } :
        link[InterfaceOf[Who(who)]] = "down" <=> who \in GuideDown
    /\ followed = 0

\* The step that the guide says comes next, if it can be taken now.
Guided ==
    /\ followed < Len(Guide)
    /\ LET next == Guide[followed + 1]
           t == Who(next.who)
       IN  CASE next.action = "LinkUp"   -> LinkUp(InterfaceOf[t])
             [] next.action = "LinkDown" -> LinkDown(InterfaceOf[t])
             [] OTHER                    -> pc[t] = next.action /\ Step(t)
    /\ followed' = followed + 1
    /\ UNCHANGED first

\* Has this thread, none of the pair, a step that brings the start on?  Who
\* receives frames or tries to open while its link is down does not.
Helps(t) ==
    CASE pc[t] = "WaitTurn"         -> turn = 0 \/ reached = Turns[t]
      [] pc[t] = "Reopen"           -> link[InterfaceOf[t]] = "up"
      [] pc[t] = "SynchronizeStart" -> FALSE
      [] pc[t] = "Receive"          -> FALSE
      [] OTHER                      -> TRUE

\* The helping thread whose turn comes first.
Helper == CHOOSE t \in Thread \ Pair :
            /\ Helps(t)
            /\ \A u \in Thread \ Pair :
                Helps(u) => Turns[t] <= Turns[u]

DirectedNext ==
    \/ Guided
    \/ /\ followed < Len(Guide)
       /\ ~ ENABLED Guided
       /\ \E t \in Thread \ Pair : Helps(t)
       /\ Step(Helper)
       /\ UNCHANGED << first, followed >>

DirectedSpec ==
    DirectedInit /\ [][DirectedNext]_<< vars, first, followed >>

\* PeerUp, but for its fairness.
IsPeerUp == Init /\ [][Next]_vars

=============================================================================
