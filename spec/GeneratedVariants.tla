------------------------- MODULE GeneratedVariants -------------------------

\* The variants of models.json, for editors. `npm run check` writes this file.

V7 == [bump |-> "after-create", bumpOnFailure |-> TRUE, guard |-> FALSE,
       publishDown |-> FALSE, lock |-> FALSE, askWithoutWaiting |-> FALSE,
       ringFirst |-> FALSE, bumpOnFatal |-> FALSE]

V8 == [bump |-> "after-bind", bumpOnFailure |-> FALSE, guard |-> FALSE,
       publishDown |-> FALSE, lock |-> FALSE, askWithoutWaiting |-> FALSE,
       ringFirst |-> FALSE, bumpOnFatal |-> FALSE]

FixA == [bump |-> "after-bind", bumpOnFailure |-> FALSE, guard |-> TRUE,
         publishDown |-> FALSE, lock |-> FALSE, askWithoutWaiting |-> FALSE,
         ringFirst |-> FALSE, bumpOnFatal |-> FALSE]

FixB == [bump |-> "after-up", bumpOnFailure |-> FALSE, guard |-> FALSE,
         publishDown |-> FALSE, lock |-> FALSE, askWithoutWaiting |-> FALSE,
         ringFirst |-> FALSE, bumpOnFatal |-> FALSE]

Revert == [bump |-> "after-create", bumpOnFailure |-> TRUE, guard |-> FALSE,
           publishDown |-> FALSE, lock |-> FALSE,
           askWithoutWaiting |-> FALSE, ringFirst |-> FALSE,
           bumpOnFatal |-> FALSE]

FixC == [bump |-> "after-bind", bumpOnFailure |-> TRUE, guard |-> TRUE,
         publishDown |-> TRUE, lock |-> TRUE, askWithoutWaiting |-> FALSE,
         ringFirst |-> FALSE, bumpOnFatal |-> FALSE]

FixD == [bump |-> "after-create", bumpOnFailure |-> TRUE, guard |-> TRUE,
         publishDown |-> TRUE, lock |-> TRUE, askWithoutWaiting |-> TRUE,
         ringFirst |-> TRUE, bumpOnFatal |-> TRUE]

=============================================================================
