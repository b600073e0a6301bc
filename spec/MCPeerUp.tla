------------------------------ MODULE MCPeerUp ------------------------------
(* The models of PeerUp that TLC checks: topologies, given by two counts,  *)
(* scenarios, and the named variants.  Threads and interfaces have names   *)
(* in the form that Suricata gives them.                                   *)
EXTENDS PeerUp, TLC

CONSTANTS
    Pairs,               \* inline pairs: tx0 with rx0, tx1 with rx1, ...
    ThreadsPerInterface  \* capture threads on each interface

ASSUME Pairs \in Nat \ {0} /\ ThreadsPerInterface \in 1..99

ThreadCount == Pairs * 2 * ThreadsPerInterface

\* Threads are initialised interface by interface, tx0 first.  The i-th thread:
InterfaceAt(i) == (i - 1) \div ThreadsPerInterface      \* 0 = tx0, 1 = rx0, ...
NumberAt(i) == ((i - 1) % ThreadsPerInterface) + 1      \* W#01, W#02, ...

TwoDigits(n) == IF n < 10 THEN "0" \o ToString(n) ELSE ToString(n)

NameAt(i) == "W#" \o TwoDigits(NumberAt(i))
               \o (IF InterfaceAt(i) % 2 = 0 THEN "-tx" ELSE "-rx")
               \o ToString(InterfaceAt(i) \div 2)

MCThreads == [ i \in 1..ThreadCount |-> NameAt(i) ]

\* The thread's place in MCThreads, from 1.
PositionOf(t) == CHOOSE i \in 1..ThreadCount : MCThreads[i] = t

\* Thread n of an interface forwards to thread n of the pair's other interface.
MCPeerOf ==
    [ t \in Thread |->
        LET i == PositionOf(t)
        IN  MCThreads[ IF InterfaceAt(i) % 2 = 0
                         THEN i + ThreadsPerInterface
                         ELSE i - ThreadsPerInterface ] ]

MCIfIndexOf == [ t \in Thread |-> InterfaceAt(PositionOf(t)) + 1 ]

MCInterfaceOf ==
    [ t \in Thread |->
        LET i == InterfaceAt(PositionOf(t))
        IN  (IF i % 2 = 0 THEN "tx" ELSE "rx") \o ToString(i \div 2) ]

-----------------------------------------------------------------------------
(* Scenarios. *)

CleanStart == [ down |-> 0, flaps |-> 0 ]

\* One interface is down at the start: until it comes up, its threads fail to
\* open, recoverably.
FailedOpen == [ down |-> 1, flaps |-> 0 ]

\* One link goes down and comes back.
Flap == [ down |-> 0, flaps |-> 1 ]

FailedOpenFlap == [ down |-> 1, flaps |-> 1 ]

\* One interface is down at the start, and links go down twice: two links, or
\* one link two times.
FailedOpenFlaps == [ down |-> 1, flaps |-> 2 ]

-----------------------------------------------------------------------------
(* Variants. *)

\* Suricata 7.0.x: bump in ReceiveAFPLoop(), once AFPCreateSocket() returned,
\* with success or with a recoverable error.
V7 == [ bump |-> "after-create", bumpOnFailure |-> TRUE, guard |-> FALSE,
        publishDown |-> FALSE, lock |-> FALSE ]

\* Suricata 8.0.0 to 8.0.5: bump before the ring set-up (commit 923ad6af).
V8 == [ bump |-> "after-bind", bumpOnFailure |-> FALSE, guard |-> FALSE,
        publishDown |-> FALSE, lock |-> FALSE ]

\* The report's Fix A: v8, and AFPWritePacket() drops while the peer is DOWN.
FixA == [ V8 EXCEPT !.guard = TRUE ]

\* The report's Fix B: the bump is the last act of AFPCreateSocket().
FixB == [ V8 EXCEPT !.bump = "after-up" ]

\* Fix A, and: bump also when the socket cannot be opened; store DOWN before
\* going down; the peer's lock from the guard to the send.
FixC == [ FixA EXCEPT !.bumpOnFailure = TRUE, !.publishDown = TRUE,
                      !.lock = TRUE ]

\* 8.0.6 and later (5560c7efc4, on main 2b19f86ee6): the record of v7 itself.
Revert == V7
=============================================================================
