------------------------------- MODULE Survey -------------------------------
(* Many questions of one kind in one search: which properties does a       *)
(* variant break in a scenario, and how soon?  A question is a pair of the *)
(* two, chosen in the initial state and kept.                              *)
(*                                                                         *)
(* No violation ends the search.  TLC notes in its registers how many      *)
(* states it found for each question, how deep they lie, and for each      *)
(* property the first state that breaks it: one worker searches breadth    *)
(* first, so that is the end of a shortest counterexample.                 *)
(*                                                                         *)
(* The notes are printed by a clock: a behaviour of its own that does      *)
(* nothing but count, one step a level.  When it comes to Horizon, all     *)
(* that lies less deep has been found.  Whoever reads the notes must       *)
(* compare: the states of all questions and the Horizon of the clock are   *)
(* all states that TLC found, or something lay deeper.                     *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets, TLC

CONSTANTS
    Questions,  \* a sequence of [variant, scenario]
    Horizon     \* how many steps the clock counts

ASSUME Horizon \in Nat /\ Questions # << >>

VARIABLES
    question,   \* the number of the question, 0 in the clock's behaviour
    clock       \* the clock's state, 0 in all others

survey == << question, clock >>

Numbered == DOMAIN Questions

-----------------------------------------------------------------------------
(* Registers. *)

Skew == 0                              \* see NoteTime
Found(q) == q                          \* << states, level of the last one >>
Broken(q) == Len(Questions) + q        \* property -> level of the first state

NoteNothing ==
    /\ TLCSet(Skew, {})
    /\ \A q \in Numbered : /\ TLCSet(Found(q), << 0, 0 >>)
                           /\ TLCSet(Broken(q), << >>)

IsBroken(property) == property \in DOMAIN TLCGet(Broken(question))

\* The name of a property that is false for the first time, as a set.
Breaks(property, holds) ==
    IF holds \/ IsBroken(property) THEN {} ELSE { property }

\* To be evaluated once for each state.
NoteState(breaks) ==
    /\ TLCSet(Found(question),
              << TLCGet(Found(question))[1] + 1, TLCGet("level") >>)
    /\ breaks # {} =>
         LET before == TLCGet(Broken(question))
         IN  TLCSet(Broken(question),
                    [ p \in breaks \cup DOMAIN before |->
                        IF p \in breaks THEN TLCGet("level") ELSE before[p] ])

\* Each line with what shows that none is lost:
\*   << "surveyed", skews, number of questions >>
\*   << "found", question, states, level of the last, properties broken >>
\*   << "broken", question, property, level >>
PrintNotes ==
    /\ PrintT(<< "surveyed", TLCGet(Skew), Len(Questions) >>)
    /\ \A q \in Numbered :
        LET found  == TLCGet(Found(q))
            broken == TLCGet(Broken(q))
        IN  /\ PrintT(<< "found", q, found[1], found[2],
                         Cardinality(DOMAIN broken) >>)
            /\ \A p \in DOMAIN broken :
                 PrintT(<< "broken", q, p, broken[p] >>)

\* What TLC calls the level of a state differs from its place in a behaviour,
\* counted from 1, and not by the same in every TLC: the clock knows both.
NoteTime ==
    /\ TLCSet(Skew, TLCGet(Skew) \cup { clock - TLCGet("level") })
    /\ clock = Horizon => PrintNotes

-----------------------------------------------------------------------------
ClockInit == question = 0 /\ clock = 1

ClockNext ==
    /\ clock > 0
    /\ clock' = IF clock < Horizon THEN clock + 1 ELSE clock
    /\ UNCHANGED question
=============================================================================
