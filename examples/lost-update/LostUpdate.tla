----------------------------- MODULE LostUpdate -----------------------------
\* Two threads increment a counter, by a load and a store or atomically.
EXTENDS Integers
CONSTANTS Threads, Atomic
VARIABLES pc, counter, local
vars == << pc, counter, local >>

Init == /\ pc = [ t \in Threads |-> "Load" ] /\ counter = 0
        /\ local = [ t \in Threads |-> 0 ]

Load(t) == /\ pc[t] = "Load"
           /\ pc' = [ pc EXCEPT ![t] = IF Atomic THEN "Done" ELSE "Store" ]
           /\ counter' = IF Atomic THEN counter + 1 ELSE counter
           /\ local' = [ local EXCEPT ![t] = counter' ]

Store(t) == /\ pc[t] = "Store" /\ pc' = [ pc EXCEPT ![t] = "Done" ]
            /\ counter' = local[t] + 1 /\ UNCHANGED local

Finished == (\A t \in Threads : pc[t] = "Done") /\ UNCHANGED vars

Next == (\E t \in Threads : Load(t) \/ Store(t)) \/ Finished
Spec == Init /\ [][Next]_vars

\* When both threads are done, no increment is lost.
NothingLost == (\A t \in Threads : pc[t] = "Done") => counter = 2
=============================================================================
