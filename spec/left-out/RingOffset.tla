----------------------------- MODULE RingOffset -----------------------------
(* TPACKET_V3: a thread keeps its place in the ring when it reopens.       *)
(* AFPSetupRing() resets the reader's offset in its V2 branch only.        *)
(*                                                                         *)
(* A ring has two blocks here.  The kernel fills one block after the other *)
(* and waits at a block that the thread has not given back; frames are     *)
(* lost meanwhile.  poll() says that there is something to read if the     *)
(* block before the one that the kernel fills is full.  The thread reads   *)
(* the block at its offset, if that one is full, and goes back to poll()   *)
(* at the end of the ring.                                                 *)
EXTENDS Started

CONSTANT Changed    \* does a ring set-up reset the offset?

VARIABLE extra      \* the ring of the thread whose link flaps

NewRing(offset) == [ offset |-> offset,  \* the block that the thread reads
                     fills  |-> 0,       \* the block that the kernel fills
                     full   |-> {} ]     \* blocks that the thread has to read

Other(block) == 1 - block

IsReady(r) == Other(r.fills) \in r.full

\* A frame arrives, and fills a block.
Filled(r) == IF r.fills \in r.full THEN r
             ELSE [ r EXCEPT !.full = @ \cup { r.fills },
                             !.fills = Other(@) ]

Emptied(r) == [ r EXCEPT !.full = @ \ { r.offset }, !.offset = Other(@) ]

HasRing(t) == InterfaceOf[t] = Flapping

Polls(t) ==
    HasRing(t) /\ IsStarted /\ pc[t] = "Receive" /\ ~pollerr[t]

\* PeerUp's Receive, if the thread finds the frame.
ReceiveFromRing(t) ==
    /\ Polls(t)
    /\ LET r == Filled(extra)
       IN  IF IsReady(r) /\ r.offset \in r.full
             THEN Receive(t) /\ extra' = Emptied(r)
             ELSE extra' = r /\ UNCHANGED vars

SetsUpRing(t) == HasRing(t) /\ pc[t] = "EndRing" /\ pc'[t] # pc[t]

CaseInit == Init /\ extra = NewRing(0)

CaseNext ==
    \/ /\ NextInTurn
       /\ \A t \in Thread : Polls(t) => pc'[t] = pc[t]
       /\ extra' = IF \E t \in Thread : SetsUpRing(t)
                     THEN NewRing(IF Changed THEN 0 ELSE extra.offset)
                     ELSE extra
    \/ \E t \in Thread : ReceiveFromRing(t)

-----------------------------------------------------------------------------
\* The kernel waits for the thread, and poll() does not wake the thread: only
\* another failure would, and none is left.
StandsStill(t) ==
    /\ Polls(t)
    /\ flaps = 0 /\ \A i \in Interface : link[i] = "up"
    /\ extra.fills \in extra.full /\ ~IsReady(extra)

NeverStandsStill == \A t \in Thread : ~StandsStill(t)

\* A thread that reopened forwards.
Happened == \E t \in Thread : ~peer_update[t] /\ sent[t].result = "ok"

Claims == [ NeverStandsStill |-> NeverStandsStill ]
=============================================================================
