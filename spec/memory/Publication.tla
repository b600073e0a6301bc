---------------------------- MODULE Publication ----------------------------
(***************************************************************************)
(* Which C11 orders does the publication of a peer's socket need?          *)
(*                                                                         *)
(* Three stores publish a peer: if_idx, socket, state.  A sender loads     *)
(* if_idx and socket once it was told that the peer is published: by the   *)
(* peer's state, where it has a guard (Fix A), or else by the barrier      *)
(* (Fix B, v7, the revert): `turn` read as 0, or, if the sender itself was *)
(* the last to bump, `reached`.  One publisher, one sender, and where it   *)
(* matters a third thread that opens the barrier.  Actions have the names  *)
(* of PeerUp.tla; the ring is left to that module.                         *)
(*                                                                         *)
(* With Fix C the publisher then goes down, once: it stores DOWN under its *)
(* lock, closes its socket, opens another one and publishes that, without  *)
(* the lock.  Its sender holds the lock from the guard to the send, which  *)
(* finds whether the first socket is closed by then.  Opening is no step   *)
(* of its own: nobody knows a socket's number before, since the kernel     *)
(* gives it then; nor is SwitchDown, whose store no other thread reads.    *)
(* The second socket has another number: to use that of the first one by   *)
(* then is wrong, also where the kernel happens to give it again.          *)
(*                                                                         *)
(* A sender that may not send yet loads, and sends, all the same here:     *)
(* nobody sees what it loads, and it is what a processor does that guesses *)
(* a branch; and a send changes nothing that is looked at.                 *)
(* It looks once, not in a loop: a look that says no shows nothing new.    *)
(* A sender that opens the barrier reads its own store of `turn` later,    *)
(* which tells it nothing: left out, with its own publication.  Left out   *)
(* are also BumpReadTurn and BumpRereadTurn: turn is not stored before     *)
(* every thread has added, and a thread adds only once its first read has  *)
(* let it; so both always read what turn was at first.                     *)
(***************************************************************************)
EXTENDS Memory, TLC

\* What is published: any values that differ from those before.
IfIndex == 1
Socket == 3
NewSocket == 4   \* after the first one is closed
Down == 0
Up == 1

\* How an access is ordered when both ends of a variable are named together.
StoreOrder(o) ==
    CASE o \in { "release-acquire", "release-only" } -> "release"
      [] o = "seq_cst" -> "seq_cst"
      [] OTHER -> "relaxed"

LoadOrder(o) ==
    CASE o \in { "release-acquire", "acquire-only" } -> "acquire"
      [] o = "seq_cst" -> "seq_cst"
      [] OTHER -> "relaxed"

AddOrder(o) ==
    CASE o = "release-acquire" -> "acq_rel"
      [] o = "seq_cst" -> "seq_cst"
      [] OTHER -> "relaxed"

-----------------------------------------------------------------------------
(* The publisher: AFPPeerUpdate(), then AFPPeersListReachedInc(). *)

PublishAs(socket, o) ==
    << Store("PublishIfIndex", "if_idx", IfIndex, StoreOrder(o.data)),
       Store("PublishSocket", "socket", socket, StoreOrder(o.data)),
       Store("PublishState", "state", Up, StoreOrder(o.state)) >>
Publish(o) == PublishAs(Socket, o)

\* The state is stored before the socket: what the report says must not be.
Swapped(publish) == << publish[1], publish[3], publish[2] >>

Bump(o) == << AddOne("BumpAddReached", "reached", AddOrder(o.reached)) >>

\* What the last thread does after the bump, if its add, number n in its
\* program, found that `others` had bumped.
Open(o, n, others) ==
    << Only(n, others,
            Store("BumpStoreReached", "reached", 0, StoreOrder(o.reached))),
       Only(n, others,
            Store("BumpStoreTurn", "turn", 0, StoreOrder(o.turn))) >>

\* Between two publications: PublishDown, and Reopen's close().
PublishDown(o) == << Store("PublishDown", "state", Down, StoreOrder(o.state)) >>
Close == << Call("Reopen", "closed", 1) >>
Locked(accesses) == << Lock("lock") >> \o accesses \o << Unlock("lock") >>

(* The sender: the guard or the barrier, then the two loads. *)

Guard(o) == Load("Guard", "state", LoadOrder(o.state))
Barrier(o) == Load("SynchronizeStart", "turn", LoadOrder(o.turn))
LastBump(o) == AddOne("BumpAddReached", "reached", AddOrder(o.reached))

Use(o) == << Load("LoadIfIndex", "if_idx", LoadOrder(o.data)),
             Load("LoadSocket", "socket", LoadOrder(o.data)) >>

\* Of a socket that may be closed by then, also the send itself.
GuardedSend(o) == << Guard(o) >> \o Use(o) \o << Call("Send", "closed", 0) >>

Unpublished == [ if_idx |-> -1, socket |-> 0, state |-> Down ]
With(turn, reached) ==
    [ if_idx |-> -1, socket |-> 0, state |-> Down,
      turn |-> turn, reached |-> reached ]

\* A case; `gate` is what the sender's first access (of what the lock protects,
\* if it locks) must read to send.
Publication(programs, initial, gate) ==
    [ kind |-> "publication", programs |-> programs, initial |-> initial,
      gate |-> gate ]

\* The sender is the last thread of a case.
WithoutFix(o) ==
    Publication(<< Bump(o) \o Open(o, 1, 1) \o Publish(o),
                   << Barrier(o) >> \o Use(o) >>, With(2, 1), 0)
FixA(o) ==
    Publication(<< Publish(o), << Guard(o) >> \o Use(o) >>, Unpublished, Up)
FixASwapped(o) ==
    Publication(<< Swapped(Publish(o)), << Guard(o) >> \o Use(o) >>,
                Unpublished, Up)
FixBPublisherOpens(o) ==
    Publication(<< Publish(o) \o Bump(o) \o Open(o, 4, 1),
                   << Barrier(o) >> \o Use(o) >>, With(2, 1), 0)
FixBSenderOpens(o) ==
    Publication(<< Publish(o) \o Bump(o), << LastBump(o) >> \o Use(o) >>,
                With(2, 0), 1)
FixBThirdOpens(o) ==
    Publication(<< Publish(o) \o Bump(o), Bump(o) \o Open(o, 1, 2),
                   << Barrier(o) >> \o Use(o) >>, With(3, 1), 0)

\* The publisher publishes one socket, goes down as `down` says, then `again`.
Flap(first, down, again, sender) ==
    [ Publication(<< first \o down \o Close \o again, sender >>,
                  Unpublished @@ [ lock |-> 0, closed |-> 0 ], Up)
      EXCEPT !.kind = "flap" ]

\* Fix C, but for how it goes down.
FixCDown(o, down) ==
    Flap(Publish(o), down, PublishAs(NewSocket, o), Locked(GuardedSend(o)))

FixC(o) == FixCDown(o, Locked(PublishDown(o)))
FixCDownEarly(o) == FixCDown(o, PublishDown(o) \o Locked(<< >>))
FixCDownLate(o) == FixCDown(o, Locked(<< >>) \o PublishDown(o))
FixCWithoutDown(o) == FixCDown(o, Locked(<< >>))
FixCWithoutLock(o) ==
    Flap(Publish(o), PublishDown(o), PublishAs(NewSocket, o), GuardedSend(o))
FixCUpLocked(o) ==
    Flap(Locked(Publish(o)), Locked(PublishDown(o)),
         Locked(PublishAs(NewSocket, o)), Locked(GuardedSend(o)))
\* The first publication is as it should be: Fix A shows what comes of that one.
FixCSwapped(o) ==
    Flap(Publish(o), Locked(PublishDown(o)),
         Swapped(PublishAs(NewSocket, o)), Locked(GuardedSend(o)))

-----------------------------------------------------------------------------
(* Controls: the two shapes that tell memory models apart, and that        *)
(* native/litmus runs.  All accesses of one have the same order.           *)

\* Message passing: is the flag seen without the data?
MessagePassing(o) ==
    [ kind |-> "MP", initial |-> [ x |-> 0, y |-> 0 ],
      programs |-> << << Store("StoreData", "x", 1, StoreOrder(o.all)),
                         Store("StoreFlag", "y", 1, StoreOrder(o.all)) >>,
                      << Load("LoadFlag", "y", LoadOrder(o.all)),
                         Load("LoadData", "x", LoadOrder(o.all)) >> >> ]

\* Store buffering: does neither thread see the other's store?
StoreBuffering(o) ==
    [ kind |-> "SB", initial |-> [ x |-> 0, y |-> 0 ],
      programs |-> << << Store("StoreX", "x", 1, StoreOrder(o.all)),
                         Load("LoadY", "y", LoadOrder(o.all)) >>,
                      << Store("StoreY", "y", 1, StoreOrder(o.all)),
                         Load("LoadX", "x", LoadOrder(o.all)) >> >> ]

-----------------------------------------------------------------------------
(* What came of it. *)

Kind == case.kind
Sender == Len(Programs)
AllRead(t) == \A i \in Numbers(t) : Programs[t][i].op # "store"
                                      => i \in done[t]

\* Every load that the outcome speaks of is done.
Settled == IF Kind = "SB" THEN \A t \in Thread : AllRead(t)
                          ELSE done[Sender] = Numbers(Sender)

Digit(n) == IF n = 0 THEN "0" ELSE "1"

\* What the sender read, but for the mutex.
ReadBySender ==
    LET first == IF Programs[Sender][1].op = "lock" THEN 2 ELSE 1
    IN  SubSeq(register[Sender], first, Len(Programs[Sender]))

Outcome ==
    LET read == ReadBySender
    IN  CASE Kind = "MP" -> Digit(read[1]) \o ":" \o Digit(read[2])
          [] Kind = "SB" -> Digit(register[1][2]) \o ":" \o Digit(read[2])
          [] read[1] # case.gate -> "not-sent"
          [] read[3] \notin { Socket, NewSocket } -> "unpublished"
          [] Kind = "flap" /\ read[3] = Socket /\ read[4] = 1 -> "closed"
          [] read[2] # IfIndex -> "torn"
          [] read[3] = NewSocket -> "published-again"
          [] OTHER -> "published"

Weak == CASE Kind = "MP" -> { "1:0" }
          [] Kind = "SB" -> { "0:0" }
          [] OTHER -> { "unpublished", "closed", "torn" }

\* A sender uses what is published and not closed, all of it, or does not send.
\* (What SendUsesPeersSocket and SendUsesPeersIfIndex say.)  Of a shape:
\* its accesses took effect in some order that both programs allow.
OrderKept == Settled => Outcome \notin Weak
=============================================================================
