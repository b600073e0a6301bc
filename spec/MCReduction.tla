----------------------------- MODULE MCReduction ----------------------------
(* PeerUp implements Pair, for every thread and its peer.  This module     *)
(* maps each state of PeerUp to a state of Pair and claims that PeerUp's   *)
(* initial states are Pair's, and that each step of PeerUp is a step of    *)
(* Pair or changes nothing there.  Safety only: Pair's environment         *)
(* promises nothing.                                                       *)
(*                                                                         *)
(* The properties of any two threads in Pair that forward to each other    *)
(* then hold of every thread in PeerUp: the map keeps everything that the  *)
(* properties refer to.                                                    *)
EXTENDS MCPeerUp

CONSTANT Scenarios  \* behaviours begin in these; Scenario is the widest, and
                    \*   has the inRing of each

VARIABLES
    bumped,     \* thread -> has it counted itself?  A history variable, for
                \*   the map
    pairs       \* first thread of a pair -> the state of Pair that the pair is
                \*   in: the map, kept so that TLC computes it once for a state

\* Whether a link takes a ring set-up unawares is not part of a state, and Pair
\* has no fatal failures.
ASSUME \A S \in Scenarios : S.inRing = Scenario.inRing /\ S.fatal = 0

\* The map tells a pair's two links apart.
ASSUME \A t \in Thread : InterfaceOf[t] # InterfaceOf[PeerOf[t]]

-----------------------------------------------------------------------------
(* The map. *)

\* Tables: without TLCEval, TLC would compute an entry anew at each use.
Turns == TLCEval([ t \in Thread |-> TurnOf(t) ])
Peers == TLCEval([ t \in Thread |-> PeerOf[t] ])
Interfaces == TLCEval([ t \in Thread |-> InterfaceOf[t] ])
Indexes == TLCEval([ t \in Thread |-> IfIndexOf[t] ])

\* Every pair, named by the thread of it whose turn comes first.
Firsts == { t \in Thread : Turns[t] < Turns[Peers[t]] }

\* A descriptor number that is in t's entry or was loaded from it, as Pair has
\* it.
PairSocket(number, t) == CASE number = 0             -> "zero"
                           [] number = ptv[t].socket -> "held"
                           [] OTHER                  -> "stale"

IsIndexOf(ifIndex, t) == ifIndex = Indexes[t]

PairEntry(t) == [ published |-> IsIndexOf(peer[t].if_idx, t),
                  socket    |-> PairSocket(peer[t].socket, t),
                  state     |-> peer[t].state ]

PairView(t) == [ open |-> ptv[t].socket # 0, afp_state |-> ptv[t].afp_state ]

PairLoads(t) == [ published |-> IsIndexOf(loaded[t].if_idx, Peers[t]),
                  socket    |-> PairSocket(loaded[t].socket, Peers[t]) ]

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

\* The state of Pair that thread f and its peer are in.
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
\* This module extends PeerUp and does not instantiate it.  If it had an
\* instance of PeerUp, TLC would compute each constant (the threads' names,
\* their peers) anew at each use.
ReductionInit ==
    /\ \E S \in Scenarios : BeginsIn(S)
    /\ bumped = [ t \in Thread |-> FALSE ]
    /\ pairs = Map

\* A thread that leaves BumpAddReached has counted itself.
ReductionNext ==
    /\ Next
    /\ bumped' = [ t \in Thread |->
                     \/ bumped[t]
                     \/ pc[t] = "BumpAddReached" /\ pc'[t] # pc[t] ]
    /\ pairs' = Map'

allVars == << vars, bumped, pairs >>

ReductionSpec == ReductionInit /\ [][ReductionNext]_allVars

\* TLC looks at one of the states that agree in this.  They have the same map
\* and the same properties, and lead to states that agree again.  For no step
\* reads group or sent but to change it; and of the identities of sockets no
\* more is asked than whether two are the same, and the numbers tell that.
WhatPairsDependOn ==
    << pc, turn, reached, counted, peer, ptv, DOMAIN descriptor, loaded,
       [ t \in Thread |-> PairRecord(t) ], peer_update, pollerr, environment,
       bumped >>

-----------------------------------------------------------------------------
(* The claim. *)

AbstractPair(f, S) == INSTANCE Pair WITH
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

\* Each scenario begins as Pair's scenario of the same name.  Of the scenario,
\* Pair's steps depend on inRing alone, and some need more than one flap.
ImplementsPair ==
    /\ \A S \in Scenarios :
        BeginsIn(S) => \A f \in Firsts : AbstractPair(f, S)!Init
    /\ [][ \A f \in Firsts :
            \/ AbstractPair(f, Scenario)!Next
            \/ UNCHANGED AbstractPair(f, Scenario)!vars ]_allVars

\* The map keeps everything that the properties refer to.
PropertiesAreKept ==
    /\ SendImpliesPeerUp <=>
        \A f \in Firsts : AbstractPair(f, Scenario)!SendImpliesPeerUp
    /\ SendUsesPeersSocket <=>
        \A f \in Firsts : AbstractPair(f, Scenario)!SendUsesPeersSocket
    /\ SendUsesPeersIfIndex <=>
        \A f \in Firsts : AbstractPair(f, Scenario)!SendUsesPeersIfIndex
    /\ StartedImpliesPublished <=>
        \A f \in Firsts : AbstractPair(f, Scenario)!StartedImpliesPublished
    /\ NeverSends <=>
        \A f \in Firsts : AbstractPair(f, Scenario)!NeverSends
    /\ NeverRecovers <=>
        \A f \in Firsts : AbstractPair(f, Scenario)!NeverRecovers
=============================================================================
