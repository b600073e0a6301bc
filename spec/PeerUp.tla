------------------------------- MODULE PeerUp -------------------------------
(***************************************************************************)
(* How the capture threads of an inline AF_PACKET engine start: the turn   *)
(* and the start barrier (peerslist.turn, peerslist.reached), the stores   *)
(* that publish a thread's socket to the thread that forwards to it, and   *)
(* the loads of that thread.  The question: can a thread send to a peer    *)
(* that is not up?                                                         *)
(*                                                                         *)
(* An action is one access to shared memory, or one system call that other *)
(* threads can notice.  pc[t] is the name of the action that thread t does *)
(* next.  An action's name is also a gate in the C forwarder, an event of  *)
(* the replay and an arrow of the diagram.  mapping.json maps each action  *)
(* to a function of Suricata.                                              *)
(*                                                                         *)
(* Memory is sequentially consistent: an assumption.  Suricata's atomics   *)
(* are sequentially consistent; peerslist.turn is a plain int there, and   *)
(* threads read and write it without synchronisation.                      *)
(*                                                                         *)
(* The environment takes steps too.  A link that is down comes up.  A link *)
(* that is up goes down at any moment, as often as the scenario says.      *)
(* These steps change no pc.                                               *)
(*                                                                         *)
(* Assumed:                                                                *)
(*   - Standard input is open, and no socket of any kind.                  *)
(*   - An interface keeps its name and its index.  Its device takes every  *)
(*     frame: sendto() does not wait.  That it says ok promises no more    *)
(*     than that the kernel has the frame.                                 *)
(*   - A ring is TPACKET_V2, whose reader begins anew with each ring.      *)
(*   - No signal interrupts a capture thread, and the clock that stamps    *)
(*     frames is not behind: a thread leaves the open barrier in the end.  *)
(*   - A number that a capture thread closed comes back, if at all, as a   *)
(*     capture thread's socket.                                            *)
(* spec/left-out says what happens without each of these, and what mends   *)
(* it, and asks for the order of a fanout group after a flap.              *)
(*                                                                         *)
(* Left out, each with its reason in docs/architecture.md: the stop flag;  *)
(* fatal failures other than a ring set-up; the main thread.               *)
(*                                                                         *)
(* Steps that are merged with a neighbour, each with its reason:           *)
(*   - AFPPeersListWaitTurn() loads turn, then reached.  While t waits,    *)
(*     turn is not 0: it becomes 0 after as many bumps as there are        *)
(*     threads, every thread bumps at most once, and t has not bumped. So  *)
(*     the first load always gives the same value, and WaitTurn is the     *)
(*     second load alone.                                                  *)
(*   - AFPSwitchState(UP) sets the thread's own afp_state before it        *)
(*     publishes; here PublishIfIndex does both.  Another thread's Send    *)
(*     records afp_state, so a record made in between could differ.  No    *)
(*     property could: each that reads afp_state also requires the         *)
(*     published state, which becomes UP later.                            *)
(*   - Bind binds the socket and has it join the fanout group.  The kernel *)
(*     finds the group by its number, and threads of one interface do so   *)
(*     one at a time.                                                      *)
(*   - With ringFirst, Bind also looks at the link again before it binds.  *)
(*     A link that goes down in between leaves the state of one that goes  *)
(*     down right after bind().                                            *)
(*   - Only the receiving thread notices that a frame arrives, and the     *)
(*     barrier discards frames that arrive before the main loop.  So       *)
(*     Receive does both: a frame arrives in the ring, and the thread      *)
(*     takes it.                                                           *)
(*   - A recoverable failure opens a socket and closes it again before any *)
(*     other thread can use it, because no other thread knows its number.  *)
(*     So the failing OpenSocket changes nothing but where its thread goes *)
(*     next.                                                               *)
(*   - The half second between two attempts to reopen is time, not a step. *)
(*   - A ring set-up that fails, the close of its socket and the unmapping *)
(*     of its ring are EndRing: no other thread knows that socket.         *)
(*   - PublishDown takes the lock of its entry, stores once and releases   *)
(*     the lock.  No other thread observes the lock as held by it, so that *)
(*     is one step.                                                        *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Threads,    \* the capture threads, in turn order: a sequence of names
    PeerOf,     \* thread -> the thread to whose socket it forwards
    InterfaceOf,\* thread -> name of the interface it captures on
    IfIndexOf,  \* thread -> index of that interface, from 1
    Variant,    \* how this engine differs from the others, see ASSUME
    Scenario    \* [down, flaps, inRing, fatal]: how many links are down at the
                \*   start, and how many go down later; whether a link that
                \*   goes down takes a ring set-up unawares; the number, from
                \*   1, of the thread whose ring set-up fails fatally, or 0

Thread == { Threads[i] : i \in 1..Len(Threads) }

Interface == { InterfaceOf[t] : t \in Thread }

Bumps == { "after-create",  \* AFPCreateSocket() has returned to its caller
           "after-bind",    \* bind() and PACKET_FANOUT are done, no ring yet
           "after-up" }     \* still inside AFPCreateSocket(), published

ASSUME /\ Cardinality(Thread) = Len(Threads)
       /\ PeerOf \in [Thread -> Thread]
       /\ \A t \in Thread : PeerOf[t] # t /\ PeerOf[PeerOf[t]] = t
       /\ IfIndexOf \in [Thread -> Nat \ {0}]
       /\ InterfaceOf \in [Thread -> STRING]
       /\ \A t, u \in Thread : InterfaceOf[t] = InterfaceOf[u]
                                <=> IfIndexOf[t] = IfIndexOf[u]
       /\ Variant.bump \in Bumps
       \* Does a thread also bump when its first open fails?
       /\ Variant.bumpOnFailure \in BOOLEAN
       \* Does the sender check peer.state?
       /\ Variant.guard \in BOOLEAN
       \* Does a thread that goes down store DOWN in its entry?
       /\ Variant.publishDown \in BOOLEAN
       \* Does the sender hold the entry's lock from Guard to Send, and does
       \* PublishDown take it?
       /\ Variant.lock \in BOOLEAN
       /\ Variant.lock => Variant.guard
       \* Does a thread that failed fatally still bump?
       /\ Variant.bumpOnFatal \in BOOLEAN
       \* Does a thread set up its ring before its turn, on a socket that is
       \* not bound yet?  It then bumps as in 7.0.x.
       /\ Variant.ringFirst \in BOOLEAN
       /\ Variant.ringFirst => /\ Variant.bump # "after-bind"
                               /\ Variant.bumpOnFailure
       \* Is the read of a pending error one that does not wait?
       /\ Variant.askWithoutWaiting \in BOOLEAN
       /\ Scenario.down \in Nat /\ Scenario.flaps \in Nat
       /\ Scenario.inRing \in BOOLEAN
       /\ Scenario.fatal \in 0..Len(Threads)
       \* What a thread does that fails both ways is not modelled.
       /\ Scenario.fatal # 0 => Scenario.down = 0 /\ Scenario.flaps = 0

VARIABLES
    pc,          \* thread -> the action it does next
    turn,        \* peerslist.turn: number of threads; 0 = barrier open
    reached,     \* peerslist.reached: bumps so far
    counted,     \* thread -> result of its fetch-add on reached; 0 outside
                 \*   its bump
    peer,        \* thread -> its published AFPPeer entry
    ptv,         \* thread -> its own view, AFPThreadVars
    descriptor,  \* open descriptor number -> identity of its socket, or
                 \*   NotASocket
    loaded,      \* thread -> the fields of its peer's entry that it has loaded
                 \*   for this frame
    sent,        \* thread -> record of its last send, or NoSend
    peer_update, \* thread -> is this its first AFPCreateSocket()?
    pollerr,     \* thread -> does poll() on its socket give POLLERR?
    group,       \* interface -> its fanout group: a sequence of threads.  The
                 \*   kernel gives a member the frames of its place
    link,        \* interface -> "up" or "down"
    opened,      \* sockets opened so far: the identity of the newest one
    flaps        \* how many links may still go down

memory == << turn, reached, counted, peer, ptv, descriptor, loaded, sent,
             peer_update, pollerr, group, opened >>
environment == << link, flaps >>
vars == << pc, memory, environment >>

-----------------------------------------------------------------------------
(* The kernel's side: descriptor numbers, sockets and errors. *)

\* Standard input of the engine is /dev/null.
NotASocket == 0

\* ioctl(SIOCGIFINDEX) on descriptor 0 fails and leaves -1 in a peer's entry.
NoIfIndex == -1

\* The kernel gives the lowest free number.
LowestFree == CHOOSE n \in 0..Cardinality(DOMAIN descriptor) :
                /\ n \notin DOMAIN descriptor
                /\ \A m \in 0..(n - 1) : m \in DOMAIN descriptor

SocketAt(number) ==
    IF number \in DOMAIN descriptor THEN descriptor[number] ELSE NotASocket

\* Closing a number frees it.
Without(number) == [ n \in DOMAIN descriptor \ ({ number } \ {0})
                       |-> descriptor[n] ]

IsDown(ifIndex) ==
    \E t \in Thread : IfIndexOf[t] = ifIndex /\ link[InterfaceOf[t]] = "down"

\* The thread whose open socket has this number: a set of one thread or none.
HoldersOf(number) == { t \in Thread : number # 0 /\ ptv[t].socket = number }

\* The result of sendto() on this number with this index.
Result(number, ifIndex) ==
    CASE number \notin DOMAIN descriptor   -> "EBADF"
      [] SocketAt(number) = NotASocket     -> "ENOTSOCK"
      [] ifIndex = NoIfIndex               -> "ENXIO"
      [] IsDown(ifIndex)                   -> "ENETDOWN"
      [] \E t \in HoldersOf(number) : pollerr[t] -> "ENETDOWN"
      [] OTHER                             -> "ok"

\* sendto() checks the link first and then the error that is pending on the
\* socket.  The sender takes that error, so the socket's own thread never gets
\* it.
TakesError(number, ifIndex) ==
    /\ SocketAt(number) # NotASocket
    /\ ifIndex # NoIfIndex
    /\ ~IsDown(ifIndex)

\* A socket whose ring is being set up is off its interface meanwhile.
InsideRing(t) == pc[t] = "EndRing"

IsBound(t) ==
    /\ ptv[t].socket # 0
    /\ pc[t] # "Bind"
    /\ Variant.ringFirst =>
         pc[t] \notin { "BeginRing", "EndRing", "WaitTurn" }

\* A link that goes down leaves an error on each socket that is bound to its
\* interface, but not on one that is off it.
Misses(t) == Scenario.inRing /\ IsBound(t) /\ InsideRing(t)

Members(s) == { s[n] : n \in DOMAIN s }

\* The last member takes the place of the one that leaves.
Leaving(s, t) ==
    IF t \notin Members(s) THEN s
    ELSE LET n == Len(s)
             at == CHOOSE k \in 1..n : s[k] = t
         IN  SubSeq([ s EXCEPT ![at] = s[n] ], 1, n - 1)

\* A ring that is set up on a member takes it off the group and puts it back.
Moving(s, t) == IF t \in Members(s) THEN Append(Leaving(s, t), t) ELSE s

\* Sockets come back to the group with their link, in the order of opening.
Returning(s, i) ==
    LET identity(t) == descriptor[ptv[t].socket]
        who == { t \in Thread : /\ InterfaceOf[t] = i /\ IsBound(t)
                               /\ t \notin Members(s) }
    IN  s \o [ k \in 1..Cardinality(who) |->
              CHOOSE t \in who :
                k - 1 = Cardinality({ u \in who : identity(u) < identity(t) }) ]

Unloaded == [ if_idx |-> 0, socket |-> 0 ]

NoSend == [ result  |-> "none", socket |-> 0, if_idx |-> 0,
            used |-> NotASocket, held |-> NotASocket,
            state |-> "DOWN", afp_state |-> "DOWN" ]

-----------------------------------------------------------------------------
(* Control: the order of the actions.  Variants differ only here, in Bind, *)
(* in Guard, in AskForError and in PublishDown.                            *)

Goto(t, action) == pc' = [ pc EXCEPT ![t] = action ]

\* The ring set-up of this thread fails.  No thread survives that in its first
\* open.
FailsFatally(t) == Scenario.fatal # 0 /\ t = Threads[Scenario.fatal]

FirstAction == IF Variant.ringFirst THEN "OpenSocket" ELSE "WaitTurn"

\* With ringFirst a thread that failed before its turn waits for it nonetheless.
AfterTurn(t) == CASE ~Variant.ringFirst      -> "OpenSocket"
                  [] ptv[t].socket = 0       -> "BumpReadTurn"
                  [] OTHER                   -> "Bind"

AfterOpen == IF Variant.ringFirst THEN "BeginRing" ELSE "Bind"

\* The next action after a failed open, the first one or a later one.
AfterFailedOpen(t) == CASE ~peer_update[t]          -> "Reopen"
                        [] Variant.ringFirst        -> "WaitTurn"
                        [] Variant.bumpOnFailure    -> "BumpReadTurn"
                        [] OTHER                    -> "Reopen"

\* Bind fails only with ringFirst, in the thread's turn.
AfterFailedBind(t) == IF peer_update[t] THEN "BumpReadTurn" ELSE "Reopen"

AfterBind(t) == CASE Variant.ringFirst -> "PublishIfIndex"
                  [] peer_update[t] /\ Variant.bump = "after-bind"
                                       -> "BumpReadTurn"
                  [] OTHER             -> "BeginRing"

AfterRing(t) == CASE ~Variant.ringFirst -> "PublishIfIndex"
                  [] peer_update[t]     -> "WaitTurn"
                  [] OTHER              -> "Bind"

\* A thread that bumped before its ring set-up does not bump again.
AfterFailedRing == CASE ~Variant.bumpOnFatal          -> "Ended"
                     [] Variant.bump = "after-bind"   -> "Ended"
                     [] Variant.ringFirst             -> "WaitTurn"
                     [] OTHER                         -> "BumpReadTurn"

AfterPublish(t) == CASE ~peer_update[t]              -> "Receive"
                     [] Variant.bump = "after-bind"  -> "SynchronizeStart"
                     [] OTHER                        -> "BumpReadTurn"

\* A thread that has bumped and has no socket failed to open one.
AfterBump(t) == CASE ptv[t].socket = 0 /\ FailsFatally(t) -> "Ended"
                  [] ptv[t].socket = 0                    -> "Reopen"
                  [] Variant.bump = "after-bind"          -> "BeginRing"
                  [] OTHER                         -> "SynchronizeStart"

\* Is the lock of t's entry held?  Only the peer of t, which sends to t, holds
\* it over several steps.
Locked(t) ==
    Variant.lock /\ pc[PeerOf[t]] \in { "LoadIfIndex", "LoadSocket", "Send" }

-----------------------------------------------------------------------------
\* A scenario determines only the initial state.
BeginsIn(S) ==
    /\ pc = [ t \in Thread |-> FirstAction ]
    /\ turn = Len(Threads)
    /\ reached = 0
    /\ counted = [ t \in Thread |-> 0 ]
    /\ peer = [ t \in Thread |->
                  [ if_idx |-> NoIfIndex, socket |-> 0, state |-> "DOWN" ] ]
    /\ ptv = [ t \in Thread |-> [ socket |-> 0, afp_state |-> "DOWN" ] ]
    /\ descriptor = [ n \in {0} |-> NotASocket ]
    /\ loaded = [ t \in Thread |-> Unloaded ]
    /\ sent = [ t \in Thread |-> NoSend ]
    /\ peer_update = [ t \in Thread |-> TRUE ]
    /\ pollerr = [ t \in Thread |-> FALSE ]
    /\ group = [ i \in Interface |-> << >> ]
    /\ \E down \in SUBSET Interface :
        /\ Cardinality(down) = S.down
        /\ link = [ i \in Interface |-> IF i \in down THEN "down" ELSE "up" ]
    /\ opened = 0
    /\ flaps = S.flaps

Init == BeginsIn(Scenario)

(* Taking turns: AFPPeersListWaitTurn(). *)

TurnOf(t) == (CHOOSE i \in 1..Len(Threads) : Threads[i] = t) - 1

WaitTurn(t) ==
    /\ pc[t] = "WaitTurn"
    /\ turn = 0 \/ reached = TurnOf(t)
    /\ Goto(t, AfterTurn(t))
    /\ UNCHANGED << memory, environment >>

(* Opening: AFPCreateSocket(), AFPSetupRing(). *)

\* Identities are 1, 2, ... in the order of opening; none is given twice.
OpenSocket(t) ==
    /\ pc[t] = "OpenSocket"
    /\ IF link[InterfaceOf[t]] = "down"
         THEN /\ Goto(t, AfterFailedOpen(t))
              /\ UNCHANGED << descriptor, opened, ptv >>
         ELSE /\ LET number == LowestFree
                 IN  /\ descriptor' = [ n \in DOMAIN descriptor \cup {number} |->
                                          IF n = number THEN opened + 1
                                                        ELSE descriptor[n] ]
                     /\ ptv' = [ ptv EXCEPT ![t].socket = number ]
              /\ opened' = opened + 1
              /\ Goto(t, AfterOpen)
    /\ UNCHANGED << turn, reached, counted, peer, loaded, sent, peer_update,
                    pollerr, group, environment >>

\* bind() to a link that is down succeeds and leaves an error on the socket.
Bind(t) ==
    /\ pc[t] = "Bind"
    /\ LET i == InterfaceOf[t]
       IN  IF Variant.ringFirst /\ link[i] = "down"
             THEN /\ descriptor' = Without(ptv[t].socket)
                  /\ ptv' = [ ptv EXCEPT ![t].socket = 0 ]
                  /\ Goto(t, AfterFailedBind(t))
                  /\ UNCHANGED << pollerr, group >>
             ELSE /\ pollerr' = [ pollerr EXCEPT ![t] = link[i] = "down" ]
                  /\ group' = IF link[i] = "down" THEN group
                                ELSE [ group EXCEPT ![i] = Append(@, t) ]
                  /\ Goto(t, AfterBind(t))
                  /\ UNCHANGED << descriptor, ptv >>
    /\ UNCHANGED << turn, reached, counted, peer, loaded, sent, peer_update,
                    opened, environment >>

BeginRing(t) ==
    /\ pc[t] = "BeginRing"
    /\ Goto(t, "EndRing")
    /\ UNCHANGED << memory, environment >>

EndRing(t) ==
    /\ pc[t] = "EndRing"
    /\ IF FailsFatally(t)
         THEN /\ descriptor' = Without(ptv[t].socket)
              /\ ptv' = [ ptv EXCEPT ![t].socket = 0 ]
              /\ group' = [ group EXCEPT ![InterfaceOf[t]] = Leaving(@, t) ]
              /\ Goto(t, AfterFailedRing)
         ELSE /\ group' = [ group EXCEPT ![InterfaceOf[t]] = Moving(@, t) ]
              /\ Goto(t, AfterRing(t))
              /\ UNCHANGED << descriptor, ptv >>
    /\ UNCHANGED << turn, reached, counted, peer, loaded, sent, peer_update,
                    pollerr, opened, environment >>

(* Publication: AFPSwitchState(UP), AFPPeerUpdate(). *)

PublishIfIndex(t) ==
    /\ pc[t] = "PublishIfIndex"
    /\ ptv' = [ ptv EXCEPT ![t].afp_state = "UP" ]
    /\ peer' = [ peer EXCEPT ![t].if_idx = IfIndexOf[t] ]
    /\ Goto(t, "PublishSocket")
    /\ UNCHANGED << turn, reached, counted, descriptor, loaded, sent,
                    peer_update, pollerr, group, opened, environment >>

PublishSocket(t) ==
    /\ pc[t] = "PublishSocket"
    /\ peer' = [ peer EXCEPT ![t].socket = ptv[t].socket ]
    /\ Goto(t, "PublishState")
    /\ UNCHANGED << turn, reached, counted, ptv, descriptor, loaded, sent,
                    peer_update, pollerr, group, opened, environment >>

PublishState(t) ==
    /\ pc[t] = "PublishState"
    /\ peer' = [ peer EXCEPT ![t].state = ptv[t].afp_state ]
    /\ Goto(t, AfterPublish(t))
    /\ UNCHANGED << turn, reached, counted, ptv, descriptor, loaded, sent,
                    peer_update, pollerr, group, opened, environment >>

(* The bump: AFPPeersListReachedInc().  The last thread opens the barrier. *)

BumpReadTurn(t) ==
    /\ pc[t] = "BumpReadTurn"
    /\ Goto(t, IF turn = 0 THEN AfterBump(t) ELSE "BumpAddReached")
    /\ UNCHANGED << memory, environment >>

BumpAddReached(t) ==
    /\ pc[t] = "BumpAddReached"
    /\ reached' = reached + 1
    /\ counted' = [ counted EXCEPT ![t] = reached + 1 ]
    /\ Goto(t, "BumpRereadTurn")
    /\ UNCHANGED << turn, peer, ptv, descriptor, loaded, sent, peer_update,
                    pollerr, group, opened, environment >>

BumpRereadTurn(t) ==
    /\ pc[t] = "BumpRereadTurn"
    /\ Goto(t, IF turn = counted[t] THEN "BumpStoreReached" ELSE AfterBump(t))
    /\ counted' = [ counted EXCEPT ![t] = 0 ]
    /\ UNCHANGED << turn, reached, peer, ptv, descriptor, loaded, sent,
                    peer_update, pollerr, group, opened, environment >>

BumpStoreReached(t) ==
    /\ pc[t] = "BumpStoreReached"
    /\ reached' = 0
    /\ Goto(t, "BumpStoreTurn")
    /\ UNCHANGED << turn, counted, peer, ptv, descriptor, loaded, sent,
                    peer_update, pollerr, group, opened, environment >>

BumpStoreTurn(t) ==
    /\ pc[t] = "BumpStoreTurn"
    /\ turn' = 0
    /\ Goto(t, AfterBump(t))
    /\ UNCHANGED << reached, counted, peer, ptv, descriptor, loaded, sent,
                    peer_update, pollerr, group, opened, environment >>

(* The barrier: AFPSynchronizeStart().  POLLERR also lets a thread out. *)

SynchronizeStart(t) ==
    /\ pc[t] = "SynchronizeStart"
    /\ turn = 0 \/ pollerr[t]
    /\ Goto(t, "Receive")
    /\ UNCHANGED << memory, environment >>

(* Forwarding: ReceiveAFPLoop(), AFPWritePacket().  Traffic never ends. *)

\* poll() tells of an error and does not take it.
Receive(t) ==
    /\ pc[t] = "Receive"
    /\ sent' = [ sent EXCEPT ![t] = NoSend ]
    /\ Goto(t, IF pollerr[t] THEN "AskForError" ELSE "Guard")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, loaded,
                    peer_update, pollerr, group, opened, environment >>

\* recv(MSG_PEEK) takes the error.  A sender may have taken it meanwhile.  Then
\* the thread sleeps in this call, for frames go to the ring: until its socket
\* has an error again.  With askWithoutWaiting it goes down all the same.
AskForError(t) ==
    /\ pc[t] = "AskForError"
    /\ pollerr[t] \/ Variant.askWithoutWaiting
    /\ pollerr' = [ pollerr EXCEPT ![t] = FALSE ]
    /\ Goto(t, "PublishDown")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, loaded, sent,
                    peer_update, group, opened, environment >>

\* A variant without the guard reads nothing here and passes.  A variant with
\* the lock takes it here; the lock is always free then, because PublishDown
\* is one step.
Guard(t) ==
    /\ pc[t] = "Guard"
    /\ Goto(t, IF Variant.guard /\ peer[PeerOf[t]].state # "UP"
                 THEN "Receive" ELSE "LoadIfIndex")
    /\ UNCHANGED << memory, environment >>

LoadIfIndex(t) ==
    /\ pc[t] = "LoadIfIndex"
    /\ loaded' = [ loaded EXCEPT ![t].if_idx = peer[PeerOf[t]].if_idx ]
    /\ Goto(t, "LoadSocket")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, sent,
                    peer_update, pollerr, group, opened, environment >>

LoadSocket(t) ==
    /\ pc[t] = "LoadSocket"
    /\ loaded' = [ loaded EXCEPT ![t].socket = peer[PeerOf[t]].socket ]
    /\ Goto(t, "Send")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, sent,
                    peer_update, pollerr, group, opened, environment >>

\* The record holds the number, index and socket that were used, and the peer's
\* socket and states at that moment.  The send properties are about this
\* record, until the next Receive clears it.
Send(t) ==
    /\ pc[t] = "Send"
    /\ LET p == PeerOf[t]
           l == loaded[t]
       IN  sent' = [ sent EXCEPT ![t] =
             [ result    |-> Result(l.socket, l.if_idx),
               socket    |-> l.socket,
               if_idx    |-> l.if_idx,
               used      |-> SocketAt(l.socket),
               held      |-> SocketAt(ptv[p].socket),
               state     |-> peer[p].state,
               afp_state |-> ptv[p].afp_state ] ]
    /\ loaded' = [ loaded EXCEPT ![t] = Unloaded ]
    /\ pollerr' = [ u \in Thread |->
                      /\ pollerr[u]
                      /\ ~(/\ u \in HoldersOf(loaded[t].socket)
                           /\ TakesError(loaded[t].socket, loaded[t].if_idx)) ]
    /\ Goto(t, "Receive")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, peer_update,
                    group, opened, environment >>

(* Going down and reopening: AFPSwitchState(DOWN), AFPTryReopen(). *)

\* Upstream stores nothing here: the entry stays as it was published.
PublishDown(t) ==
    /\ pc[t] = "PublishDown"
    /\ ~Locked(t)
    /\ peer' = IF Variant.publishDown
                 THEN [ peer EXCEPT ![t].state = "DOWN" ] ELSE peer
    /\ Goto(t, "SwitchDown")
    /\ UNCHANGED << turn, reached, counted, ptv, descriptor, loaded, sent,
                    peer_update, pollerr, group, opened, environment >>

SwitchDown(t) ==
    /\ pc[t] = "SwitchDown"
    /\ ptv' = [ ptv EXCEPT ![t].afp_state = "DOWN" ]
    /\ Goto(t, "Reopen")
    /\ UNCHANGED << turn, reached, counted, peer, descriptor, loaded, sent,
                    peer_update, pollerr, group, opened, environment >>

\* The thread closes its old socket, if it has one.  From now on it opens
\* sockets without turn, bump and barrier.
Reopen(t) ==
    /\ pc[t] = "Reopen"
    /\ descriptor' = Without(ptv[t].socket)
    /\ ptv' = [ ptv EXCEPT ![t].socket = 0 ]
    /\ pollerr' = [ pollerr EXCEPT ![t] = FALSE ]
    /\ group' = [ group EXCEPT ![InterfaceOf[t]] = Leaving(@, t) ]
    /\ peer_update' = [ peer_update EXCEPT ![t] = FALSE ]
    /\ Goto(t, "OpenSocket")
    /\ UNCHANGED << turn, reached, counted, peer, loaded, sent, opened,
                    environment >>

\* A thread that failed fatally has told the main thread, and waits for it.
Ended(t) ==
    /\ pc[t] = "Ended"
    /\ UNCHANGED vars

(* The environment. *)

\* Every socket bound to the interface has an error pending from now on, until
\* a thread takes the error or the socket is closed.
LinkDown(i) ==
    /\ link[i] = "up"
    /\ flaps > 0
    /\ link' = [ link EXCEPT ![i] = "down" ]
    /\ flaps' = flaps - 1
    /\ pollerr' = [ t \in Thread |->
                     \/ pollerr[t]
                     \/ InterfaceOf[t] = i /\ IsBound(t) /\ ~Misses(t) ]
    /\ group' = [ group EXCEPT ![i] = SelectSeq(@, Misses) ]
    /\ UNCHANGED << pc, turn, reached, counted, peer, ptv, descriptor, loaded,
                    sent, peer_update, opened >>

LinkUp(i) ==
    /\ link[i] = "down"
    /\ link' = [ link EXCEPT ![i] = "up" ]
    /\ group' = [ group EXCEPT ![i] = Returning(@, i) ]
    /\ UNCHANGED << pc, turn, reached, counted, peer, ptv, descriptor, loaded,
                    sent, peer_update, pollerr, opened, flaps >>

-----------------------------------------------------------------------------
ThreadActions == { "WaitTurn", "OpenSocket", "Bind", "BeginRing", "EndRing",
                   "PublishIfIndex", "PublishSocket", "PublishState",
                   "BumpReadTurn", "BumpAddReached", "BumpRereadTurn",
                   "BumpStoreReached", "BumpStoreTurn", "SynchronizeStart",
                   "Receive", "AskForError", "Guard", "LoadIfIndex",
                   "LoadSocket", "Send", "PublishDown", "SwitchDown", "Reopen",
                   "Ended" }

LinkActions == { "LinkDown", "LinkUp" }

Step(t) == \/ WaitTurn(t) \/ OpenSocket(t) \/ Bind(t) \/ BeginRing(t)
           \/ EndRing(t) \/ PublishIfIndex(t) \/ PublishSocket(t)
           \/ PublishState(t) \/ BumpReadTurn(t) \/ BumpAddReached(t)
           \/ BumpRereadTurn(t) \/ BumpStoreReached(t) \/ BumpStoreTurn(t)
           \/ SynchronizeStart(t) \/ Receive(t) \/ AskForError(t) \/ Guard(t)
           \/ LoadIfIndex(t) \/ LoadSocket(t) \/ Send(t) \/ PublishDown(t)
           \/ SwitchDown(t) \/ Reopen(t) \/ Ended(t)

LinkStep(i) == LinkDown(i) \/ LinkUp(i)

Next == (\E t \in Thread : Step(t)) \/ (\E i \in Interface : LinkStep(i))

LinksChange == Scenario.down + Scenario.flaps > 0

\* Weak fairness is enough for every thread but one that waits for a lock.  A
\* thread that can take a step keeps being able to until it takes it, because
\* no step of another thread disables it, with two exceptions.  First, a send
\* through a thread's socket may take the error that would have let that thread
\* out of the closed barrier, or that its AskForError would have taken.  Nothing
\* is promised to that thread then, and it waits.  The second exception is the
\* lock, below.
\* The operating system runs every thread again and again.  Traffic goes on, so
\* a thread that waits for a frame gets one: Receive is as fair as every other
\* step.  No thread is promised a step before another thread.
\* The sender takes and releases the lock of its peer's entry again and again,
\* so PublishDown is enabled again and again, but not for good.  That a thread
\* which waits for a mutex gets it in the end is strong fairness: an assumption
\* about pthread_mutex_lock().
\* A link that is down comes up in the end; no link has to go down.  (If no
\* link is ever down, these conjuncts would only cost TLC time.)
Fairness ==
    /\ \A t \in Thread : WF_vars(Step(t))
    /\ LinksChange /\ Variant.lock => \A t \in Thread : SF_vars(PublishDown(t))
    /\ LinksChange => \A i \in Interface : WF_vars(LinkUp(i))

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(* Safety. *)

Numbers == 0..Len(Threads)     \* a thread has at most one socket at a time

\* A thread opens one socket at the start, and another one after each flap.
Sockets == 0..(Len(Threads) * (1 + Scenario.flaps))
IfIndexes == { NoIfIndex, 0 } \cup { IfIndexOf[t] : t \in Thread }
States == { "DOWN", "UP" }

\* Checked field by field: otherwise TLC would enumerate or compare whole sets
\* of records.
TypeOK ==
    /\ turn \in { 0, Len(Threads) }
    /\ reached \in Numbers
    /\ DOMAIN descriptor \subseteq Numbers
    /\ \A n \in DOMAIN descriptor : descriptor[n] \in Sockets
    /\ opened \in Sockets
    /\ flaps \in 0..Scenario.flaps
    /\ DOMAIN link = Interface /\ DOMAIN group = Interface
    /\ \A i \in Interface :
        /\ \A t \in Members(group[i]) : InterfaceOf[t] = i /\ IsBound(t)
        /\ Cardinality(Members(group[i])) = Len(group[i])
    /\ \A i \in Interface : link[i] \in { "up", "down" }
    /\ DOMAIN peer_update = Thread /\ DOMAIN pollerr = Thread
    /\ DOMAIN pc = Thread /\ DOMAIN counted = Thread /\ DOMAIN peer = Thread
    /\ DOMAIN ptv = Thread /\ DOMAIN loaded = Thread /\ DOMAIN sent = Thread
    /\ \A t \in Thread :
        /\ pc[t] \in ThreadActions
        /\ counted[t] \in Numbers
        /\ DOMAIN peer[t] = { "if_idx", "socket", "state" }
        /\ peer[t].if_idx \in IfIndexes
        /\ peer[t].socket \in Numbers
        /\ peer[t].state \in States
        /\ DOMAIN ptv[t] = { "socket", "afp_state" }
        /\ ptv[t].socket \in Numbers
        /\ ptv[t].afp_state \in States
        /\ DOMAIN loaded[t] = DOMAIN Unloaded
        /\ loaded[t].if_idx \in IfIndexes
        /\ loaded[t].socket \in Numbers
        /\ DOMAIN sent[t] = DOMAIN NoSend
        /\ peer_update[t] \in BOOLEAN
        /\ pollerr[t] \in BOOLEAN
        /\ sent[t].result \in { "none", "ok", "ENOTSOCK", "ENXIO", "EBADF",
                                "ENETDOWN" }
        /\ sent[t].socket \in Numbers
        /\ sent[t].if_idx \in IfIndexes
        /\ sent[t].used \in Sockets
        /\ sent[t].held \in Sockets
        /\ sent[t].state \in States
        /\ sent[t].afp_state \in States

HasSent(t) == sent[t].result # "none"

\* The headline: every send goes to a peer that is UP, both in its own view and
\* as published.
SendImpliesPeerUp ==
    \A t \in Thread :
        HasSent(t) => sent[t].state = "UP" /\ sent[t].afp_state = "UP"

\* The descriptor that a send uses is the socket that the peer holds open: not
\* standard input, not a number that was closed or reused for another socket.
SendUsesPeersSocket ==
    \A t \in Thread :
        HasSent(t) => /\ sent[t].used # NotASocket
                      /\ sent[t].used = sent[t].held

\* A send that uses a socket carries the index of the peer's interface: the two
\* stores do not fall between the two loads.
SendUsesPeersIfIndex ==
    \A t \in Thread :
        HasSent(t) /\ sent[t].used # NotASocket
            => sent[t].if_idx = IfIndexOf[PeerOf[t]]

\* The meaning of an open barrier: every peer is published.
StartedImpliesPublished ==
    turn = 0 => \A t \in Thread : peer[t].state = "UP"

\* What the turns are for: the n-th thread of an interface is the n-th member
\* of its fanout group, so which thread serves a processor or a queue does not
\* depend on timing.  A group is whole when all threads of its interface are up
\* and its link is.
InTurn == [ i \in Interface |->
              LET IsOf(t) == InterfaceOf[t] = i IN SelectSeq(Threads, IsOf) ]

IsWhole(i) ==
    /\ link[i] = "up"
    /\ \A t \in Thread : InterfaceOf[t] = i => ptv[t].afp_state = "UP"

StartedImpliesOrdered ==
    turn = 0 => \A i \in Interface : IsWhole(i) => group[i] = InTurn[i]

-----------------------------------------------------------------------------
(* Reachability: a violated NeverX is a witness that X can happen.         *)

\* Two threads set up their rings at the same time.
NeverTwoRings ==
    \A t, u \in Thread : InsideRing(t) /\ InsideRing(u) => t = u

\* A frame is sent through the peer's socket.
NeverSends == \A t \in Thread : sent[t].result # "ok"

\* A frame is sent through the peer's socket before the peer is published UP:
\* the guard of Fix A would have dropped a frame that was not lost.
NeverSendsEarly ==
    \A t \in Thread : sent[t].result = "ok" => sent[t].state = "UP"

\* A loaded number was reused for another thread's socket, maybe the sender's
\* own, and the frame goes out through that socket without any error: a send
\* that SendUsesPeersSocket forbids and that no errno reveals.
NeverSendsThroughAnother ==
    \A t \in Thread : sent[t].result = "ok" => sent[t].used = sent[t].held

\* A thread that has reopened its socket sends a frame through its peer's.
NeverRecovers == \A t \in Thread : ~peer_update[t] => sent[t].result # "ok"

-----------------------------------------------------------------------------
(* Liveness. *)

BarrierOpens == <>(turn = 0)

\* Again and again, so also after every failure and flap.
EveryThreadForwards == \A t \in Thread : []<>(sent[t].result = "ok")

\* A thread that met an unpublished peer (it sent there, or its guard dropped
\* the frame) forwards later.
MetUnpublished(t) ==
    \/ HasSent(t) /\ sent[t].state # "UP"
    \/ pc[t] = "Guard" /\ peer[PeerOf[t]].state # "UP"

UnpublishedIsTemporary ==
    \A t \in Thread : MetUnpublished(t) ~> (sent[t].result = "ok")

\* The main thread waits for the threads in turn order, each until it runs its
\* loop or has failed.  So it learns of a failed thread when all threads before
\* that one have begun their loops; otherwise it gives up after a minute.
BeginsLoop(t) ==
    \/ ~peer_update[t]
    \/ pc[t] \in { "Receive", "AskForError", "Guard", "LoadIfIndex",
                   "LoadSocket", "Send", "PublishDown", "SwitchDown", "Reopen" }

FatalFailureIsNoticed ==
    \A t \in Thread : pc[t] = "Ended"
        ~> \A u \in Thread : TurnOf(u) < TurnOf(t) => BeginsLoop(u)
=============================================================================
