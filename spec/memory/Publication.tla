---------------------------- MODULE Publication ----------------------------
(***************************************************************************)
(* Which C11 orders does the publication of a peer's socket need?          *)
(*                                                                         *)
(* Three stores publish a peer: if_idx, socket, state.  A sender loads     *)
(* if_idx and socket once it knows that the peer is published.  With a     *)
(* guard (Fix A) it knows from the peer's state.  Otherwise (Fix B, v7,    *)
(* the revert) it knows from the barrier: it reads `turn` as 0, or, if the *)
(* sender itself was the last to bump, it knows from `reached`.  There is  *)
(* one publisher, one sender, and in some cases a third thread that opens  *)
(* the barrier.  Actions have the names of PeerUp.tla; only that module    *)
(* has the ring.                                                           *)
(*                                                                         *)
(* With Fix C the publisher then goes down, once: it stores DOWN under its *)
(* lock, closes its socket, opens another one and publishes that, without  *)
(* the lock.  Its sender holds the lock from the guard to the send, which  *)
(* finds whether the first socket is closed by then.  Opening is not a     *)
(* step of its own: the kernel gives the number then, so no thread knows   *)
(* it before.  Nor is SwitchDown, whose store no other thread reads.  The  *)
(* second socket has another number: using the number of the first one by  *)
(* then is wrong, even if the kernel happens to give it again.             *)
(*                                                                         *)
(* A sender that must not send yet nevertheless loads, and sends, here.    *)
(* No thread observes its loads, and a processor that speculates past a    *)
(* branch does the same; and a send changes nothing that the outcome       *)
(* depends on.  The sender reads the guard or the barrier once, not in a   *)
(* loop: a second attempt after a failed one adds no outcome.  A sender    *)
(* that opens the barrier reads its own store of `turn` later, which tells *)
(* it nothing: left out, with its own publication.  Also left out are      *)
(* BumpReadTurn and BumpRereadTurn: no thread stores turn before every     *)
(* thread has added, and a thread adds only after its first read has let   *)
(* it.  So both always read the initial value of turn.                     *)
(***************************************************************************)
EXTENDS Memory, TLC

\* The published values: any values that differ from the initial ones.
IfIndex == 1
Socket == 3
NewSocket == 4   \* after the first one is closed
Down == 0
Up == 1

\* The orders of stores, loads and adds, from the name of a variable's order at
\* both ends.
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

\* The state is stored before the socket: the order that the report's fix must
\* not have.
Swapped(publish) == << publish[1], publish[3], publish[2] >>

Bump(o) == << AddOne("BumpAddReached", "reached", AddOrder(o.reached)) >>

\* The last thread's accesses after its bump.  They have an effect if its add,
\* number n in its program, found that `others` threads had bumped.
Open(o, n, others) ==
    << OnlyIf(n, others,
            Store("BumpStoreReached", "reached", 0, StoreOrder(o.reached))),
       OnlyIf(n, others,
            Store("BumpStoreTurn", "turn", 0, StoreOrder(o.turn))) >>

\* Between two publications: PublishDown, and Reopen's close().
PublishDown(o) == << Store("PublishDown", "state", Down, StoreOrder(o.state)) >>
Close == << Call("Reopen", "closed", 1) >>
Locked(accesses) == << Lock("lock") >> \o accesses \o << Unlock("lock") >>

(* The sender: the guard or the barrier, then the two loads. *)

Guard(o) == Load("Guard", "state", LoadOrder(o.state))
Barrier(o) == Load("SynchronizeStart", "turn", LoadOrder(o.turn))
LastBump(o) == AddOne("BumpAddReached", "reached", AddOrder(o.reached))

Loads(o) == << Load("LoadIfIndex", "if_idx", LoadOrder(o.data)),
               Load("LoadSocket", "socket", LoadOrder(o.data)) >>

\* If the socket may be closed by then, the send itself is an access, too.
GuardedSend(o) == << Guard(o) >> \o Loads(o) \o << Call("Send", "closed", 0) >>

Unpublished == [ if_idx |-> -1, socket |-> 0, state |-> Down ]
With(turn, reached) ==
    [ if_idx |-> -1, socket |-> 0, state |-> Down,
      turn |-> turn, reached |-> reached ]

\* A case.  `toSend` is the value that the sender's first access (the first one
\* under the lock, if it locks) must read for the sender to send.
Publication(programs, initial, toSend) ==
    [ kind |-> "publication", programs |-> programs, initial |-> initial,
      toSend |-> toSend ]

\* The sender is the last thread of a case.
WithoutFix(o) ==
    Publication(<< Bump(o) \o Open(o, 1, 1) \o Publish(o),
                   << Barrier(o) >> \o Loads(o) >>, With(2, 1), 0)
