------------------------------- MODULE Survey -------------------------------
(* Many questions of one kind in one search: which properties does a       *)
(* variant violate in a scenario, and how soon?  A question is a pair of   *)
(* the two, chosen in the initial state and kept.                          *)
(*                                                                         *)
(* No violation ends the search.  In its registers TLC records, for each   *)
(* question, how many states it found, the level of the last one, and for  *)
(* each property the level of the first state that violates it.  One       *)
(* worker searches breadth first, so that state is the end of a shortest   *)
(* counterexample.                                                         *)
(*                                                                         *)
(* The clock prints the records.  It is a behaviour of its own that only   *)
(* counts, one step a level.  When it reaches Horizon, TLC has found every *)
(* state that lies less deep.  The reader of the records must check that:  *)
(* the states of all questions and the Horizon of the clock add up to all  *)
(* states that TLC found, or else some states lay deeper.                  *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets, TLC

CONSTANTS
    Questions,  \* a sequence of [variant, scenario]
    Horizon     \* how many steps the clock counts

ASSUME Horizon \in Nat /\ Questions # << >>

VARIABLES
    question,   \* the number of the question, 0 in the clock's behaviour
    clock       \* the clock's state, 0 in all others

surveyVars == << question, clock >>

QuestionNumbers == DOMAIN Questions

-----------------------------------------------------------------------------
(* Registers. *)

SkewRegister == 0                 \* see RecordTick
StatesRegister(q) == q            \* << states, level of the last one >>
ViolationsRegister(q) ==          \* property -> level of the first violation
    Len(Questions) + q

ClearRegisters ==
    /\ TLCSet(SkewRegister, {})
    /\ \A q \in QuestionNumbers : /\ TLCSet(StatesRegister(q), << 0, 0 >>)
                                  /\ TLCSet(ViolationsRegister(q), << >>)

IsRecorded(property) ==
    property \in DOMAIN TLCGet(ViolationsRegister(question))

\* The name of a property that is violated for the first time, as a set.
NewViolation(property, holds) ==
    IF holds \/ IsRecorded(property) THEN {} ELSE { property }

\* To be evaluated once for each state.
RecordState(violated) ==
    /\ TLCSet(StatesRegister(question),
              << TLCGet(StatesRegister(question))[1] + 1, TLCGet("level") >>)
    /\ violated # {} =>
         LET before == TLCGet(ViolationsRegister(question))
         IN  TLCSet(ViolationsRegister(question),
                    [ p \in violated \cup DOMAIN before |->
                        IF p \in violated THEN TLCGet("level")
                                          ELSE before[p] ])

\* Each line has a count that shows whether another line is lost:
\*   << "surveyed", skews, number of questions >>
\*   << "found", question, states, level of the last, properties violated >>
\*   << "broken", question, property, level >>
PrintRecords ==
    /\ PrintT(<< "surveyed", TLCGet(SkewRegister), Len(Questions) >>)
    /\ \A q \in QuestionNumbers :
        LET found  == TLCGet(StatesRegister(q))
            violations == TLCGet(ViolationsRegister(q))
        IN  /\ PrintT(<< "found", q, found[1], found[2],
                         Cardinality(DOMAIN violations) >>)
            /\ \A p \in DOMAIN violations :
                 PrintT(<< "broken", q, p, violations[p] >>)

\* TLC's level of a state differs from the state's place in a behaviour,
\* counted from 1, and not by the same number in every TLC.  The clock knows
\* both.
RecordTick ==
    /\ TLCSet(SkewRegister,
              TLCGet(SkewRegister) \cup { clock - TLCGet("level") })
    /\ clock = Horizon => PrintRecords

-----------------------------------------------------------------------------
ClockInit == question = 0 /\ clock = 1

ClockNext ==
    /\ clock > 0
    /\ clock' = IF clock < Horizon THEN clock + 1 ELSE clock
    /\ UNCHANGED question
=============================================================================
