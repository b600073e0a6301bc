-------------------------- MODULE InterruptedPoll ---------------------------
(* A signal interrupts a thread's poll() in the start barrier.             *)
(* AFPSynchronizeStart() leaves the barrier then, open or closed, as it    *)
(* does on POLLERR, and its caller does not look at why.                   *)
EXTENDS PeerUp

CONSTANT Changed    \* does the thread poll again after EINTR?

VARIABLE extra      \* how many signals are still to come

Interrupt(t) ==
    /\ extra > 0
    /\ pc[t] = "SynchronizeStart"
    /\ extra' = extra - 1
    /\ IF Changed THEN UNCHANGED vars
         ELSE /\ Goto(t, "Receive")
              /\ UNCHANGED << memory, environment >>

CaseInit == Init /\ extra = 1

CaseNext == \/ Next /\ UNCHANGED extra
            \/ \E t \in Thread : Interrupt(t)

-----------------------------------------------------------------------------
(* The claim is PeerUp's SendImpliesPeerUp. *)

Happened == extra = 0 /\ \E t \in Thread : sent[t].result = "ok"

Claims == [ SendImpliesPeerUp |-> SendImpliesPeerUp ]
=============================================================================
