--------------------------- MODULE MCPairFixSets ----------------------------
(* The questions of MCFixSets, asked of the reduced model: a thread, its     *)
(* peer, and an environment that stands for any number of others.          *)
EXTENDS Pair, Survey

P(V, S) == INSTANCE Pair WITH Variant <- V, Scenario <- S

LatticeInit ==
    /\ NoteNothing
    /\ \/ /\ clock = 0
          /\ \E q \in Numbered :
                /\ question = q
                /\ P(Questions[q].variant, Questions[q].scenario)!Init
       \/ /\ ClockInit
          /\ pc = << >> /\ open = FALSE /\ bumped = << >> /\ peer = << >>
          /\ ptv = << >> /\ loaded = << >> /\ sent = << >>
          /\ peer_update = << >> /\ pollerr = << >> /\ link = << >>
          /\ flaps = 0

LatticeNext ==
    \/ /\ clock = 0
       /\ \E q \in { question } :
             P(Questions[q].variant, Questions[q].scenario)!Next
       /\ UNCHANGED survey
    \/ ClockNext /\ UNCHANGED vars

LatticeSpec == LatticeInit /\ [][LatticeNext]_<< vars, survey >>

\* All speak of a thread that has sent.
Broke ==
    IF \A t \in Thread : ~HasSent(t) THEN {}
    ELSE      Breaks("SendImpliesPeerUp", SendImpliesPeerUp)
         \cup Breaks("SendUsesPeersSocket", SendUsesPeersSocket)
         \cup Breaks("SendUsesPeersIfIndex", SendUsesPeersIfIndex)
         \cup Breaks("NeverSends", NeverSends)
         \cup Breaks("NeverRecovers", NeverRecovers)

\* Always true.
Note == IF clock > 0 THEN NoteTime ELSE NoteState(Broke)
=============================================================================
