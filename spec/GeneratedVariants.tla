------------------------- MODULE GeneratedVariants -------------------------

\* The variants of models.json, for editors. `npm run check` writes this file.

V7 == [bump |-> "after-create", bumpOnFailure |-> TRUE, guard |-> FALSE,
       publishDown |-> FALSE, lock |-> FALSE]

V8 == [bump |-> "after-bind", bumpOnFailure |-> FALSE, guard |-> FALSE,
       publishDown |-> FALSE, lock |-> FALSE]

FixA == [bump |-> "after-bind", bumpOnFailure |-> FALSE, guard |-> TRUE,
         publishDown |-> FALSE, lock |-> FALSE]

FixB == [bump |-> "after-up", bumpOnFailure |-> FALSE, guard |-> FALSE,
         publishDown |-> FALSE, lock |-> FALSE]

Revert == [bump |-> "after-create", bumpOnFailure |-> TRUE, guard |-> FALSE,
           publishDown |-> FALSE, lock |-> FALSE]

FixC == [bump |-> "after-bind", bumpOnFailure |-> TRUE, guard |-> TRUE,
         publishDown |-> TRUE, lock |-> TRUE]

=============================================================================
