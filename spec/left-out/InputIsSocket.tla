--------------------------- MODULE InputIsSocket ----------------------------
(* Standard input is a socket: a service manager's TCP connection, say.  A *)
(* send through number 0, the number of an entry that was never published, *)
(* succeeds then, and the frame comes out at the other end.                *)
EXTENDS PeerUp

CONSTANT Changed    \* does an entry have -1 before it is published?

VARIABLE extra      \* threads that have sent a frame into standard input

Unpublished == IF Changed THEN 0 - 1 ELSE 0

\* No published socket has number 0.
Number(t) == IF loaded[t].socket = 0 THEN Unpublished ELSE loaded[t].socket

Sends(t) == pc[t] = "Send" /\ pc'[t] # "Send"

CaseInit == Init /\ extra = {}

CaseNext ==
    /\ Next
    /\ extra' = extra \cup { t \in Thread : Sends(t) /\ Number(t) = 0 }

-----------------------------------------------------------------------------
NeverSendsIntoInput == extra = {}

Happened == \E t \in Thread : ~peer_update[t] /\ sent[t].result = "ok"

Claims == [ NeverSendsIntoInput |-> NeverSendsIntoInput ]
=============================================================================
