----------------------------- MODULE MCFixSets ------------------------------
(* Which sets of changes keep which promise?  One search explores PeerUp   *)
(* for many sets of changes and every scenario in question.                *)
(*                                                                         *)
(* Two places of the bump are enough, not three: PeerUp only compares      *)
(* Variant.bump with "after-bind", so "after-create" and "after-up" are    *)
(* one model.                                                              *)
(*                                                                         *)
(* Most sets differ in features that no step of a scenario reads.  The     *)
(* record of a question then leaves these features out, and one question   *)
(* stands for all sets that agree in the rest.  TLC shows that it may: a   *)
(* step that reads a field which its record does not have is an error, so  *)
(* in a search that ends without one no step, no initial state and no      *)
(* property depends on these features.                                     *)
(*                                                                         *)
(* A set that is not live is found in the same search, as a state that is  *)
(* stuck: the barrier can never open, or a thread can never leave its read *)
(* of an error.  StuckForEver, checked for every step, says that no step   *)
(* leads out of such a state.  Every finite behaviour is the beginning of  *)
(* a fair one, so the set has a fair behaviour that is not live.           *)
(*                                                                         *)
(* That a set is live is checked as a temporal property of LiveSpec, for   *)
(* many sets in one run.  Two arguments save questions:                    *)
(*   - Scenario failed-open-flap has the behaviours of clean-start,        *)
(*     failed-open and flap, so a variant that is live there is live in    *)
(*     these three.  The behaviours of failed-open are those in which no   *)
(*     link goes down: the variable flaps is then 1 and not 0, and only    *)
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
Asked == { question }

QuestionInit ==
    \E q \in QuestionNumbers :
        /\ question = q
        /\ Engine(Questions[q].variant, Questions[q].scenario)!Init

QuestionNext ==
    \E q \in Asked :
        Engine(Questions[q].variant, Questions[q].scenario)!Next

FixSetsInit ==
    /\ ClearRegisters
    /\ \/ clock = 0 /\ QuestionInit
       \/ /\ ClockInit
          /\ pc = << >> /\ turn = 0 /\ reached = 0 /\ counted = << >>
          /\ peer = << >> /\ ptv = << >> /\ descriptor = << >>
          /\ loaded = << >> /\ sent = << >> /\ peer_update = << >>
          /\ pollerr = << >> /\ group = << >> /\ link = << >>
          /\ opened = 0 /\ flaps = 0

FixSetsNext ==
    \/ clock = 0 /\ QuestionNext /\ UNCHANGED surveyVars
    \/ ClockNext /\ UNCHANGED vars

FixSetsSpec == FixSetsInit /\ [][FixSetsNext]_<< vars, surveyVars >>

-----------------------------------------------------------------------------
(* States that are stuck. *)

BeforeBump == { "WaitTurn", "OpenSocket", "Bind", "BumpReadTurn",
                "BumpAddReached" }

RingAndPublication == { "BeginRing", "EndRing", "PublishIfIndex",
                        "PublishSocket", "PublishState" }

\* Can t still count itself?
MayBump(V, t) ==
    /\ peer_update[t]
    /\ \/ pc[t] \in BeforeBump
       \/ pc[t] \in RingAndPublication /\ V.bump # "after-bind"

\* Too few threads are left that could count themselves.  Between its two last
\* stores the last bump has set reached back already.
IsClosed(V) ==
    /\ turn # 0
    /\ \A t \in Thread : pc[t] # "BumpStoreTurn"
    /\ reached + Cardinality({ t \in Thread : MayBump(V, t) }) < turn

\* t reads an error that another thread has taken, and no link goes down any
\* more.
IsAsleep(V, t) ==
    /\ pc[t] = "AskForError"
    /\ ~pollerr[t]
    /\ flaps = 0
    /\ sent[t].result # "ok"
    /\ ~V.askWithoutWaiting

