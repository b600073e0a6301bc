----------------------------- MODULE MCLeftOut ------------------------------
(* All cases of LeftOut in one search.  A question is a case's module, a   *)
(* variant, a scenario, and whether the case's change is made; the initial *)
(* state chooses it, and it stays.  cases.json has the verdicts that were  *)
(* argued beforehand.                                                      *)
EXTENDS LeftOut

CONSTANT Questions  \* a sequence of [module, variant, scenario, changed]

VARIABLE question   \* the number of the question

vars == << pc, turn, reached, counted, peer, ptv, descriptor, loaded, sent,
           peer_update, pollerr, group, link, opened, flaps, extra, question >>

CleanStart == [ down |-> 0, flaps |-> 0, inRing |-> FALSE, fatal |-> 0 ]
FailedOpen == [ CleanStart EXCEPT !.down = 1 ]
Flap == [ CleanStart EXCEPT !.flaps = 1 ]

\* A parameter of an instance must be a constant, so n is a bound name.
Of(Operator(_, _, _, _), n) ==
    Operator(Questions[n].module, Questions[n].variant, Questions[n].scenario,
             Questions[n].changed)

LeftOutInit ==
    \E n \in DOMAIN Questions : question = n /\ Of(InitOf, n)

LeftOutNext ==
    /\ \E n \in { question } : Of(NextOf, n)
    /\ UNCHANGED question

LeftOutSpec == LeftOutInit /\ [][LeftOutNext]_vars

-----------------------------------------------------------------------------
(* The report.  A register for each question has what is reported of it:   *)
(* that it was asked, that its case happened, claims that are violated.    *)

ASSUME \A n \in DOMAIN Questions : TLCSet(n, {})

IsNew(fact) == fact \notin TLCGet(question)

Note(facts) == TLCSet(question, TLCGet(question) \cup facts)

\* Always true.
Report ==
    \E n \in { question } :
        LET claims == DOMAIN Of(ClaimsOf, n)
        IN  /\ IsNew("asked") =>
                 PrintT(<< "asked", n, claims >>) /\ Note({ "asked" })
            /\ IsNew("happened") /\ Of(HappenedOf, n) =>
                 PrintT(<< "happened", n >>) /\ Note({ "happened" })

\* False in the first state that violates a claim of its question.
Claims ==
    \E n \in { question } :
        LET claims == Of(ClaimsOf, n)
            broken == { c \in DOMAIN claims : ~claims[c] /\ IsNew(c) }
        IN  \/ broken = {}
            \/ PrintT(<< "broken", n, broken >>) /\ Note(broken) /\ FALSE
=============================================================================
