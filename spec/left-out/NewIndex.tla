------------------------------ MODULE NewIndex ------------------------------
(* An interface comes back with another index: its device was removed, and *)
(* another one has its name.  What is published keeps the old index until  *)
(* the thread publishes again.                                             *)
(*                                                                         *)
(* PeerUp knows one index of each interface.  Here extra has the indexes   *)
(* beside it.  An interface that is down may be replaced, once.  Its old   *)
(* index is free then, or another interface has it, with its link up.      *)
EXTENDS Started

CONSTANT Changed    \* does a thread send without an address, so out of the
                    \* interface that the socket is bound to?

VARIABLE extra      \* [index: interface -> the one that it has,
                    \*  other: the indexes of other interfaces,
                    \*  bound, published, carried: thread -> the one that its
                    \*  socket is bound to, its entry has, it loaded]

NewIfIndex == 1 + Cardinality(Interface)

Nowhere == 0

PresentIndex(t) == extra.index[InterfaceOf[t]]

IsReplaced(i) == extra.index[i] = NewIfIndex

Replace(i) ==
    /\ link[i] = "down"
    /\ \A j \in Interface : ~IsReplaced(j)
    /\ \E others \in { {}, { extra.index[i] } } :
        extra' = [ extra EXCEPT !.index[i] = NewIfIndex, !.other = others ]
    /\ UNCHANGED vars

Took(t, action) == pc[t] = action /\ pc'[t] # action

Follow == extra' = [ extra EXCEPT
    !.bound = [ t \in Thread |->
        IF Took(t, "Bind") THEN PresentIndex(t) ELSE @[t] ],
    !.published = [ t \in Thread |->
        IF Took(t, "PublishIfIndex") THEN PresentIndex(t) ELSE @[t] ],
    !.carried = [ t \in Thread |->
        CASE Took(t, "LoadIfIndex") -> extra.published[PeerOf[t]]
          [] Took(t, "Send")        -> Nowhere
          [] OTHER                  -> @[t] ] ]

CaseInit ==
    /\ Init
    /\ extra = [ index |-> [ i \in Interface |->
                               IfIndexOf[CHOOSE t \in Thread :
                                           InterfaceOf[t] = i] ],
                 other     |-> {},
                 bound     |-> [ t \in Thread |-> Nowhere ],
                 published |-> [ t \in Thread |-> Nowhere ],
                 carried   |-> [ t \in Thread |-> Nowhere ] ]

CaseNext == \/ NextInTurn /\ Follow
            \/ \E i \in Interface : Replace(i)

-----------------------------------------------------------------------------
(* A send through the socket that the peer holds open.  Its state before   *)
(* the send says all: the send may come next.                              *)

SendsToPeer(t) ==
    /\ pc[t] = "Send"
    /\ SocketAt(loaded[t].socket) # NotASocket
    /\ SocketAt(loaded[t].socket) = SocketAt(ptv[PeerOf[t]].socket)

\* A socket stays bound to its device: when that is gone, it sends nowhere.
IndexUsed(t) ==
    LET p == PeerOf[t]
    IN  CASE ~Changed                          -> extra.carried[t]
          [] extra.bound[p] = PresentIndex(p)  -> extra.bound[p]
          [] OTHER                             -> Nowhere

\* No frame leaves by an interface that is not the peer's.
SendLeavesByPeersInterface ==
    \A t \in Thread : SendsToPeer(t) => IndexUsed(t) \notin extra.other

\* A socket that is bound to the new device is not used with the old index.
NewSocketHasNewIndex ==
    \A t \in Thread :
        LET p == PeerOf[t]
        IN  SendsToPeer(t) /\ extra.bound[p] = NewIfIndex
                => IndexUsed(t) # IfIndexOf[p]

\* A frame goes out through the new device.
Happened ==
    \E t \in Thread :
        /\ SendsToPeer(t) /\ IndexUsed(t) = NewIfIndex
        /\ link[InterfaceOf[PeerOf[t]]] = "up"

Claims == [ SendLeavesByPeersInterface |-> SendLeavesByPeersInterface,
            NewSocketHasNewIndex |-> NewSocketHasNewIndex ]
=============================================================================