\* The main thread waits for u, which waits in the barrier for good, and does
\* not learn of a thread that failed.
IsUnnoticed(V) ==
    /\ \E t \in Thread :
        /\ pc[t] = "Ended"
        /\ \E u \in Thread : TurnOf(u) < TurnOf(t) /\ ~BeginsLoop(u)
    /\ IsClosed(V)
    /\ \A t \in Thread : ~pollerr[t]
    /\ flaps = 0

\* Each part by itself: a state that is stuck in one way must not become one
\* that is stuck in another.
StuckForEver ==
    [][ clock = 0 =>
          \A q \in Asked :
            LET V == Questions[q].variant
            IN  /\ IsClosed(V) => IsClosed(V)'
                /\ \A t \in Thread : IsAsleep(V, t) => IsAsleep(V, t)'
                /\ IsUnnoticed(V) => IsUnnoticed(V)' ]_vars

-----------------------------------------------------------------------------
\* What TLC records.  The send properties are about a thread that has sent.
NewViolations ==
    LET V == Questions[question].variant
    IN  NewViolation("NeverTwoRings", NeverTwoRings)
   \* A group of one thread has one order.
   \cup NewViolation("StartedImpliesOrdered",
                     ThreadsPerInterface = 1 \/ StartedImpliesOrdered)
   \cup NewViolation("BarrierOpens", ~IsClosed(V))
   \cup NewViolation("EveryThreadForwards", \A t \in Thread : ~IsAsleep(V, t))
   \cup NewViolation("FatalFailureIsNoticed", ~IsUnnoticed(V))
   \cup IF \A t \in Thread : ~HasSent(t) THEN {}
        ELSE      NewViolation("SendImpliesPeerUp", SendImpliesPeerUp)
             \cup NewViolation("SendUsesPeersSocket", SendUsesPeersSocket)
             \cup NewViolation("SendUsesPeersIfIndex", SendUsesPeersIfIndex)
             \cup NewViolation("NeverSends", NeverSends)
             \cup NewViolation("NeverRecovers", NeverRecovers)

\* Always true: an invariant, so that TLC evaluates it once in each state.
Record == IF clock > 0 THEN RecordTick ELSE RecordState(NewViolations)

-----------------------------------------------------------------------------
(* Liveness of many sets. *)

LiveInit == clock = 0 /\ QuestionInit

LiveNext == QuestionNext /\ UNCHANGED surveyVars

ThreadStep(t) ==
    \E q \in Asked :
        /\ Engine(Questions[q].variant, Questions[q].scenario)!Step(t)
        /\ UNCHANGED surveyVars

PublishesDown(t) ==
    \E q \in Asked :
        /\ Engine(Questions[q].variant, Questions[q].scenario)!PublishDown(t)
        /\ UNCHANGED surveyVars

LinkComesUp(i) ==
    \E q \in Asked :
        /\ Engine(Questions[q].variant, Questions[q].scenario)!LinkUp(i)
        /\ UNCHANGED surveyVars

\* The order is a question about the start.  In a clean start a thread that
\* forwards changes only its own pc, loaded and sent, on which no other step
\* and no order depends.  So what the others do meanwhile they also do while it
\* stands before its first frame, and the search goes no further.
OrderNext ==
    IF \A t \in Thread : pc[t] # "Guard"
      THEN LiveNext
      ELSE UNCHANGED << vars, surveyVars >>

OrderSpec == LiveInit /\ [][OrderNext]_<< vars, surveyVars >>

\* As Fairness of PeerUp.  There only variants with the lock have the strong
\* conjunct: without it no step of another thread disables PublishDown, so
\* strong fairness says no more than weak fairness does.
LiveSpec ==
    /\ LiveInit /\ [][LiveNext]_<< vars, surveyVars >>
    /\ \A t \in Thread : WF_vars(ThreadStep(t)) /\ SF_vars(PublishesDown(t))
    /\ \A i \in Interface : WF_vars(LinkComesUp(i))
=============================================================================
