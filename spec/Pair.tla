-------------------------------- MODULE Pair --------------------------------
(***************************************************************************)
(* PeerUp reduced to two threads that forward to each other.  All other    *)
(* threads, however many, are an environment that may take, at any time,   *)
(* every step by which other threads can touch what these two read.  So a  *)
(* property that holds here of the two holds of each pair in an engine of  *)
(* any size.                                                               *)
(*                                                                         *)
(* The two threads are "first", whose turn comes earlier, and "second".    *)
(* Parts of PeerUp's state grow with the number of threads.  This module   *)
(* abstracts from them:                                                    *)
(*   - turn and reached: only whether the barrier is open, and which of    *)
(*     the two threads has counted itself.  Turns come in order, so        *)
(*     second's turn comes after first has counted itself, unless the      *)
(*     barrier is open; first's turn may come at any time.  If both have   *)
(*     counted themselves, second may or may not be the last thread of     *)
(*     all.                                                                *)
(*   - descriptor numbers: only whether a number is 0, the one that the    *)
(*     owner of the entry has open now ("held"), or one that it had open   *)
(*     before ("stale").  Opening may give the owner an old number again.  *)
(*     A stale number may be closed, or be any other thread's socket, with *)
(*     or without an error pending there.                                  *)
(*   - interface indices: only whether an index is that of the peer's      *)
(*     interface or -1;                                                    *)
(*   - fanout groups: nothing.  Other threads change them, but no step     *)
(*     reads them, and no property here.                                   *)
(* Ring set-ups that fail fatally are left out, and with them the change   *)
(* that bumps after one.                                                   *)
(*                                                                         *)
(* Why that is sound.  MCReduction.tla maps each state of PeerUp to a      *)
(* state of this module, for every thread and its peer, and claims that    *)
(* each step of PeerUp is a step here or changes nothing here.             *)
(*   Checked: TLC finds the claim true for every reachable step at 1x1, in *)
(* all scenarios with at most one flap and for every set of changes (with  *)
(* two flaps for the variants); and with four threads in clean starts and  *)
(* failed opens (1x2 and 2x1) and in flaps (2x1), where a number passes    *)
(* from thread to thread, for the variants that                            *)
(* docs/reference/every-size.md lists with the numbers of states.  No      *)
(* proof system has checked the claim.                                     *)
(*   Argued, for any number of threads: a step of PeerUp reads and writes  *)
(* entries, own views, loads and records of one thread and its peer alone. *)
(* So a step of the two threads is the action of the same name here, and   *)
(* another thread can touch only                                           *)
(*     - turn and reached, by the last bump (OthersOpen).  No other bump   *)
(*       changes whether turn is 0 or which of the two has bumped, and     *)
(*       second's turn needs no more than that turns come in order;        *)
(*     - descriptor: which numbers are free, so what a stale number refers *)
(*       to.  A held number is not free, so no other thread is given it;   *)
(*     - pollerr, by a send through a stale number (OthersTakeError), if   *)
(*       links go down more than once.                                     *)
(* And another interface can only flap (OthersFlap).                       *)
(*   Turns come in order, by induction: thread k's turn comes when reached *)
(* is k, and reached is k when k threads have bumped once each, which are  *)
(* by induction the threads before k.  reached is set back to 0 when all   *)
(* threads have bumped.  No machine has checked this induction, except at  *)
(* the sizes above.                                                        *)
(*                                                                         *)
(* The converse does not hold: this module allows more than an engine      *)
(* does.  A violation here is a candidate; TraceDirected.tla looks for it  *)
(* at 6x2.                                                                 *)
(***************************************************************************)
EXTENDS Naturals

CONSTANTS
    Variant,    \* as in PeerUp
    Scenario    \* as in PeerUp, and no ring set-up fails fatally; the links in
                \*   question may be of other pairs

Thread == { "first", "second" }

PeerOf == [ t \in Thread |-> IF t = "first" THEN "second" ELSE "first" ]

VARIABLES
    pc,          \* thread -> the action it does next
    open,        \* has turn become 0?
    bumped,      \* thread -> has it counted itself?
    peer,        \* thread -> its entry: [published: is if_idx stored?,
                 \*   socket: "zero", "held" or "stale", state]
    ptv,         \* thread -> its own view: [open: has it a socket?, afp_state]
    loaded,      \* thread -> the fields of its peer's entry that it has
                 \*   loaded: [published, socket]
    sent,        \* thread -> record of its last send, or NoSend
    peer_update, \* thread -> is this its first open?
    pollerr,     \* thread -> does poll() on its socket give POLLERR?
    link,        \* thread -> is its interface "up" or "down"?
    flaps        \* how many links may still go down

vars == << pc, open, bumped, peer, ptv, loaded, sent, peer_update, pollerr,
           link, flaps >>

\* For steps of a thread that change only pc.
allButPc == << open, bumped, peer, ptv, loaded, sent, peer_update, pollerr,
               link, flaps >>

Unloaded == [ published |-> FALSE, socket |-> "zero" ]

\* used: "none" is no packet socket, "peers" is the socket that the peer holds,
\* "other" is another thread's socket.
NoSend == [ result |-> "none", used |-> "none", published |-> FALSE,
            state |-> "DOWN", afp_state |-> "DOWN" ]

-----------------------------------------------------------------------------
(* Control, as in PeerUp. *)

Goto(t, action) == pc' = [ pc EXCEPT ![t] = action ]

FirstAction == IF Variant.ringFirst THEN "OpenSocket" ELSE "WaitTurn"

AfterTurn(t) == CASE ~Variant.ringFirst -> "OpenSocket"
                  [] ~ptv[t].open       -> "BumpReadTurn"
                  [] OTHER              -> "Bind"

AfterOpen == IF Variant.ringFirst THEN "BeginRing" ELSE "Bind"

AfterFailedOpen(t) == CASE ~peer_update[t]       -> "Reopen"
                        [] Variant.ringFirst     -> "WaitTurn"
                        [] Variant.bumpOnFailure -> "BumpReadTurn"
                        [] OTHER                 -> "Reopen"

AfterFailedBind(t) == IF peer_update[t] THEN "BumpReadTurn" ELSE "Reopen"

AfterBind(t) == CASE Variant.ringFirst -> "PublishIfIndex"
                  [] peer_update[t] /\ Variant.bump = "after-bind"
                                       -> "BumpReadTurn"
                  [] OTHER             -> "BeginRing"

AfterRing(t) == CASE ~Variant.ringFirst -> "PublishIfIndex"
                  [] peer_update[t]     -> "WaitTurn"
                  [] OTHER              -> "Bind"

AfterPublish(t) == CASE ~peer_update[t]              -> "Receive"
                     [] Variant.bump = "after-bind"  -> "SynchronizeStart"
                     [] OTHER                        -> "BumpReadTurn"

AfterBump(t) == CASE ~ptv[t].open                   -> "Reopen"
                  [] Variant.bump = "after-bind"    -> "BeginRing"
                  [] OTHER                          -> "SynchronizeStart"

Locked(t) ==
    Variant.lock /\ pc[PeerOf[t]] \in { "LoadIfIndex", "LoadSocket", "Send" }

-----------------------------------------------------------------------------
Init ==
    /\ pc = [ t \in Thread |-> FirstAction ]
    /\ open = FALSE
    /\ bumped = [ t \in Thread |-> FALSE ]
    /\ peer = [ t \in Thread |->
            [ published |-> FALSE, socket |-> "zero", state |-> "DOWN" ] ]
    /\ ptv = [ t \in Thread |-> [ open |-> FALSE, afp_state |-> "DOWN" ] ]
    /\ loaded = [ t \in Thread |-> Unloaded ]
    /\ sent = [ t \in Thread |-> NoSend ]
    /\ peer_update = [ t \in Thread |-> TRUE ]
    /\ pollerr = [ t \in Thread |-> FALSE ]
    \* The interface that is down may be one of another pair.
    /\ link \in [ Thread -> { "up", "down" } ]
    /\ link["first"] = "down" /\ link["second"] = "down" => Scenario.down > 1
    /\ link["first"] = "down" \/ link["second"] = "down" => Scenario.down > 0
    \* The interface whose link goes down may be one of another pair, too.
    /\ flaps \in 0..Scenario.flaps

(* Taking turns. *)

WaitTurn(t) ==
    /\ pc[t] = "WaitTurn"
    /\ t = "second" => open \/ bumped["first"]
    /\ Goto(t, AfterTurn(t))
    /\ UNCHANGED allButPc

(* Opening. *)

IsBound(t) ==
    /\ ptv[t].open
    /\ pc[t] # "Bind"
    /\ Variant.ringFirst =>
         pc[t] \notin { "BeginRing", "EndRing", "WaitTurn" }

\* A link that goes down does not reach a bound socket inside its ring set-up.
Misses(t) == Scenario.inRing /\ IsBound(t) /\ pc[t] = "EndRing"

\* The number of a socket that its owner closes.
Closed(socket) == IF socket = "held" THEN "stale" ELSE socket

\* An old number once its owner has a socket again: the kernel may have given
\* it again.
Reused(socket) ==
    IF socket = "stale" THEN { "stale", "held" } ELSE { socket }

OpenSocket(t) ==
    /\ pc[t] = "OpenSocket"
    /\ IF link[t] = "down"
         THEN /\ Goto(t, AfterFailedOpen(t))
              /\ UNCHANGED << peer, ptv, loaded >>
         ELSE /\ ptv' = [ ptv EXCEPT ![t].open = TRUE ]
              /\ \E s \in Reused(peer[t].socket) :
                    peer' = [ peer EXCEPT ![t].socket = s ]
              /\ \E s \in Reused(loaded[PeerOf[t]].socket) :
                    loaded' = [ loaded EXCEPT ![PeerOf[t]].socket = s ]
              /\ Goto(t, AfterOpen)
    /\ UNCHANGED << open, bumped, sent, peer_update, pollerr, link, flaps >>

Bind(t) ==
    /\ pc[t] = "Bind"
    /\ IF Variant.ringFirst /\ link[t] = "down"
         THEN /\ ptv' = [ ptv EXCEPT ![t].open = FALSE ]
              /\ peer' = [ peer EXCEPT ![t].socket = Closed(@) ]
              /\ loaded' = [ loaded EXCEPT ![PeerOf[t]].socket = Closed(@) ]
              /\ Goto(t, AfterFailedBind(t))
              /\ UNCHANGED pollerr
         ELSE /\ pollerr' = [ pollerr EXCEPT ![t] = link[t] = "down" ]
              /\ Goto(t, AfterBind(t))
              /\ UNCHANGED << peer, ptv, loaded >>
    /\ UNCHANGED << open, bumped, sent, peer_update, link, flaps >>

BeginRing(t) ==
    /\ pc[t] = "BeginRing"
    /\ Goto(t, "EndRing")
    /\ UNCHANGED allButPc

EndRing(t) ==
    /\ pc[t] = "EndRing"
    /\ Goto(t, AfterRing(t))
    /\ UNCHANGED allButPc

(* Publication. *)

PublishIfIndex(t) ==
    /\ pc[t] = "PublishIfIndex"
    /\ ptv' = [ ptv EXCEPT ![t].afp_state = "UP" ]
    /\ peer' = [ peer EXCEPT ![t].published = TRUE ]
    /\ Goto(t, "PublishSocket")
    /\ UNCHANGED << open, bumped, loaded, sent, peer_update, pollerr, link,
                    flaps >>

PublishSocket(t) ==
    /\ pc[t] = "PublishSocket"
    /\ peer' = [ peer EXCEPT ![t].socket = IF ptv[t].open THEN "held"
                                                          ELSE "zero" ]
    /\ Goto(t, "PublishState")
    /\ UNCHANGED << open, bumped, ptv, loaded, sent, peer_update, pollerr,
                    link, flaps >>

PublishState(t) ==
    /\ pc[t] = "PublishState"
    /\ peer' = [ peer EXCEPT ![t].state = ptv[t].afp_state ]
    /\ Goto(t, AfterPublish(t))
    /\ UNCHANGED << open, bumped, ptv, loaded, sent, peer_update, pollerr,
                    link, flaps >>

(* The bump. *)

BumpReadTurn(t) ==
    /\ pc[t] = "BumpReadTurn"
    /\ Goto(t, IF open THEN AfterBump(t) ELSE "BumpAddReached")
    /\ UNCHANGED allButPc

BumpAddReached(t) ==
    /\ pc[t] = "BumpAddReached"
    /\ bumped' = [ bumped EXCEPT ![t] = TRUE ]
    /\ Goto(t, "BumpRereadTurn")
    /\ UNCHANGED << open, peer, ptv, loaded, sent, peer_update, pollerr, link,
                    flaps >>

\* first is never the last of all threads; second may be.
BumpRereadTurn(t) ==
    /\ pc[t] = "BumpRereadTurn"
    /\ \/ Goto(t, AfterBump(t))
       \/ /\ t = "second" /\ bumped["first"]
          /\ Goto(t, "BumpStoreReached")
    /\ UNCHANGED allButPc

BumpStoreReached(t) ==
    /\ pc[t] = "BumpStoreReached"
    /\ Goto(t, "BumpStoreTurn")
    /\ UNCHANGED allButPc

BumpStoreTurn(t) ==
    /\ pc[t] = "BumpStoreTurn"
    /\ open' = TRUE
    /\ Goto(t, AfterBump(t))
    /\ UNCHANGED << bumped, peer, ptv, loaded, sent, peer_update, pollerr,
                    link, flaps >>

(* The barrier. *)

SynchronizeStart(t) ==
    /\ pc[t] = "SynchronizeStart"
    /\ open \/ pollerr[t]
    /\ Goto(t, "Receive")
    /\ UNCHANGED allButPc

(* Forwarding. *)

Receive(t) ==
    /\ pc[t] = "Receive"
    /\ sent' = [ sent EXCEPT ![t] = NoSend ]
    /\ Goto(t, IF pollerr[t] THEN "AskForError" ELSE "Guard")
    /\ UNCHANGED << open, bumped, peer, ptv, loaded, peer_update, pollerr,
                    link, flaps >>

AskForError(t) ==
    /\ pc[t] = "AskForError"
    /\ pollerr[t] \/ Variant.askWithoutWaiting
    /\ pollerr' = [ pollerr EXCEPT ![t] = FALSE ]
    /\ Goto(t, "PublishDown")
    /\ UNCHANGED << open, bumped, peer, ptv, loaded, sent, peer_update, link,
                    flaps >>

Guard(t) ==
    /\ pc[t] = "Guard"
    /\ Goto(t, IF Variant.guard /\ peer[PeerOf[t]].state # "UP"
                 THEN "Receive" ELSE "LoadIfIndex")
    /\ UNCHANGED allButPc

LoadIfIndex(t) ==
    /\ pc[t] = "LoadIfIndex"
    /\ loaded' = [ loaded EXCEPT ![t].published = peer[PeerOf[t]].published ]
    /\ Goto(t, "LoadSocket")
    /\ UNCHANGED << open, bumped, peer, ptv, sent, peer_update, pollerr, link,
                    flaps >>

LoadSocket(t) ==
    /\ pc[t] = "LoadSocket"
    /\ loaded' = [ loaded EXCEPT ![t].socket = peer[PeerOf[t]].socket ]
    /\ Goto(t, "Send")
    /\ UNCHANGED << open, bumped, peer, ptv, sent, peer_update, pollerr, link,
                    flaps >>

\* The socket that a loaded number stands for when it is used.
UsedBy(socket) == CASE socket = "zero" -> { "none" }
                    [] socket = "held" -> { "peers" }
                    [] OTHER           -> { "none", "other" }

\* A send takes an error that is pending on the socket.  The "other" socket may
\* be the sender's own; see OthersTakeError.
Send(t) ==
    /\ pc[t] = "Send"
    /\ LET p == PeerOf[t]
           l == loaded[t]
           reaches == l.published /\ link[p] = "up"
       IN  \E used \in UsedBy(l.socket) :
           \E ok \in CASE used = "none"  -> { FALSE }
                       [] used = "peers" -> { reaches /\ ~pollerr[p] }
                       [] OTHER          -> { FALSE, reaches } :
            /\ sent' = [ sent EXCEPT ![t] =
                 [ result    |-> IF ok THEN "ok" ELSE "error",
                   used      |-> used,
                   published |-> l.published,
                   state     |-> peer[p].state,
                   afp_state |-> ptv[p].afp_state ] ]
            /\ \/ pollerr' = [ pollerr EXCEPT ![p] =
                                 @ /\ ~(used = "peers" /\ reaches) ]
               \/ /\ used = "other" /\ reaches /\ ~ok /\ Scenario.flaps > 1
                  /\ pollerr' = [ pollerr EXCEPT ![t] = FALSE ]
    /\ loaded' = [ loaded EXCEPT ![t] = Unloaded ]
    /\ Goto(t, "Receive")
    /\ UNCHANGED << open, bumped, peer, ptv, peer_update, link, flaps >>

(* Going down and reopening. *)

PublishDown(t) ==
    /\ pc[t] = "PublishDown"
    /\ ~Locked(t)
    /\ peer' = IF Variant.publishDown
                 THEN [ peer EXCEPT ![t].state = "DOWN" ] ELSE peer
    /\ Goto(t, "SwitchDown")
    /\ UNCHANGED << open, bumped, ptv, loaded, sent, peer_update, pollerr,
                    link, flaps >>

SwitchDown(t) ==
    /\ pc[t] = "SwitchDown"
    /\ ptv' = [ ptv EXCEPT ![t].afp_state = "DOWN" ]
    /\ Goto(t, "Reopen")
    /\ UNCHANGED << open, bumped, peer, loaded, sent, peer_update, pollerr,
                    link, flaps >>

Reopen(t) ==
    /\ pc[t] = "Reopen"
    /\ ptv' = [ ptv EXCEPT ![t].open = FALSE ]
    /\ peer' = [ peer EXCEPT ![t].socket = Closed(@) ]
    /\ loaded' = [ loaded EXCEPT ![PeerOf[t]].socket = Closed(@) ]
    /\ pollerr' = [ pollerr EXCEPT ![t] = FALSE ]
    /\ peer_update' = [ peer_update EXCEPT ![t] = FALSE ]
    /\ Goto(t, "OpenSocket")
    /\ UNCHANGED << open, bumped, sent, link, flaps >>

(* The links of the two. *)

LinkDown(t) ==
    /\ link[t] = "up"
    /\ flaps > 0
    /\ link' = [ link EXCEPT ![t] = "down" ]
    /\ flaps' = flaps - 1
    /\ pollerr' = [ pollerr EXCEPT ![t] = @ \/ (IsBound(t) /\ ~Misses(t)) ]
    /\ UNCHANGED << pc, open, bumped, peer, ptv, loaded, sent, peer_update >>

LinkUp(t) ==
    /\ link[t] = "down"
    /\ link' = [ link EXCEPT ![t] = "up" ]
    /\ UNCHANGED << pc, open, bumped, peer, ptv, loaded, sent, peer_update,
                    pollerr, flaps >>

(* All other threads. *)

\* The last of all threads opens the barrier, so these two have bumped.
OthersOpen ==
    /\ ~open
    /\ \A t \in Thread : bumped[t]
    /\ open' = TRUE
    /\ UNCHANGED << pc, bumped, peer, ptv, loaded, sent, peer_update, pollerr,
                    link, flaps >>

OthersFlap ==
    /\ flaps > 0
    /\ flaps' = flaps - 1
    /\ UNCHANGED << pc, open, bumped, peer, ptv, loaded, sent, peer_update,
                    pollerr, link >>

\* Another thread sends through a stale number that is now t's socket.  A
\* number is stale only after its thread closed a socket that it had published,
\* and so after a link went down.  t opened its socket after that, while its
\* link was up.  So for an error to be pending there, before or after t's
\* bind(), a link must have gone down a second time.
OthersTakeError(t) ==
    /\ Scenario.flaps > 1
    /\ pollerr[t]
    /\ link[t] = "up"
    /\ pollerr' = [ pollerr EXCEPT ![t] = FALSE ]
    /\ UNCHANGED << pc, open, bumped, peer, ptv, loaded, sent, peer_update,
                    link, flaps >>

-----------------------------------------------------------------------------
Step(t) == \/ WaitTurn(t) \/ OpenSocket(t) \/ Bind(t) \/ BeginRing(t)
           \/ EndRing(t) \/ PublishIfIndex(t) \/ PublishSocket(t)
           \/ PublishState(t) \/ BumpReadTurn(t) \/ BumpAddReached(t)
           \/ BumpRereadTurn(t) \/ BumpStoreReached(t) \/ BumpStoreTurn(t)
           \/ SynchronizeStart(t) \/ Receive(t) \/ AskForError(t) \/ Guard(t)
           \/ LoadIfIndex(t) \/ LoadSocket(t) \/ Send(t) \/ PublishDown(t)
           \/ SwitchDown(t) \/ Reopen(t)

LinkStep(t) == LinkDown(t) \/ LinkUp(t)

Next == \/ \E t \in Thread : Step(t) \/ LinkStep(t) \/ OthersTakeError(t)
        \/ OthersOpen
        \/ OthersFlap

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Safety.  PeerUp's property of the same name states this for every pair. *)

TypeOK ==
    /\ open \in BOOLEAN
    /\ bumped \in [ Thread -> BOOLEAN ]
    /\ \A t \in Thread :
        /\ peer[t].published \in BOOLEAN
        /\ peer[t].socket \in { "zero", "held", "stale" }
        /\ peer[t].socket = "held" => ptv[t].open
        /\ peer[t].state \in { "DOWN", "UP" }
        /\ ptv[t].open \in BOOLEAN
        /\ ptv[t].afp_state \in { "DOWN", "UP" }
        /\ loaded[t].published \in BOOLEAN
        /\ loaded[t].socket \in { "zero", "held", "stale" }
        /\ loaded[t].socket = "held" => ptv[PeerOf[t]].open
        /\ sent[t].result \in { "none", "ok", "error" }
        /\ sent[t].used \in { "none", "peers", "other" }
        /\ sent[t].published \in BOOLEAN
        /\ sent[t].state \in { "DOWN", "UP" }
        /\ sent[t].afp_state \in { "DOWN", "UP" }
    /\ peer_update \in [ Thread -> BOOLEAN ]
    /\ pollerr \in [ Thread -> BOOLEAN ]
    /\ link \in [ Thread -> { "up", "down" } ]
    /\ flaps \in 0..Scenario.flaps

HasSent(t) == sent[t].result # "none"

SendImpliesPeerUp ==
    \A t \in Thread :
        HasSent(t) => sent[t].state = "UP" /\ sent[t].afp_state = "UP"

SendUsesPeersSocket ==
    \A t \in Thread : HasSent(t) => sent[t].used = "peers"

SendUsesPeersIfIndex ==
    \A t \in Thread :
        HasSent(t) /\ sent[t].used # "none" => sent[t].published

StartedImpliesPublished == open => \A t \in Thread : peer[t].state = "UP"

-----------------------------------------------------------------------------
(* Reachability: a violated NeverX is a witness that X can happen.         *)

\* A frame is sent through the peer's socket.
NeverSends == \A t \in Thread : sent[t].result # "ok"

\* A thread that has reopened its socket sends a frame through its peer's.
NeverRecovers == \A t \in Thread : ~peer_update[t] => sent[t].result # "ok"
=============================================================================
