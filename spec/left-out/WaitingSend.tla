---------------------------- MODULE WaitingSend -----------------------------
(* A sendto() waits while the device takes nothing (its flags are 0).  Its *)
(* thread polls nothing meanwhile.  The wait ends when the device takes    *)
(* frames again, or with an error of the socket: the sender takes that     *)
(* error, also while the link is still down.                               *)
EXTENDS Started

CONSTANT Changed    \* does a thread send without waiting (MSG_DONTWAIT)?

VARIABLE extra      \* thread -> identity of the socket on which its sendto()
                    \*   waits, or NotASocket

Waits(t) == extra[t] # NotASocket

\* A sendto() that would fail does not wait.
Wait(t) ==
    /\ pc[t] = "Send" /\ ~Waits(t) /\ ~Changed
    /\ Result(loaded[t].socket, loaded[t].if_idx) = "ok"
    /\ extra' = [ extra EXCEPT ![t] = SocketAt(loaded[t].socket) ]
    /\ UNCHANGED vars

\* The threads on whose socket t waits: one, or none if it was closed.
WaitsFor(t) == { u \in HoldersOf(loaded[t].socket) :
                   Waits(t) /\ descriptor[ptv[u].socket] = extra[t] }

HasError(t) == \E u \in WaitsFor(t) : pollerr[u]

\* As Send, with the error of the socket.
TakeError(t) ==
    /\ pc[t] = "Send" /\ HasError(t)
    /\ LET p == PeerOf[t]
           l == loaded[t]
       IN  sent' = [ sent EXCEPT ![t] =
             [ result |-> "ENETDOWN", socket |-> l.socket, if_idx |-> l.if_idx,
               used |-> extra[t], held |-> SocketAt(ptv[p].socket),
               state |-> peer[p].state, afp_state |-> ptv[p].afp_state ] ]
    /\ loaded' = [ loaded EXCEPT ![t] = Unloaded ]
    /\ pollerr' = [ u \in Thread |-> pollerr[u] /\ u \notin WaitsFor(t) ]
    /\ Goto(t, "Receive")
    /\ extra' = [ extra EXCEPT ![t] = NotASocket ]
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, peer_update,
                    group, opened, environment >>

CaseInit == Init /\ extra = [ t \in Thread |-> NotASocket ]

CaseNext ==
    \/ /\ NextInTurn
       /\ \A t \in Thread : HasError(t) => pc'[t] = pc[t]
       /\ extra' = [ t \in Thread |->
                      IF pc'[t] = "Send" THEN extra[t] ELSE NotASocket ]
    \/ \E t \in Thread : Wait(t) \/ TakeError(t)

-----------------------------------------------------------------------------
\* A thread does not wait for another interface while its own has an error.
NeverWaitsPastAnError == \A t \in Thread : ~(Waits(t) /\ pollerr[t])

\* A thread does not sleep in the read of its error while its link is down.
NeverSleepsWhileDown ==
    \A t \in Thread : pc[t] = "AskForError" /\ link[InterfaceOf[t]] = "down"
                        => pollerr[t] \/ Variant.askWithoutWaiting

\* A thread that goes down waits for no lock that a waiting sender holds.
NeverWaitsForAWaitingSender ==
    \A t \in Thread :
        pc[t] = "PublishDown" /\ Locked(t) => ~Waits(PeerOf[t])

Happened == \E t \in Thread : ~peer_update[t] /\ sent[t].result = "ok"

Claims == [ NeverWaitsPastAnError |-> NeverWaitsPastAnError,
            NeverSleepsWhileDown |-> NeverSleepsWhileDown,
            NeverWaitsForAWaitingSender |-> NeverWaitsForAWaitingSender ]
=============================================================================
