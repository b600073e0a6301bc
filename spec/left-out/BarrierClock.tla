---------------------------- MODULE BarrierClock ----------------------------
(* How a thread leaves the open barrier, by AFPSynchronizeStart(): after   *)
(* 100 ms of silence, or at the first frame that is stamped later than the *)
(* moment at which it saw turn = 0.  It discards frames before.  The       *)
(* moment is the processor's time; a stamp is the device's, where the      *)
(* device has a clock, and that may be behind.                             *)
EXTENDS Started

CONSTANT Changed    \* is the moment the stamp of a frame, too?

VARIABLE extra      \* [now: the time, saw: thread -> when it saw turn = 0,
                    \*  late: was a frame discarded that arrived later?]

Lag == 1            \* how far the device's clock is behind
LastMoment == 2

NotYet == 0 - 1

\* What a frame's stamp is compared with.
Moment(t) == IF Changed THEN extra.saw[t] - Lag ELSE extra.saw[t]

InOpenBarrier(t) == pc[t] = "SynchronizeStart" /\ turn = 0

Tick ==
    /\ extra.now < LastMoment
    /\ \E t \in Thread : InOpenBarrier(t)
    /\ extra' = [ extra EXCEPT !.now = @ + 1 ]
    /\ UNCHANGED vars

SeeOpen(t) ==
    /\ InOpenBarrier(t) /\ extra.saw[t] = NotYet
    /\ extra' = [ extra EXCEPT !.saw[t] = extra.now ]
    /\ UNCHANGED vars

Leave(t) ==
    /\ SynchronizeStart(t)
    /\ extra' = [ extra EXCEPT !.saw[t] = NotYet ]

Frame(t) ==
    /\ InOpenBarrier(t) /\ extra.saw[t] # NotYet
    /\ IF extra.now - Lag > Moment(t)
         THEN Leave(t)
         ELSE /\ extra' = [ extra EXCEPT
                   !.late = @ \/ extra.now > extra.saw[t] ]
              /\ UNCHANGED vars

Silence(t) ==
    InOpenBarrier(t) /\ extra.saw[t] # NotYet /\ Leave(t)

CaseInit ==
    /\ Init
    /\ extra = [ now |-> 0, saw |-> [ t \in Thread |-> NotYet ],
                 late |-> FALSE ]

CaseNext ==
    \/ /\ NextInTurn
       /\ \A t \in Thread : InOpenBarrier(t) => pc'[t] = pc[t]
       /\ UNCHANGED extra
    \/ Tick
    \/ \E t \in Thread : SeeOpen(t) \/ Frame(t) \/ Silence(t)

-----------------------------------------------------------------------------
\* A frame that arrives after the thread saw the barrier open lets it out.
NeverDiscardsALaterFrame == ~extra.late

Happened ==
    /\ extra.now = LastMoment
    /\ \E t \in Thread : sent[t].result = "ok"

Claims == [ NeverDiscardsALaterFrame |-> NeverDiscardsALaterFrame ]
=============================================================================
