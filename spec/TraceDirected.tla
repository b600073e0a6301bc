--------------------------- MODULE TraceDirected ----------------------------
(* Behaviours of PeerUp that follow a behaviour of Pair, the guide: two    *)
(* threads and their links take the steps of the guide in its order, and   *)
(* all other threads run only as far as the next of those steps needs.  So *)
(* TLC searches a few hundred states of a model that has more states than  *)
(* it could count.                                                         *)
(*                                                                         *)
(* Each step is a step of PeerUp, because DirectedNext only restricts      *)
(* Next.  That every guide can be followed is not promised: Pair allows    *)
(* more than an engine does.                                               *)
EXTENDS MCPeerUp

CONSTANTS
    Guide,      \* sequence of [who, action]; who is "first" or "second"
    GuideDown   \* which of the two have a link that is down at the start

VARIABLES
    first,      \* the thread of the pair whose turn comes first
    stepsTaken  \* how many steps of the guide are taken

Turns == [ t \in Thread |-> TurnOf(t) ]

ThreadOf(who) == IF who = "first" THEN first ELSE PeerOf[first]

PairThreads == { first, PeerOf[first] }

DirectedInit ==
    /\ Init
    /\ first \in { t \in Thread : Turns[t] < Turns[PeerOf[t]] }
    /\ \A who \in { "first", "second" } :
        link[InterfaceOf[ThreadOf(who)]] = "down" <=> who \in GuideDown
    /\ stepsTaken = 0

\* The next step of the guide, if it can be taken now.
GuideStep ==
    /\ stepsTaken < Len(Guide)
    /\ LET next == Guide[stepsTaken + 1]
           t == ThreadOf(next.who)
       IN  CASE next.action = "LinkUp"   -> LinkUp(InterfaceOf[t])
             [] next.action = "LinkDown" -> LinkDown(InterfaceOf[t])
             [] OTHER                    -> pc[t] = next.action /\ Step(t)
    /\ stepsTaken' = stepsTaken + 1
    /\ UNCHANGED first

\* Has this thread, which is not of the pair, a step that brings the start on?
\* A thread that receives frames, or tries to open while its link is down, has
\* not.
Helps(t) ==
    CASE pc[t] = "WaitTurn"         -> turn = 0 \/ reached = Turns[t]
      [] pc[t] = "Reopen"           -> link[InterfaceOf[t]] = "up"
      [] pc[t] = "SynchronizeStart" -> FALSE
      [] pc[t] = "Receive"          -> FALSE
      [] OTHER                      -> TRUE

\* The helping thread whose turn comes first.
Helper == CHOOSE t \in Thread \ PairThreads :
            /\ Helps(t)
            /\ \A u \in Thread \ PairThreads :
                Helps(u) => Turns[t] <= Turns[u]

DirectedNext ==
    \/ GuideStep
    \/ /\ stepsTaken < Len(Guide)
       /\ ~ ENABLED GuideStep
       /\ \E t \in Thread \ PairThreads : Helps(t)
       /\ Step(Helper)
       /\ UNCHANGED << first, stepsTaken >>

DirectedSpec ==
    DirectedInit /\ [][DirectedNext]_<< vars, first, stepsTaken >>

\* PeerUp without its fairness.
IsPeerUp == Init /\ [][Next]_vars

=============================================================================
