--------------------------- MODULE MCPublication ---------------------------
(* The cases of Publication that TLC explores, all in one run: a case and  *)
(* a memory model are chosen in the first state.  `Report` prints every    *)
(* outcome once for each, whether the order was kept in it, and the number *)
(* of steps of the shortest behaviour with that outcome, because TLC       *)
(* searches breadth first, with one worker.  cases.json has the verdicts   *)
(* that were argued beforehand.                                            *)
EXTENDS Publication

CONSTANTS Families   \* the families of cases that TLC explores

-----------------------------------------------------------------------------
(* Named orders.  Upstream's atomics are seq_cst; its `turn` is a plain    *)
(* int, which counts as relaxed, the best that it can be.                  *)

FixAOrders ==
    "upstream" :> [ data |-> "seq_cst", state |-> "seq_cst" ] @@
    "rel-acq" :> [ data |-> "release-acquire", state |-> "release-acquire" ] @@
    "state-rel-acq" :> [ data |-> "relaxed", state |-> "release-acquire" ] @@
    "release-only" :> [ data |-> "relaxed", state |-> "release-only" ] @@
    "acquire-only" :> [ data |-> "relaxed", state |-> "acquire-only" ] @@
    "state-relaxed" :> [ data |-> "seq_cst", state |-> "relaxed" ] @@
    "relaxed" :> [ data |-> "relaxed", state |-> "relaxed" ]

FixAOrdersIn(names) == [ n \in names |-> FixAOrders[n] ]

FixBOrders ==
    "upstream" :> [ data |-> "seq_cst", reached |-> "seq_cst",
                    turn |-> "relaxed" ] @@
    "seq_cst" :> [ data |-> "seq_cst", reached |-> "seq_cst",
                   turn |-> "seq_cst" ] @@
    "turn-rel-acq" :> [ data |-> "seq_cst", reached |-> "seq_cst",
                        turn |-> "release-acquire" ] @@
    "turn-acquire" :> [ data |-> "seq_cst", reached |-> "seq_cst",
                        turn |-> "acquire-only" ] @@
    "turn-release" :> [ data |-> "seq_cst", reached |-> "seq_cst",
                        turn |-> "release-only" ] @@
    "data-relaxed" :> [ data |-> "relaxed", reached |-> "release-acquire",
                        turn |-> "release-acquire" ] @@
    "reached-relaxed" :> [ data |-> "relaxed", reached |-> "relaxed",
                           turn |-> "release-acquire" ] @@
    "relaxed" :> [ data |-> "relaxed", reached |-> "relaxed",
                   turn |-> "relaxed" ]

ShapeOrders ==
    "relaxed" :> [ all |-> "relaxed" ] @@
    "release-acquire" :> [ all |-> "release-acquire" ] @@
    "seq_cst" :> [ all |-> "seq_cst" ]

\* A variant without a guard never reads the state: its order is the data's.
WithState(o) == [ data |-> o.data, state |-> o.data, reached |-> o.reached,
                  turn |-> o.turn ]

OrdersOf ==
    "without-fix" :> ("seq_cst" :> FixBOrders["seq_cst"]) @@
    "fix-a" :> FixAOrders @@
    "fix-a/swapped" :> FixAOrdersIn({ "upstream" }) @@
    "fix-c" :> FixAOrders @@
    "fix-c/down-early" :> FixAOrdersIn({ "upstream", "state-rel-acq" }) @@
    "fix-c/up-locked" :> FixAOrdersIn({ "upstream", "relaxed" }) @@
    "fix-c/down-late" :> FixAOrdersIn({ "upstream" }) @@
    "fix-c/without-lock" :> FixAOrdersIn({ "upstream" }) @@
    "fix-c/without-down" :> FixAOrdersIn({ "upstream" }) @@
    "fix-c/swapped" :> FixAOrdersIn({ "upstream" }) @@
    "fix-b/publisher" :> FixBOrders @@
    "fix-b/sender" :> FixBOrders @@
    "fix-b/third" :> FixBOrders @@
    "MP" :> ShapeOrders @@
    "SB" :> ShapeOrders

CaseOf(family, o) ==
    CASE family = "without-fix" -> WithoutFix(WithState(o))
      [] family = "fix-a" -> FixA(o)
      [] family = "fix-a/swapped" -> FixASwapped(o)
      [] family = "fix-c" -> FixC(o)
      [] family = "fix-c/down-early" -> FixCDownEarly(o)
      [] family = "fix-c/up-locked" -> FixCUpLocked(o)
      [] family = "fix-c/down-late" -> FixCDownLate(o)
      [] family = "fix-c/without-lock" -> FixCWithoutLock(o)
      [] family = "fix-c/without-down" -> FixCWithoutDown(o)
      [] family = "fix-c/swapped" -> FixCSwapped(o)
      [] family = "fix-b/publisher" -> FixBPublisherOpens(WithState(o))
      [] family = "fix-b/sender" -> FixBSenderOpens(WithState(o))
      [] family = "fix-b/third" -> FixBThirdOpens(WithState(o))
      [] family = "MP" -> MessagePassing(o)
      [] family = "SB" -> StoreBuffering(o)

Named(family, orders) ==
    [ family |-> family, orders |-> orders ]
      @@ CaseOf(family, OrdersOf[family][orders])

MCFamilies == DOMAIN OrdersOf

MCCases == UNION { { Named(f, o) : o \in DOMAIN OrdersOf[f] } : f \in Families }

MCMemories == { "sc", "tso", "relaxed", "c11" }

-----------------------------------------------------------------------------
(* The report, as an invariant that always holds: TLC evaluates it once in *)
(* every state that it finds.                                              *)

\* The register that holds the facts printed so far.
PrintedRegister == 1

ASSUME TLCSet(PrintedRegister, {})

Facts ==
    (IF Settled
       THEN { << case.family, case.orders, memory, Outcome, OrderKept >> }
       ELSE {})
      \cup (IF NeverReordered THEN {} ELSE { << "can", memory, "reorder" >> })
      \cup (IF NeverPassed THEN {} ELSE { << "can", memory, "pass" >> })

Report ==
    \A fact \in Facts :
        \/ fact \in TLCGet(PrintedRegister)
        \/ /\ TLCSet(PrintedRegister,
                     TLCGet(PrintedRegister) \cup { fact })
           /\ PrintT(Append(fact, steps))
=============================================================================
