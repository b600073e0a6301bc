------------------------------- MODULE PeerUp -------------------------------
(***************************************************************************)
(* How the capture threads of an inline AF_PACKET engine start: the turn   *)
(* and the start barrier (peerslist.turn, peerslist.reached), the stores   *)
(* that publish a thread's socket to the thread that forwards to it, and   *)
(* the loads of that thread.  The question: can a thread send to a peer    *)
(* that is not up?                                                         *)
(*                                                                         *)
(* One action is one access to shared memory or one system call that the   *)
(* others can notice.  pc[t] is the name of the action that thread t does  *)
(* next: a name here is a gate in the C forwarder, an event of the replay  *)
(* and an arrow of the diagram.  mapping.json says which function of       *)
(* Suricata each action stands for.                                        *)
(*                                                                         *)
(* Memory is sequentially consistent: an assumption.  Suricata's atomics   *)
(* are; peerslist.turn is a plain int there, read and written without      *)
(* synchronisation.                                                        *)
(*                                                                         *)
(* Left out, because a clean start has none of it: sockets that fail to    *)
(* open, links that go down (POLLERR), the stop flag, fatal failures.      *)
(*                                                                         *)
(* Merged with a neighbour, each for its reason:                           *)
(*   - AFPPeersListWaitTurn() loads turn, then reached.  While t waits,    *)
(*     turn is not 0: it becomes 0 when as many bumps happened as there    *)
(*     are threads, every thread bumps at most once, and t has not.  So    *)
(*     the first load always gives the same and WaitTurn is the second.    *)
(*   - AFPSwitchState(UP) sets the thread's own afp_state before it        *)
(*     publishes; here PublishIfIndex does both.  Another thread's Send    *)
(*     notes it, so the record could differ in between; no property does,  *)
(*     for they ask for the published state too, which becomes UP later.   *)
(*   - A frame's arrival is seen by the thread that receives it alone, and *)
(*     frames that come before its main loop are discarded in the barrier. *)
(*     So Receive is both: a frame arrives in the ring and is taken.       *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Threads,    \* the capture threads, in turn order: a sequence of names
    PeerOf,     \* thread -> the thread to whose socket it forwards
    IfIndexOf,  \* thread -> index of the interface it captures on, from 1
    Variant     \* [bump, guard]: how this engine differs from the others

Thread == { Threads[i] : i \in 1..Len(Threads) }

Bumps == { "after-create",  \* AFPCreateSocket() has returned to its caller
           "after-bind",    \* bind() and PACKET_FANOUT are done, no ring yet
           "after-up" }     \* still inside AFPCreateSocket(), published

ASSUME /\ Cardinality(Thread) = Len(Threads)
       /\ PeerOf \in [Thread -> Thread]
       /\ \A t \in Thread : PeerOf[t] # t /\ PeerOf[PeerOf[t]] = t
       /\ IfIndexOf \in [Thread -> Nat \ {0}]
       /\ Variant.bump \in Bumps
       /\ Variant.guard \in BOOLEAN   \* does the sender look at peer.state?

VARIABLES
    pc,          \* thread -> the action it does next
    turn,        \* peerslist.turn: threads not yet started, 0 = barrier open
    reached,     \* peerslist.reached: bumps so far
    counted,     \* thread -> what its fetch-add on reached gave, 0 outside
    peer,        \* thread -> its published AFPPeer entry
    ptv,         \* thread -> its own view, AFPThreadVars
    descriptor,  \* open descriptor number -> identity of its socket, or
                 \*   NotASocket
    loaded,      \* thread -> what it loaded of its peer's entry for this frame
    sent         \* thread -> record of its last send, or NoSend

vars == << pc, turn, reached, counted, peer, ptv, descriptor, loaded, sent >>

-----------------------------------------------------------------------------
(* The kernel's side: descriptor numbers, sockets and errors. *)

\* Standard input of the engine is /dev/null.
NotASocket == 0

\* What an ioctl(SIOCGIFINDEX) on descriptor 0 leaves in a peer's entry.
NoIfIndex == -1

\* The kernel gives the lowest free number.
LowestFree == CHOOSE n \in 0..Cardinality(DOMAIN descriptor) :
                /\ n \notin DOMAIN descriptor
                /\ \A m \in 0..(n - 1) : m \in DOMAIN descriptor

SocketAt(number) ==
    IF number \in DOMAIN descriptor THEN descriptor[number] ELSE NotASocket

\* What sendto() on this number with this index answers.
Result(number, ifIndex) ==
    CASE number \notin DOMAIN descriptor   -> "EBADF"
      [] SocketAt(number) = NotASocket     -> "ENOTSOCK"
      [] ifIndex = NoIfIndex               -> "ENXIO"
      [] OTHER                             -> "ok"

Unloaded == [ if_idx |-> 0, socket |-> 0 ]

NoSend == [ result  |-> "none", socket |-> 0, if_idx |-> 0,
            used |-> NotASocket, held |-> NotASocket,
            state |-> "DOWN", afp_state |-> "DOWN" ]

-----------------------------------------------------------------------------
(* Control: which action follows which.  Variants differ only here and in  *)
(* Guard.                                                                  *)

Goto(t, action) == pc' = [ pc EXCEPT ![t] = action ]

AfterBind == IF Variant.bump = "after-bind" THEN "BumpReadTurn"
                                            ELSE "BeginRing"

AfterPublish == IF Variant.bump = "after-bind" THEN "SynchronizeStart"
                                               ELSE "BumpReadTurn"

AfterBump == IF Variant.bump = "after-bind" THEN "BeginRing"
                                            ELSE "SynchronizeStart"

-----------------------------------------------------------------------------
Init ==
    /\ pc = [ t \in Thread |-> "WaitTurn" ]
    /\ turn = Len(Threads)
    /\ reached = 0
    /\ counted = [ t \in Thread |-> 0 ]
    /\ peer = [ t \in Thread |->
                  [ if_idx |-> NoIfIndex, socket |-> 0, state |-> "DOWN" ] ]
    /\ ptv = [ t \in Thread |-> [ socket |-> 0, afp_state |-> "DOWN" ] ]
    /\ descriptor = [ n \in {0} |-> NotASocket ]
    /\ loaded = [ t \in Thread |-> Unloaded ]
    /\ sent = [ t \in Thread |-> NoSend ]

(* Taking turns: AFPPeersListWaitTurn(). *)

TurnOf(t) == (CHOOSE i \in 1..Len(Threads) : Threads[i] = t) - 1

WaitTurn(t) ==
    /\ pc[t] = "WaitTurn"
    /\ turn = 0 \/ reached = TurnOf(t)
    /\ Goto(t, "OpenSocket")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, loaded,
                    sent >>

(* Opening: AFPCreateSocket(), AFPSetupRing(). *)

\* An identity is never given twice: 1, 2, ... in the order of opening.
Identities == { descriptor[n] : n \in DOMAIN descriptor }

OpenSocket(t) ==
    /\ pc[t] = "OpenSocket"
    /\ LET number == LowestFree
           identity == Cardinality(Identities)
       IN  /\ descriptor' = [ n \in DOMAIN descriptor \cup {number} |->
                                IF n = number THEN identity
                                              ELSE descriptor[n] ]
           /\ ptv' = [ ptv EXCEPT ![t].socket = number ]
    /\ Goto(t, "Bind")
    /\ UNCHANGED << turn, reached, counted, peer, loaded, sent >>

Bind(t) ==
    /\ pc[t] = "Bind"
    /\ Goto(t, AfterBind)
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, loaded,
                    sent >>

BeginRing(t) ==
    /\ pc[t] = "BeginRing"
    /\ Goto(t, "EndRing")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, loaded,
                    sent >>

EndRing(t) ==
    /\ pc[t] = "EndRing"
    /\ Goto(t, "PublishIfIndex")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, loaded,
                    sent >>

(* Publication: AFPSwitchState(UP), AFPPeerUpdate(). *)

PublishIfIndex(t) ==
    /\ pc[t] = "PublishIfIndex"
    /\ ptv' = [ ptv EXCEPT ![t].afp_state = "UP" ]
    /\ peer' = [ peer EXCEPT ![t].if_idx = IfIndexOf[t] ]
    /\ Goto(t, "PublishSocket")
    /\ UNCHANGED << turn, reached, counted, descriptor, loaded, sent >>

PublishSocket(t) ==
    /\ pc[t] = "PublishSocket"
    /\ peer' = [ peer EXCEPT ![t].socket = ptv[t].socket ]
    /\ Goto(t, "PublishState")
    /\ UNCHANGED << turn, reached, counted, ptv, descriptor, loaded, sent >>

PublishState(t) ==
    /\ pc[t] = "PublishState"
    /\ peer' = [ peer EXCEPT ![t].state = ptv[t].afp_state ]
    /\ Goto(t, AfterPublish)
    /\ UNCHANGED << turn, reached, counted, ptv, descriptor, loaded, sent >>

(* The bump: AFPPeersListReachedInc().  The last thread opens the barrier. *)

BumpReadTurn(t) ==
    /\ pc[t] = "BumpReadTurn"
    /\ Goto(t, IF turn = 0 THEN AfterBump ELSE "BumpAddReached")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, loaded,
                    sent >>

BumpAddReached(t) ==
    /\ pc[t] = "BumpAddReached"
    /\ reached' = reached + 1
    /\ counted' = [ counted EXCEPT ![t] = reached + 1 ]
    /\ Goto(t, "BumpRereadTurn")
    /\ UNCHANGED << turn, peer, ptv, descriptor, loaded, sent >>

BumpRereadTurn(t) ==
    /\ pc[t] = "BumpRereadTurn"
    /\ Goto(t, IF turn = counted[t] THEN "BumpStoreReached" ELSE AfterBump)
    /\ counted' = [ counted EXCEPT ![t] = 0 ]
    /\ UNCHANGED << turn, reached, peer, ptv, descriptor, loaded, sent >>

BumpStoreReached(t) ==
    /\ pc[t] = "BumpStoreReached"
    /\ reached' = 0
    /\ Goto(t, "BumpStoreTurn")
    /\ UNCHANGED << turn, counted, peer, ptv, descriptor, loaded, sent >>

BumpStoreTurn(t) ==
    /\ pc[t] = "BumpStoreTurn"
    /\ turn' = 0
    /\ Goto(t, AfterBump)
    /\ UNCHANGED << reached, counted, peer, ptv, descriptor, loaded, sent >>

(* The barrier: AFPSynchronizeStart(). *)

SynchronizeStart(t) ==
    /\ pc[t] = "SynchronizeStart"
    /\ turn = 0
    /\ Goto(t, "Receive")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, loaded,
                    sent >>

(* Forwarding: ReceiveAFPLoop(), AFPWritePacket().  Traffic never ends. *)

Receive(t) ==
    /\ pc[t] = "Receive"
    /\ sent' = [ sent EXCEPT ![t] = NoSend ]
    /\ Goto(t, "Guard")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, loaded >>

\* A variant without the guard reads nothing here and passes.
Guard(t) ==
    /\ pc[t] = "Guard"
    /\ Goto(t, IF Variant.guard /\ peer[PeerOf[t]].state # "UP"
                 THEN "Receive" ELSE "LoadIfIndex")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, loaded,
                    sent >>

LoadIfIndex(t) ==
    /\ pc[t] = "LoadIfIndex"
    /\ loaded' = [ loaded EXCEPT ![t].if_idx = peer[PeerOf[t]].if_idx ]
    /\ Goto(t, "LoadSocket")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, sent >>

LoadSocket(t) ==
    /\ pc[t] = "LoadSocket"
    /\ loaded' = [ loaded EXCEPT ![t].socket = peer[PeerOf[t]].socket ]
    /\ Goto(t, "Send")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor, sent >>

\* The record holds what was used and what the peer was at that moment; the
\* send properties speak of it, until the next Receive clears it.
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
    /\ Goto(t, "Receive")
    /\ UNCHANGED << turn, reached, counted, peer, ptv, descriptor >>

-----------------------------------------------------------------------------
ThreadActions == { "WaitTurn", "OpenSocket", "Bind", "BeginRing", "EndRing",
                   "PublishIfIndex", "PublishSocket", "PublishState",
                   "BumpReadTurn", "BumpAddReached", "BumpRereadTurn",
                   "BumpStoreReached", "BumpStoreTurn", "SynchronizeStart",
                   "Receive", "Guard", "LoadIfIndex", "LoadSocket", "Send" }

Step(t) == \/ WaitTurn(t) \/ OpenSocket(t) \/ Bind(t) \/ BeginRing(t)
           \/ EndRing(t) \/ PublishIfIndex(t) \/ PublishSocket(t)
           \/ PublishState(t) \/ BumpReadTurn(t) \/ BumpAddReached(t)
           \/ BumpRereadTurn(t) \/ BumpStoreReached(t) \/ BumpStoreTurn(t)
           \/ SynchronizeStart(t) \/ Receive(t) \/ Guard(t) \/ LoadIfIndex(t)
           \/ LoadSocket(t) \/ Send(t)

Next == \E t \in Thread : Step(t)

\* Weak fairness is enough.  A thread that can take a step keeps being able
\* to until it takes it (no step disables another thread's), and the operating
\* system runs every thread again and again; traffic goes on, so a thread that
\* waits for a frame gets one: Receive is fair as every other step.  No thread
\* is promised a step before another.
Fairness == \A t \in Thread : WF_vars(Step(t))

Spec == Init /\ [][Next]_vars /\ Fairness

-----------------------------------------------------------------------------
(* Safety. *)

Numbers == 0..Len(Threads)     \* every thread opens one socket, once
IfIndexes == { NoIfIndex, 0 } \cup { IfIndexOf[t] : t \in Thread }
States == { "DOWN", "UP" }

\* Field by field: TLC would enumerate or compare whole sets of records.
TypeOK ==
    /\ turn \in { 0, Len(Threads) }
    /\ reached \in Numbers
    /\ DOMAIN descriptor \subseteq Numbers
    /\ \A n \in DOMAIN descriptor : descriptor[n] \in Numbers
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
        /\ sent[t].result \in { "none", "ok", "ENOTSOCK", "ENXIO", "EBADF" }
        /\ sent[t].socket \in Numbers
        /\ sent[t].if_idx \in IfIndexes
        /\ sent[t].used \in Numbers
        /\ sent[t].held \in Numbers
        /\ sent[t].state \in States
        /\ sent[t].afp_state \in States

HasSent(t) == sent[t].result # "none"

\* The headline: whoever sends, sends to a peer that is up, in the peer's own
\* view and as published.
SendImpliesPeerUp ==
    \A t \in Thread :
        HasSent(t) => sent[t].state = "UP" /\ sent[t].afp_state = "UP"

\* The descriptor that was used is the socket that the peer holds open: not
\* standard input, not a number that was closed or came back as another socket.
SendUsesPeersSocket ==
    \A t \in Thread :
        HasSent(t) => /\ sent[t].used # NotASocket
                      /\ sent[t].used = sent[t].held

\* If a socket was used, the index beside it is its interface's: the two loads
\* are not torn apart by the two stores.
SendUsesPeersIfIndex ==
    \A t \in Thread :
        HasSent(t) /\ sent[t].used # NotASocket
            => sent[t].if_idx = IfIndexOf[PeerOf[t]]

\* What an open barrier stands for: every peer is published.
StartedImpliesPublished ==
    turn = 0 => \A t \in Thread : peer[t].state = "UP"

-----------------------------------------------------------------------------
(* Reachability: a NeverX that is violated is a witness that X can happen. *)

InsideRing(t) == pc[t] = "EndRing"

\* Two threads set up their rings at the same time.
NeverTwoRings ==
    \A t, u \in Thread : InsideRing(t) /\ InsideRing(u) => t = u

\* A frame is sent through the peer's socket.
NeverSends == \A t \in Thread : sent[t].result # "ok"

-----------------------------------------------------------------------------
(* Liveness. *)

BarrierOpens == <>(turn = 0)

EveryThreadForwards == \A t \in Thread : <>(sent[t].result = "ok")

\* A thread that met a peer that is not published (its send went there, or its
\* guard dropped the frame) forwards later.
MetUnpublished(t) ==
    \/ HasSent(t) /\ sent[t].state # "UP"
    \/ pc[t] = "Guard" /\ peer[PeerOf[t]].state # "UP"

UnpublishedIsTemporary ==
    \A t \in Thread : MetUnpublished(t) ~> (sent[t].result = "ok")
=============================================================================
