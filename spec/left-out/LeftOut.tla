------------------------------ MODULE LeftOut -------------------------------
(* What PeerUp.tla leaves out: a module for each case.  It adds steps to   *)
(* PeerUp's, and keeps what it adds to the state in `extra`; `Changed`     *)
(* says whether the smallest change that mends the case is made.  Each     *)
(* defines CaseInit, CaseNext, Claims (by name), and Happened: the case    *)
(* has occurred, and frames are forwarded nonetheless.                     *)
(*                                                                         *)
(* If this module extended PeerUp, TLC would evaluate a definition that is *)
(* constant, such as FirstAction, once, and use it for every variant.      *)
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
By(f) == Four[1] :> f[1] @@ Four[2] :> f[2] @@
         Four[3] :> f[3] @@ Four[4] :> f[4]

-----------------------------------------------------------------------------
(* Each parameter stands for the constant of the same name. *)

RingOffset(Variant, Scenario, Changed) == INSTANCE RingOffset
NoIndex(Variant, Scenario, Changed) == INSTANCE NoIndex
NewIndex(Variant, Scenario, Changed) == INSTANCE NewIndex
WaitingSend(Variant, Scenario, Changed) == INSTANCE WaitingSend
BarrierClock(Variant, Scenario, Changed) == INSTANCE BarrierClock
InterruptedPoll(Variant, Scenario, Changed) == INSTANCE InterruptedPoll
OtherDescriptor(Variant, Scenario, Changed) == INSTANCE OtherDescriptor
InputIsSocket(Variant, Scenario, Changed) == INSTANCE InputIsSocket
NoCarrier(Variant, Scenario, Changed) == INSTANCE NoCarrier
GroupAfterFlap(Variant, Scenario, Changed) == INSTANCE GroupAfterFlap
    WITH Threads <- Four,
         PeerOf <- By(<< Four[3], Four[4], Four[1], Four[2] >>),
         InterfaceOf <- By(<< "tx0", "tx0", "rx0", "rx0" >>),
         IfIndexOf <- By(<< 1, 1, 2, 2 >>)

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
