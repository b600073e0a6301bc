----------------------------- MODULE NoCarrier ------------------------------
(* A sendto() says ok when the kernel has taken the frame.  Without        *)
(* carrier (the interface is UP and not RUNNING, or the other end of a     *)
(* veth pair lost it) the frame is gone, without an error.                 *)
(*                                                                         *)
(* Once, an interface loses its carrier and gets it back.                  *)
EXTENDS Started

CONSTANT Changed    \* does the guard look at the carrier?

VARIABLE extra      \* [without: interfaces without carrier, losses: how many
                    \*  losses are left, gone: was a frame lost that a send
                    \*  said ok of?]

TargetOf(t) == InterfaceOf[PeerOf[t]]

Lose(i) ==
    /\ IsStarted /\ extra.losses > 0
    /\ extra' = [ extra EXCEPT !.without = { i }, !.losses = @ - 1 ]
    /\ UNCHANGED vars

Regain ==
    /\ extra.without # {}
    /\ extra' = [ extra EXCEPT !.without = {} ]
    /\ UNCHANGED vars

Drops(t) == Changed /\ pc[t] = "Guard" /\ TargetOf(t) \in extra.without

Drop(t) ==
    /\ Drops(t)
    /\ Goto(t, "Receive")
    /\ UNCHANGED << memory, environment, extra >>

SaysOk(t) == pc[t] = "Send" /\ pc'[t] # "Send" /\ sent'[t].result = "ok"

CaseInit ==
    Init /\ extra = [ without |-> {}, losses |-> 1, gone |-> FALSE ]

CaseNext ==
    \/ /\ NextInTurn
       /\ \A t \in Thread : Drops(t) => pc'[t] = pc[t]
       /\ extra' = [ extra EXCEPT !.gone = @ \/ \E t \in Thread :
                       SaysOk(t) /\ TargetOf(t) \in extra.without ]
    \/ \E t \in Thread : Drop(t)
    \/ \E i \in Interface : Lose(i)
    \/ Regain

-----------------------------------------------------------------------------
OkIsNotGone == ~extra.gone

Happened ==
    /\ extra.losses = 0 /\ extra.without = {}
    /\ \E t \in Thread : sent[t].result = "ok"

Claims == [ OkIsNotGone |-> OkIsNotGone ]
=============================================================================
