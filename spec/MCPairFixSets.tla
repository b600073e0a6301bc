--------------------------- MODULE MCPairFixSets ----------------------------
(* The questions of MCFixSets about the reduced model: a thread, its peer, *)
(* and an environment that stands for any number of other threads.         *)
EXTENDS Pair, Survey

ReducedEngine(V, S) == INSTANCE Pair WITH Variant <- V, Scenario <- S

\* A parameter of ReducedEngine must be a constant, and a bound name is one.
FixSetsInit ==
    /\ ClearRegisters
    /\ \/ /\ clock = 0
          /\ \E q \in QuestionNumbers :
                /\ question = q
                /\ ReducedEngine(Questions[q].variant,
                                 Questions[q].scenario)!Init
       \/ /\ ClockInit
          /\ pc = << >> /\ open = FALSE /\ bumped = << >> /\ peer = << >>
          /\ ptv = << >> /\ loaded = << >> /\ sent = << >>
          /\ peer_update = << >> /\ pollerr = << >> /\ link = << >>
          /\ flaps = 0

FixSetsNext ==
    \/ /\ clock = 0
       /\ \E q \in { question } :
             ReducedEngine(Questions[q].variant, Questions[q].scenario)!Next
       /\ UNCHANGED surveyVars
    \/ ClockNext /\ UNCHANGED vars

FixSetsSpec == FixSetsInit /\ [][FixSetsNext]_<< vars, surveyVars >>

\* All properties are about a thread that has sent.
NewViolations ==
    IF \A t \in Thread : ~HasSent(t) THEN {}
    ELSE      NewViolation("SendImpliesPeerUp", SendImpliesPeerUp)
         \cup NewViolation("SendUsesPeersSocket", SendUsesPeersSocket)
         \cup NewViolation("SendUsesPeersIfIndex", SendUsesPeersIfIndex)
         \cup NewViolation("NeverSends", NeverSends)
         \cup NewViolation("NeverRecovers", NeverRecovers)

\* Always true: an invariant, so that TLC evaluates it once in each state.
Record == IF clock > 0 THEN RecordTick ELSE RecordState(NewViolations)
=============================================================================
