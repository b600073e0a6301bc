------------------------------- MODULE MCPair -------------------------------
(* All properties of Pair in one run: the first state in which each is     *)
(* violated is printed, with its level, and stops nothing.  One worker     *)
(* searches breadth first, so the level is the number of states of a       *)
(* shortest counterexample; what is not printed when the run completes     *)
(* holds.                                                                  *)
EXTENDS Pair, Sequences, TLC

Claims == << "TypeOK", "SendImpliesPeerUp", "SendUsesPeersSocket",
             "SendUsesPeersIfIndex", "StartedImpliesPublished", "NeverSends",
             "NeverRecovers" >>

Holds(claim) ==
    CASE claim = "TypeOK"                  -> TypeOK
      [] claim = "SendImpliesPeerUp"       -> SendImpliesPeerUp
      [] claim = "SendUsesPeersSocket"     -> SendUsesPeersSocket
      [] claim = "SendUsesPeersIfIndex"    -> SendUsesPeersIfIndex
      [] claim = "StartedImpliesPublished" -> StartedImpliesPublished
      [] claim = "NeverSends"              -> NeverSends
      [] claim = "NeverRecovers"           -> NeverRecovers

\* TLC's register 1 keeps which claims have been seen violated.
ReportedInit == TLCSet(1, {}) /\ Init

\* Asked once of each state, when its successors are: only then is TLC's level
\* that of the state.
Report ==
    /\ \A i \in 1..Len(Claims) :
        IF Claims[i] \in TLCGet(1) \/ Holds(Claims[i])
          THEN TRUE
          ELSE /\ TLCSet(1, TLCGet(1) \cup { Claims[i] })
               /\ PrintT(<< "violated", Claims[i], TLCGet("level") >>)
    /\ UNCHANGED vars

ReportedSpec == ReportedInit /\ [][Next \/ Report]_vars
=============================================================================
