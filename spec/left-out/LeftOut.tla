------------------------------ MODULE LeftOut -------------------------------
(* What PeerUp.tla leaves out: a module for each case.  It adds steps to   *)
(* PeerUp's, and keeps what it adds to the state in `extra`; `Changed`     *)
(* says whether the smallest change that mends the case is made.  Each     *)
(* defines CaseInit, CaseNext, Claims (by name), and Happened: the case    *)
(* has occurred, and frames are forwarded nonetheless.                     *)
(*                                                                         *)
(* This module does not extend PeerUp.  If it did, TLC would evaluate each *)
(* definition that is constant, such as FirstAction, once, for one         *)
(* variant, and use that value in every instance.                          *)
EXTENDS Integers, Sequences, TLC

VARIABLES
    pc, turn, reached, counted, peer, ptv, descriptor, loaded, sent,
    peer_update, pollerr, group, link, opened, flaps,   \* PeerUp's
    extra           \* what the case adds to PeerUp's state

\* One pair, with one thread an interface.
Threads == << "W#01-tx0", "W#01-rx0" >>
PeerOf == Threads[1] :> Threads[2] @@ Threads[2] :> Threads[1]
InterfaceOf == Threads[1] :> "tx0" @@ Threads[2] :> "rx0"
IfIndexOf == Threads[1] :> 1 @@ Threads[2] :> 2

\* One pair, with two threads an interface.
Four == << "W#01-tx0", "W#02-tx0", "W#01-rx0", "W#02-rx0" >>
Place == [ t \in { Four[i] : i \in 1..4 } |-> CHOOSE i \in 1..4 : Four[i] = t ]
FourPeerOf == [ t \in DOMAIN Place |-> Four[1 + ((Place[t] + 1) % 4)] ]
FourInterfaceOf ==
    [ t \in DOMAIN Place |-> IF Place[t] <= 2 THEN "tx0" ELSE "rx0" ]
FourIfIndexOf == [ t \in DOMAIN Place |-> IF Place[t] <= 2 THEN 1 ELSE 2 ]

-----------------------------------------------------------------------------
(* V, S and C are bound names, which count as constants. *)

RingOffset(V, S, C) == INSTANCE RingOffset
    WITH Variant <- V, Scenario <- S, Changed <- C
NoIndex(V, S, C) == INSTANCE NoIndex
    WITH Variant <- V, Scenario <- S, Changed <- C
NewIndex(V, S, C) == INSTANCE NewIndex
    WITH Variant <- V, Scenario <- S, Changed <- C
WaitingSend(V, S, C) == INSTANCE WaitingSend
    WITH Variant <- V, Scenario <- S, Changed <- C
BarrierClock(V, S, C) == INSTANCE BarrierClock
    WITH Variant <- V, Scenario <- S, Changed <- C
InterruptedPoll(V, S, C) == INSTANCE InterruptedPoll
    WITH Variant <- V, Scenario <- S, Changed <- C
OtherDescriptor(V, S, C) == INSTANCE OtherDescriptor
    WITH Variant <- V, Scenario <- S, Changed <- C
InputIsSocket(V, S, C) == INSTANCE InputIsSocket
    WITH Variant <- V, Scenario <- S, Changed <- C
NoCarrier(V, S, C) == INSTANCE NoCarrier
    WITH Variant <- V, Scenario <- S, Changed <- C
GroupAfterFlap(V, S, C) == INSTANCE GroupAfterFlap
    WITH Variant <- V, Scenario <- S, Changed <- C, Threads <- Four,
         PeerOf <- FourPeerOf, InterfaceOf <- FourInterfaceOf,
         IfIndexOf <- FourIfIndexOf

-----------------------------------------------------------------------------
InitOf(m, V, S, C) ==
    CASE m = "RingOffset" -> RingOffset(V, S, C)!CaseInit
      [] m = "NoIndex" -> NoIndex(V, S, C)!CaseInit
      [] m = "NewIndex" -> NewIndex(V, S, C)!CaseInit
      [] m = "WaitingSend" -> WaitingSend(V, S, C)!CaseInit
      [] m = "BarrierClock" -> BarrierClock(V, S, C)!CaseInit
      [] m = "InterruptedPoll" -> InterruptedPoll(V, S, C)!CaseInit
      [] m = "OtherDescriptor" -> OtherDescriptor(V, S, C)!CaseInit
      [] m = "InputIsSocket" -> InputIsSocket(V, S, C)!CaseInit
      [] m = "NoCarrier" -> NoCarrier(V, S, C)!CaseInit
      [] m = "GroupAfterFlap" -> GroupAfterFlap(V, S, C)!CaseInit

NextOf(m, V, S, C) ==
    CASE m = "RingOffset" -> RingOffset(V, S, C)!CaseNext
      [] m = "NoIndex" -> NoIndex(V, S, C)!CaseNext
      [] m = "NewIndex" -> NewIndex(V, S, C)!CaseNext
      [] m = "WaitingSend" -> WaitingSend(V, S, C)!CaseNext
      [] m = "BarrierClock" -> BarrierClock(V, S, C)!CaseNext
      [] m = "InterruptedPoll" -> InterruptedPoll(V, S, C)!CaseNext
      [] m = "OtherDescriptor" -> OtherDescriptor(V, S, C)!CaseNext
      [] m = "InputIsSocket" -> InputIsSocket(V, S, C)!CaseNext
      [] m = "NoCarrier" -> NoCarrier(V, S, C)!CaseNext
      [] m = "GroupAfterFlap" -> GroupAfterFlap(V, S, C)!CaseNext

ClaimsOf(m, V, S, C) ==
    CASE m = "RingOffset" -> RingOffset(V, S, C)!Claims
      [] m = "NoIndex" -> NoIndex(V, S, C)!Claims
      [] m = "NewIndex" -> NewIndex(V, S, C)!Claims
      [] m = "WaitingSend" -> WaitingSend(V, S, C)!Claims
      [] m = "BarrierClock" -> BarrierClock(V, S, C)!Claims
      [] m = "InterruptedPoll" -> InterruptedPoll(V, S, C)!Claims
      [] m = "OtherDescriptor" -> OtherDescriptor(V, S, C)!Claims
      [] m = "InputIsSocket" -> InputIsSocket(V, S, C)!Claims
      [] m = "NoCarrier" -> NoCarrier(V, S, C)!Claims
      [] m = "GroupAfterFlap" -> GroupAfterFlap(V, S, C)!Claims

HappenedOf(m, V, S, C) ==
    CASE m = "RingOffset" -> RingOffset(V, S, C)!Happened
      [] m = "NoIndex" -> NoIndex(V, S, C)!Happened
      [] m = "NewIndex" -> NewIndex(V, S, C)!Happened
      [] m = "WaitingSend" -> WaitingSend(V, S, C)!Happened
      [] m = "BarrierClock" -> BarrierClock(V, S, C)!Happened
      [] m = "InterruptedPoll" -> InterruptedPoll(V, S, C)!Happened
      [] m = "OtherDescriptor" -> OtherDescriptor(V, S, C)!Happened
      [] m = "InputIsSocket" -> InputIsSocket(V, S, C)!Happened
      [] m = "NoCarrier" -> NoCarrier(V, S, C)!Happened
      [] m = "GroupAfterFlap" -> GroupAfterFlap(V, S, C)!Happened
=============================================================================
