------------------------------ MODULE MCPeerUp ------------------------------
(* The models of PeerUp that TLC checks: topologies, given by two counts,  *)
(* and scenarios; the variants are records of GeneratedVariants.  Threads  *)
(* and interfaces have names in the form that Suricata gives them.         *)
EXTENDS PeerUp, GeneratedVariants, TLC

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

NothingFails == [ down |-> 0, flaps |-> 0, inRing |-> FALSE, fatal |-> 0 ]

CleanStart == NothingFails

\* One interface is down at the start: until it comes up, its threads fail to
\* open, recoverably.
FailedOpen == [ NothingFails EXCEPT !.down = 1 ]

\* One link goes down and comes back.
Flap == [ NothingFails EXCEPT !.flaps = 1 ]

\* The same, and a link that goes down during a ring set-up leaves no error.  A
\* gate stops a thread before that call and not in it, so this is a scenario of
\* its own.
FlapInRing == [ Flap EXCEPT !.inRing = TRUE ]

\* For behaviours that are drawn.  TLC draws each step, so a link that may go
\* down at any moment goes down among the first.  Here it waits until the threads
\* of its interface are up.
LateSpec ==
    Init /\ [][ /\ Next
                /\ \A i \in Interface :
                     link[i] = "up" /\ link'[i] = "down" =>
                       \A t \in Thread :
                         InterfaceOf[t] = i => ptv[t].afp_state = "UP" ]_vars

FailedOpenFlap == [ Flap EXCEPT !.down = 1 ]

\* One interface is down at the start, and links go down twice: two links, or
\* one link two times.
FailedOpenFlaps == [ FailedOpenFlap EXCEPT !.flaps = 2 ]

\* The ring set-up of the first thread, or of the second, fails fatally.
FatalOpenFirst == [ NothingFails EXCEPT !.fatal = 1 ]
FatalOpen == [ NothingFails EXCEPT !.fatal = 2 ]

=============================================================================
