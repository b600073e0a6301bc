----------------------------- MODULE MCFixSets ------------------------------
(* Which sets of changes keep which promise?  One search explores PeerUp   *)
(* for every set of features and every scenario in question.               *)
(*                                                                         *)
(* Two places of the bump are enough, not three: PeerUp only compares      *)
(* Variant.bump with "after-bind", so "after-create" and "after-up" are    *)
(* one model.                                                              *)
(*                                                                         *)
(* Liveness is checked set by set, in runs of their own.  Two arguments    *)
(* save most of these runs:                                                *)
(*   - Scenario failed-open-flap has the behaviours of all other           *)
(*     scenarios, so a variant that is live in failed-open-flap is live in *)
(*     every scenario.  The behaviours of failed-open are those in which   *)
(*     no link goes down: the variable flaps is then 1 and not 0, and only *)
(*     LinkDown reads it.  The behaviours of flap are those in which the   *)
(*     link that is down comes up first: they have one more state in       *)
(*     front, in which the barrier is closed and no thread has met a peer  *)
(*     or sent.  That state satisfies no eventuality and raises none.  The *)
(*     behaviours of clean-start are those of flap in which no link goes   *)
(*     down.  No link has to go down, so fair behaviours stay fair.        *)
(*   - EveryThreadForwards implies UnpublishedIsTemporary, because an      *)
(*     event that happens again and again happens after every other event. *)
(*     So BarrierOpens and EveryThreadForwards together give all three.    *)
EXTENDS MCPeerUp, Survey

Engine(V, S) == INSTANCE PeerUp WITH Variant <- V, Scenario <- S

\* A parameter of Engine must be a constant, and a bound name is one.
FixSetsInit ==
    /\ ClearRegisters
    /\ \/ /\ clock = 0
          /\ \E q \in QuestionNumbers :
                /\ question = q
                /\ Engine(Questions[q].variant, Questions[q].scenario)!Init
       \/ /\ ClockInit
          /\ pc = << >> /\ turn = 0 /\ reached = 0 /\ counted = << >>
          /\ peer = << >> /\ ptv = << >> /\ descriptor = << >>
          /\ loaded = << >> /\ sent = << >> /\ peer_update = << >>
          /\ pollerr = << >> /\ link = << >> /\ opened = 0 /\ flaps = 0

FixSetsNext ==
    \/ /\ clock = 0
       /\ \E q \in { question } :
             Engine(Questions[q].variant, Questions[q].scenario)!Next
       /\ UNCHANGED surveyVars
    \/ ClockNext /\ UNCHANGED vars

FixSetsSpec == FixSetsInit /\ [][FixSetsNext]_<< vars, surveyVars >>

\* All properties but NeverTwoRings are about a thread that has sent.
NewViolations ==
    NewViolation("NeverTwoRings", NeverTwoRings) \cup
    IF \A t \in Thread : ~HasSent(t) THEN {}
    ELSE      NewViolation("SendImpliesPeerUp", SendImpliesPeerUp)
         \cup NewViolation("SendUsesPeersSocket", SendUsesPeersSocket)
         \cup NewViolation("SendUsesPeersIfIndex", SendUsesPeersIfIndex)
         \cup NewViolation("NeverSends", NeverSends)
         \cup NewViolation("NeverRecovers", NeverRecovers)

\* Always true: an invariant, so that TLC evaluates it once in each state.
Record == IF clock > 0 THEN RecordTick ELSE RecordState(NewViolations)
=============================================================================
