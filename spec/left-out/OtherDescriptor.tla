-------------------------- MODULE OtherDescriptor ---------------------------
(* A number that a capture thread closed comes back as another descriptor  *)
(* of the process: a log, a control socket, a connection.  What a send     *)
(* through it says depends on what it is.  Here it is one that takes the   *)
(* frame and says ok, such as a TCP socket.                                *)
(*                                                                         *)
(* Once, another part of the process opens a descriptor and gets a number  *)
(* that an entry still has.                                                *)
EXTENDS Started

CONSTANT Changed    \* has no effect: the change is a set of features

VARIABLE extra      \* identities of other descriptors: none or one

OpenOther ==
    /\ extra = {}
    /\ \E t \in Thread : peer[t].socket = LowestFree
    /\ extra' = { opened + 1 }
    /\ opened' = opened + 1
    /\ descriptor' = [ n \in DOMAIN descriptor \cup { LowestFree } |->
                         IF n = LowestFree THEN opened + 1 ELSE descriptor[n] ]
    /\ UNCHANGED << pc, turn, reached, counted, peer, ptv, loaded, sent,
                    peer_update, pollerr, group, environment >>

CaseInit == Init /\ extra = {}

CaseNext == \/ NextInTurn /\ UNCHANGED extra
            \/ OpenOther

-----------------------------------------------------------------------------
\* No frame goes into a descriptor that is no capture thread's.
NeverSendsIntoAnother ==
    \A t \in Thread : sent[t].result = "ok" => sent[t].used \notin extra

Happened ==
    /\ extra # {}
    /\ \E t \in Thread : ~peer_update[t] /\ sent[t].result = "ok"

Claims == [ NeverSendsIntoAnother |-> NeverSendsIntoAnother ]
=============================================================================
