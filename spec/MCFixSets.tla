----------------------------- MODULE MCFixSets ------------------------------
(* Which sets of changes keep which promise?  PeerUp for every set of      *)
(* features and every scenario that is asked about, in one search.         *)
(*                                                                         *)
(* Two places of the bump, not three: Variant.bump is only ever compared   *)
(* with "after-bind", so "after-create" and "after-up" are one model.      *)
(*                                                                         *)
(* Liveness is asked set by set, in runs of their own.  Two arguments make *)
(* them fewer:                                                             *)
(*   - Scenario failed-open-flap has the behaviours of all others.  Those  *)
(*     of failed-open are the ones in which no link goes down: the         *)
(*     variable flaps is 1 then and not 0, and nothing but LinkDown reads  *)
(*     it.  Those of flap follow when the link that is down comes up first:*)
(*     one more state in front, in which the barrier is closed and nobody  *)
(*     has met a peer or sent.  It satisfies no eventuality and raises     *)
(*     none.  Those of clean-start are the ones of flap in which no link   *)
(*     goes down.  None has to, so what was fair stays fair.  So a variant *)
(*     that is live in failed-open-flap is live in every scenario.         *)
(*   - EveryThreadForwards implies UnpublishedIsTemporary: what happens    *)
(*     again and again happens after everything.  So BarrierOpens and      *)
(*     EveryThreadForwards together are all three.                         *)
EXTENDS MCPeerUp, Survey

P(V, S) == INSTANCE PeerUp WITH Variant <- V, Scenario <- S

\* A parameter of P must be a constant, and a bound name is one.
LatticeInit ==
    /\ NoteNothing
    /\ \/ /\ clock = 0
          /\ \E q \in Numbered :
                /\ question = q
                /\ P(Questions[q].variant, Questions[q].scenario)!Init
       \/ /\ ClockInit
          /\ pc = << >> /\ turn = 0 /\ reached = 0 /\ counted = << >>
          /\ peer = << >> /\ ptv = << >> /\ descriptor = << >>
          /\ loaded = << >> /\ sent = << >> /\ peer_update = << >>
          /\ pollerr = << >> /\ link = << >> /\ opened = 0 /\ flaps = 0

LatticeNext ==
    \/ /\ clock = 0
       /\ \E q \in { question } :
             P(Questions[q].variant, Questions[q].scenario)!Next
       /\ UNCHANGED survey
    \/ ClockNext /\ UNCHANGED vars

LatticeSpec == LatticeInit /\ [][LatticeNext]_<< vars, survey >>

\* All but NeverTwoRings speak of a thread that has sent.
Broke ==
    Breaks("NeverTwoRings", NeverTwoRings) \cup
    IF \A t \in Thread : ~HasSent(t) THEN {}
    ELSE      Breaks("SendImpliesPeerUp", SendImpliesPeerUp)
         \cup Breaks("SendUsesPeersSocket", SendUsesPeersSocket)
         \cup Breaks("SendUsesPeersIfIndex", SendUsesPeersIfIndex)
         \cup Breaks("NeverSends", NeverSends)
         \cup Breaks("NeverRecovers", NeverRecovers)

\* Always true.
Note == IF clock > 0 THEN NoteTime ELSE NoteState(Broke)
=============================================================================
