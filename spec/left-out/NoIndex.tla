------------------------------ MODULE NoIndex -------------------------------
(* UP is published with no index.  AFPPeerUpdate() asks for the index of   *)
(* its interface by name, stores what it gets, -1 if it fails, and then    *)
(* stores UP.                                                              *)
(*                                                                         *)
(* Once, an interface is renamed and gets its name back.                   *)
EXTENDS PeerUp

CONSTANT Changed    \* does a thread without an index fail to open?

VARIABLE extra      \* [gone: interfaces without their name, renames: how many
                    \*  renames are left]

HasName(t) == InterfaceOf[t] \notin extra.gone

\* Of the last thread's interface, just before that thread publishes.  An
\* earlier rename shows there, too.
Rename(t) ==
    /\ extra.renames > 0
    /\ t = Threads[Len(Threads)] /\ pc[t] = "PublishIfIndex"
    /\ extra' = [ gone |-> { InterfaceOf[t] }, renames |-> extra.renames - 1 ]
    /\ UNCHANGED vars

RenameBack ==
    /\ extra.gone # {}
    /\ extra' = [ extra EXCEPT !.gone = {} ]
    /\ UNCHANGED vars

\* As PublishIfIndex, with what a failed ioctl() leaves.
PublishNoIfIndex(t) ==
    /\ ptv' = [ ptv EXCEPT ![t].afp_state = "UP" ]
    /\ peer' = [ peer EXCEPT ![t].if_idx = NoIfIndex ]
    /\ Goto(t, "PublishSocket")
    /\ UNCHANGED << turn, reached, counted, descriptor, loaded, sent,
                    peer_update, pollerr, group, opened, environment >>

\* The thread closes its socket, as after another recoverable failure.  If it
\* bumped after bind(), it does not bump again.
FailWithoutIndex(t) ==
    /\ descriptor' = Without(ptv[t].socket)
    /\ ptv' = [ ptv EXCEPT ![t].socket = 0 ]
    /\ pollerr' = [ pollerr EXCEPT ![t] = FALSE ]
    /\ group' = [ group EXCEPT ![InterfaceOf[t]] = Leaving(@, t) ]
    /\ Goto(t, IF /\ peer_update[t]
                  /\ Variant.bumpOnFailure /\ Variant.bump # "after-bind"
                 THEN "BumpReadTurn" ELSE "Reopen")
    /\ UNCHANGED << turn, reached, counted, peer, loaded, sent, peer_update,
                    opened, environment >>

\* Opening a socket needs the name too.  Without it, the first open would fail
\* fatally, and a later one is tried again.
NeedsName(t) == pc[t] \in { "OpenSocket", "PublishIfIndex" } /\ ~HasName(t)

CaseInit == Init /\ extra = [ gone |-> {}, renames |-> 1 ]

CaseNext ==
    \/ /\ Next
       /\ \A t \in Thread : NeedsName(t) => pc'[t] = pc[t]
       /\ UNCHANGED extra
    \/ \E t \in Thread :
        /\ pc[t] = "PublishIfIndex" /\ NeedsName(t)
        /\ IF Changed THEN FailWithoutIndex(t) ELSE PublishNoIfIndex(t)
        /\ UNCHANGED extra
    \/ \E t \in Thread : Rename(t)
    \/ RenameBack

-----------------------------------------------------------------------------
\* An entry that says UP has an index.
UpHasIfIndex ==
    \A t \in Thread : peer[t].state = "UP" => peer[t].if_idx # NoIfIndex

Happened ==
    /\ extra = [ gone |-> {}, renames |-> 0 ]
    /\ \E t \in Thread : sent[t].result = "ok"

Claims == [ UpHasIfIndex |-> UpHasIfIndex ]
=============================================================================