FixA(o) ==
    Publication(<< Publish(o), << Guard(o) >> \o Loads(o) >>, Unpublished, Up)
FixASwapped(o) ==
    Publication(<< Swapped(Publish(o)), << Guard(o) >> \o Loads(o) >>,
                Unpublished, Up)
FixBPublisherOpens(o) ==
    Publication(<< Publish(o) \o Bump(o) \o Open(o, 4, 1),
                   << Barrier(o) >> \o Loads(o) >>, With(2, 1), 0)
FixBSenderOpens(o) ==
    Publication(<< Publish(o) \o Bump(o), << LastBump(o) >> \o Loads(o) >>,
                With(2, 0), 1)
FixBThirdOpens(o) ==
    Publication(<< Publish(o) \o Bump(o), Bump(o) \o Open(o, 1, 2),
                   << Barrier(o) >> \o Loads(o) >>, With(3, 1), 0)

\* The publisher does `first`, goes down by `down`, closes its socket, and does
\* `again`.
Flap(first, down, again, sender) ==
    [ Publication(<< first \o down \o Close \o again, sender >>,
                  Unpublished @@ [ lock |-> 0, closed |-> 0 ], Up)
      EXCEPT !.kind = "flap" ]

\* Fix C with any way of going down.
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
\* Only the second publication is swapped: FixASwapped is about the first one.
FixCSwapped(o) ==
    Flap(Publish(o), Locked(PublishDown(o)),
         Swapped(PublishAs(NewSocket, o)), Locked(GuardedSend(o)))

-----------------------------------------------------------------------------
(* Controls: the two shapes that distinguish memory models; native/litmus  *)
(* runs them, too.  All accesses of a shape have the same order.           *)

\* Message passing: can a thread read the flag and miss the data?
MessagePassing(o) ==
    [ kind |-> "MP", initial |-> [ x |-> 0, y |-> 0 ],
      programs |-> << << Store("StoreData", "x", 1, StoreOrder(o.all)),
                         Store("StoreFlag", "y", 1, StoreOrder(o.all)) >>,
                      << Load("LoadFlag", "y", LoadOrder(o.all)),
                         Load("LoadData", "x", LoadOrder(o.all)) >> >> ]

\* Store buffering: can both threads miss each other's store?
StoreBuffering(o) ==
    [ kind |-> "SB", initial |-> [ x |-> 0, y |-> 0 ],
      programs |-> << << Store("StoreX", "x", 1, StoreOrder(o.all)),
                         Load("LoadY", "y", LoadOrder(o.all)) >>,
                      << Store("StoreY", "y", 1, StoreOrder(o.all)),
                         Load("LoadX", "x", LoadOrder(o.all)) >> >> ]

-----------------------------------------------------------------------------
(* Outcomes. *)

Kind == case.kind
Sender == Len(Programs)
AllRead(t) == \A i \in Numbers(t) : Programs[t][i].op # "store"
                                      => i \in done[t]

\* Every load that the outcome depends on is done.
Settled == IF Kind = "SB" THEN \A t \in Thread : AllRead(t)
                          ELSE done[Sender] = Numbers(Sender)

Digit(n) == IF n = 0 THEN "0" ELSE "1"

\* The values that the sender read, without the mutex's.
ReadBySender ==
    LET first == IF Programs[Sender][1].op = "lock" THEN 2 ELSE 1
    IN  SubSeq(register[Sender], first, Len(Programs[Sender]))

Outcome ==
    LET read == ReadBySender
    IN  CASE Kind = "MP" -> Digit(read[1]) \o ":" \o Digit(read[2])
          [] Kind = "SB" -> Digit(register[1][2]) \o ":" \o Digit(read[2])
          [] read[1] # case.toSend -> "not-sent"
          [] read[3] \notin { Socket, NewSocket } -> "unpublished"
          [] Kind = "flap" /\ read[3] = Socket /\ read[4] = 1 -> "closed"
          [] read[2] # IfIndex -> "torn"
          [] read[3] = NewSocket -> "published-again"
          [] OTHER -> "published"

ForbiddenOutcomes ==
    CASE Kind = "MP" -> { "1:0" }
      [] Kind = "SB" -> { "0:0" }
      [] OTHER -> { "unpublished", "closed", "torn" }

\* A sender uses an index and a socket that are both published and not closed,
\* or does not send: SendUsesPeersSocket and SendUsesPeersIfIndex.  For a
\* shape: its accesses took effect in some order that both programs allow.
OrderKept == Settled => Outcome \notin ForbiddenOutcomes
=============================================================================
