----------------------------- MODULE MCReduction ----------------------------
(* PeerUp implements Pair, for every thread and its peer: which state of   *)
(* Pair each state of PeerUp is, and the claim that PeerUp's initial       *)
(* states are Pair's and that each of its steps is one of Pair or changes  *)
(* nothing there.  Safety only: Pair's environment promises nothing.       *)
(*                                                                         *)
(* What Pair says of each two threads that forward to each other is then   *)
(* said of every thread: the map keeps what the properties speak of.       *)
EXTENDS MCPeerUp

CONSTANT Scenarios  \* those to begin with; Scenario is the widest of them

VARIABLES
    bumped,     \* thread -> has it counted itself?  History, for the map.
    pairs       \* first thread of a pair -> the state of Pair that it is in:
                \*   the map, kept so that TLC computes it once a state

\* The map knows a pair's links apart.
ASSUME \A t \in Thread : InterfaceOf[t] # InterfaceOf[PeerOf[t]]

-----------------------------------------------------------------------------
(* The map. *)

\* TLC would compute an entry of these tables anew each time.
Turns == TLCEval([ t \in Thread |-> TurnOf(t) ])
Peers == TLCEval([ t \in Thread |-> PeerOf[t] ])
Interfaces == TLCEval([ t \in Thread |-> InterfaceOf[t] ])
Indexes == TLCEval([ t \in Thread |-> IfIndexOf[t] ])

\* Every pair, by its thread whose turn comes first.
Firsts == { t \in Thread : Turns[t] < Turns[Peers[t]] }

\* A number that t's entry has, or that was loaded from it.
Number(number, t) == CASE number = 0             -> "zero"
                       [] number = ptv[t].socket -> "held"
                       [] OTHER                  -> "stale"

IsIndexOf(ifIndex, t) == ifIndex = Indexes[t]

PairEntry(t) == [ published |-> IsIndexOf(peer[t].if_idx, t),
                  socket    |-> Number(peer[t].socket, t),
                  state     |-> peer[t].state ]

PairView(t) == [ open |-> ptv[t].socket # 0, afp_state |-> ptv[t].afp_state ]

PairLoads(t) == [ published |-> IsIndexOf(loaded[t].if_idx, Peers[t]),
                  socket    |-> Number(loaded[t].socket, Peers[t]) ]

PairRecord(t) ==
    LET s == sent[t]
    IN  [ result    |-> IF s.result \in { "none", "ok" } THEN s.result
                                                         ELSE "error",
          used      |-> CASE s.used = NotASocket -> "none"
                          [] s.used = s.held     -> "peers"
                          [] OTHER               -> "other",
          published |-> IsIndexOf(s.if_idx, Peers[t]),
          state     |-> s.state,
          afp_state |-> s.afp_state ]

\* The state of Pair that the thread f and its peer are in.
PairOf(f) ==
    LET Both(Of(_)) == [ first |-> Of(f), second |-> Of(Peers[f]) ]
        Control(t) == pc[t]
        Bumped(t) == bumped[t]
        FirstOpen(t) == peer_update[t]
        Error(t) == pollerr[t]
        Link(t) == link[Interfaces[t]]
    IN  [ pc          |-> Both(Control),
          open        |-> turn = 0,
          bumped      |-> Both(Bumped),
          peer        |-> Both(PairEntry),
          ptv         |-> Both(PairView),
          loaded      |-> Both(PairLoads),
          sent        |-> Both(PairRecord),
          peer_update |-> Both(FirstOpen),
          pollerr     |-> Both(Error),
          link        |-> Both(Link),
          flaps       |-> flaps ]

Map == [ f \in Firsts |-> PairOf(f) ]

-----------------------------------------------------------------------------
\* No instance of PeerUp: of a module that has one, TLC computes each constant
\* (who is whose peer, the threads' names) anew wherever it is used.
ReductionInit ==
    /\ \E S \in Scenarios : BeginsIn(S)
    /\ bumped = [ t \in Thread |-> FALSE ]
    /\ pairs = Map

\* Who leaves BumpAddReached has counted itself.
ReductionNext ==
    /\ Next
    /\ bumped' = [ t \in Thread |->
                     \/ bumped[t]
                     \/ pc[t] = "BumpAddReached" /\ pc'[t] # pc[t] ]
    /\ pairs' = Map'

all == << vars, bumped, pairs >>

ReductionSpec == ReductionInit /\ [][ReductionNext]_all

-----------------------------------------------------------------------------
(* The claim. *)

P(f, S) == INSTANCE Pair WITH
    Scenario    <- S,
    pc          <- pairs[f].pc,
    open        <- pairs[f].open,
    bumped      <- pairs[f].bumped,
    peer        <- pairs[f].peer,
    ptv         <- pairs[f].ptv,
    loaded      <- pairs[f].loaded,
    sent        <- pairs[f].sent,
    peer_update <- pairs[f].peer_update,
    pollerr     <- pairs[f].pollerr,
    link        <- pairs[f].link,
    flaps       <- pairs[f].flaps

\* Each scenario begins as Pair's of the same name does.  Of Pair's steps none
\* asks which it was, but for one that needs more than one flap.
ImplementsPair ==
    /\ \A S \in Scenarios : BeginsIn(S) => \A f \in Firsts : P(f, S)!Init
    /\ [][ \A f \in Firsts : \/ P(f, Scenario)!Next
                            \/ UNCHANGED P(f, Scenario)!vars ]_all

\* The map keeps what the properties speak of.
PropertiesAreKept ==
    /\ SendImpliesPeerUp <=>
        \A f \in Firsts : P(f, Scenario)!SendImpliesPeerUp
    /\ SendUsesPeersSocket <=>
        \A f \in Firsts : P(f, Scenario)!SendUsesPeersSocket
    /\ SendUsesPeersIfIndex <=>
        \A f \in Firsts : P(f, Scenario)!SendUsesPeersIfIndex
    /\ StartedImpliesPublished <=>
        \A f \in Firsts : P(f, Scenario)!StartedImpliesPublished
    /\ NeverSends <=>
        \A f \in Firsts : P(f, Scenario)!NeverSends
    /\ NeverRecovers <=>
        \A f \in Firsts : P(f, Scenario)!NeverRecovers
=============================================================================
