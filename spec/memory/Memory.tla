------------------------------- MODULE Memory -------------------------------
(***************************************************************************)
(* A few threads that access shared memory, each access with its C11       *)
(* order, under one of four memory models:                                 *)
(*                                                                         *)
(*   sc       Sequential consistency: an access is one step, and each      *)
(*            thread's accesses take effect in the order of its program.   *)
(*   tso      x86.  A store waits in a first-in-first-out buffer of its    *)
(*            thread until the hardware drains it; the thread's own loads  *)
(*            read it there.  A seq_cst store (xchg) and every add (lock   *)
(*            xadd) act on memory, with the buffer empty.                  *)
(*   relaxed  A processor like Armv8.  A store may become visible before   *)
(*            an earlier one, and a load may be satisfied early, also past *)
(*            a branch that depends on an earlier load, unless Waits       *)
(*            forbids it.  An update is two steps, like a pair of          *)
(*            exclusive accesses: other threads cannot write its location  *)
(*            in between, but later accesses may slip in between, even if  *)
(*            it acquires.                                                 *)
(*   c11      The language, on any processor, so also where a store        *)
(*            becomes visible to one thread before another: each location  *)
(*            has a history of stores, and each thread has a view, that is *)
(*            the oldest store in each history that it may still read.  A  *)
(*            release store carries its thread's view along; an acquire    *)
(*            load takes over the view that the store it reads carries.    *)
(*            This is the usual operational form of C11 as repaired        *)
(*            (RC11).                                                      *)
(*                                                                         *)
(* A mutex is a location too: 0 while it is free.  Locking is an update    *)
(* that waits until the mutex is free, and acquires; unlocking is a        *)
(* release store.  A processor does the same, and x86 may let the          *)
(* unlocking store wait in the buffer.  In c11 a thread that locks         *)
(* synchronizes with the thread that unlocked last, because an update      *)
(* reads the newest store.                                                 *)
(*                                                                         *)
(* A system call acts on the kernel's state at that moment, in one step,   *)
(* and orders nothing: it passes stores that wait.  But its arguments are  *)
(* not speculative: it comes after all earlier reads of its thread.        *)
(*                                                                         *)
(* Left out.  c11: values out of thin air, and with them every store that  *)
(* is visible before an earlier load of its thread (RC11 has neither;      *)
(* relaxed has the latter); consume; fences; the effect of a data race on  *)
(* a plain variable, which is undefined.  A plain access counts as a       *)
(* relaxed one, the best that a compiler could make of it.  A case whose   *)
(* accesses all are seq_cst is sequentially consistent, as C11 promises.   *)
(* Among weaker accesses a seq_cst access counts as acquire and release.   *)
(* That allows no less than C11, and no more for a thread whose seq_cst    *)
(* accesses are all loads, as a sender's are: the order of all seq_cst     *)
(* accesses requires of such a thread nothing beyond its acquires.         *)
(* relaxed: a thread's loads of its own pending stores (ASSUME: there are  *)
(* none), and processors that are not multi-copy atomic (POWER), which c11 *)
(* covers.  All models: the ordering that a system call adds, which is a   *)
(* lot.                                                                    *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Cases,     \* set of records with programs and initial: the threads'
               \*   accesses, and the initial values of the locations
    Memories   \* the memory models that are explored

ASSUME Memories \subseteq { "sc", "tso", "relaxed", "c11" }

VARIABLES
    case,      \* the case of this behaviour, chosen in its first state: the
               \*   record itself, because a look-up by name slows TLC down
    memory,    \* its memory model, chosen in its first state
    done,      \* thread -> numbers of its accesses that are done
    register,  \* thread -> the value that each of its accesses read, 0 before
    history,   \* location -> its stores; without c11 only the newest
    view,      \* c11: thread -> location -> oldest store that it may read
    buffer,    \* tso: thread -> its stores that wait for memory, oldest first
    linked,    \* relaxed: location -> thread within an update, or NoThread
    steps      \* how many steps led here: a function of the other variables,
               \*   so it adds no state

vars == << case, memory, done, register, history, view, buffer, linked,
           steps >>

NoThread == 0

-----------------------------------------------------------------------------
(* Accesses.  An access that `needs` another one has an effect only if     *)
(* that one has read the value that it `wants`: the branch of an if.       *)

Orders == { "relaxed", "acquire", "release", "acq_rel", "seq_cst" }

Access(op, action, at, value, order) ==
    [ op |-> op, action |-> action, at |-> at, value |-> value,
      order |-> order, needs |-> 0, wants |-> 0 ]

Load(action, at, order) == Access("load", action, at, 0, order)
Store(action, at, value, order) == Access("store", action, at, value, order)
AddOne(action, at, order) == Access("add", action, at, 1, order)
Lock(at) == Access("lock", "Lock", at, 1, "acquire")
Unlock(at) == Store("Unlock", at, 0, "release")
\* A system call that adds value to a number in the kernel; 0 only reads it.
Call(action, at, value) == Access("call", action, at, value, "relaxed")
OnlyIf(number, value, access) ==
    [ access EXCEPT !.needs = number, !.wants = value ]

IsUpdate(a) == a.op \in { "add", "lock" }
Acquires(a) == a.op # "store" /\ a.order \in {"acquire", "acq_rel", "seq_cst"}
Releases(a) == a.op # "load" /\ a.order \in {"release", "acq_rel", "seq_cst"}
IsStrong(a) == a.order = "seq_cst"

WellFormed(program) ==
    \A i \in 1..Len(program) :
      LET a == program[i]
      IN  /\ a.op \in { "load", "store", "add", "lock", "call" }
          /\ a.order \in Orders
          /\ a.needs \in 0..(i - 1)
          \* A branch never holds back a load, here or on a processor.
          /\ a.needs # 0 => a.op = "store"
          \* No load of the thread's own store: relaxed has no forwarding.
          /\ a.op = "load" => \A j \in 1..(i - 1) :
                                program[j].op = "load" \/ program[j].at # a.at

ASSUME \A c \in Cases :
         \A t \in DOMAIN c.programs : WellFormed(c.programs[t])

Programs == case.programs
Thread == DOMAIN Programs
Location == DOMAIN case.initial
Numbers(t) == 1..Len(Programs[t])

-----------------------------------------------------------------------------
(* When a thread may do an access. *)

\* The access has read its value.  A thread that is within an update of a
\* location is within its first one there that is not done: one location is
\* coherent.
Satisfied(t, j) ==
    LET a == Programs[t][j]
    IN  \/ j \in done[t]
        \/ /\ IsUpdate(a) /\ linked[a.at] = t
           /\ \A k \in 1..(j - 1) : Programs[t][k].at = a.at => k \in done[t]

\* relaxed: access i of t waits for the earlier access j.  An acquire holds
\* back all later accesses until it has read.  A release waits for all earlier
\* ones.  A seq_cst access waits for every earlier seq_cst one.  One location
\* is coherent.  And no store becomes visible, and no call is made, while it is
\* speculative.
WaitsToRead(t, j, i) ==
    LET a == Programs[t][j]
        b == Programs[t][i]
    IN  \/ a.at = b.at /\ j \notin done[t]
        \/ Acquires(a) /\ ~Satisfied(t, j)
        \/ IsStrong(a) /\ IsStrong(b) /\ j \notin done[t]
        \/ b.needs = j /\ ~Satisfied(t, j)
        \/ b.op = "call" /\ a.op # "store" /\ ~Satisfied(t, j)

Waits(t, j, i) ==
    \/ WaitsToRead(t, j, i)
    \/ Releases(Programs[t][i]) /\ j \notin done[t]

MayDo(t, i) ==
    /\ i \notin done[t]
    /\ \A j \in 1..(i - 1) :
         IF memory = "relaxed" THEN ~Waits(t, j, i) ELSE j \in done[t]

HasEffect(t, a) == IF a.needs = 0 THEN TRUE ELSE register[t][a.needs] = a.wants

MarkDone(t, i) ==
    /\ done' = [ done EXCEPT ![t] = @ \cup {i} ]
    /\ steps' = steps + 1
    /\ UNCHANGED << case, memory >>

Reads(t, i, value) == register' = [ register EXCEPT ![t][i] = value ]

-----------------------------------------------------------------------------
(* Memory: histories and views.  Without c11 a history is its newest       *)
(* store, and views have no effect.                                        *)

Oldest == [ l \in Location |-> 1 ]
Newest(at) == Len(history[at])

Join(one, other) ==
    [ l \in Location |-> IF one[l] > other[l] THEN one[l] ELSE other[l] ]

ViewOfOne(at, number) == [ Oldest EXCEPT ![at] = number ]

\* A store goes to the end of a history.  Only one thread stores to a location,
\* except to `reached` and to a mutex, where each write follows from the one
\* before it.
ToHistory(at, value, carried) ==
    history' = [ history EXCEPT ![at] =
      IF memory = "c11"
        THEN Append(@, [ value |-> value, view |-> carried ])
        ELSE << [ value |-> value, view |-> Oldest ] >> ]

\* t does the write of access a.  threadView is t's view at that moment.
\* inheritedView is the view of the store that an update reads: the update
\* hands it on, as part of that store's release sequence.
Writes(t, a, value, threadView, inheritedView) ==
    LET number == Newest(a.at) + 1
        newView == [ threadView EXCEPT ![a.at] = number ]
    IN  IF memory = "c11"
          THEN /\ ToHistory(a.at, value,
                     Join(inheritedView,
                          IF Releases(a) THEN newView
                                         ELSE ViewOfOne(a.at, number)))
               /\ view' = [ view EXCEPT ![t] = newView ]
          ELSE /\ ToHistory(a.at, value, Oldest)
               /\ UNCHANGED view

AllStrong == \A t \in Thread : \A i \in Numbers(t) : IsStrong(Programs[t][i])

Readable(t, a) ==
    IF memory # "c11" \/ AllStrong THEN { Newest(a.at) }
                                   ELSE view[t][a.at]..Newest(a.at)

\* tso: the thread's own stores to this location that wait, oldest first.
InBuffer(t, at) == SelectSeq(buffer[t], LAMBDA e : e.at = at)

-----------------------------------------------------------------------------
(* Steps of a thread. *)

DoLoad(t, i) ==
    LET a == Programs[t][i]
        waiting == InBuffer(t, a.at)
    IN  /\ a.op = "load" /\ MayDo(t, i)
        /\ \E n \in Readable(t, a) :
             LET read == history[a.at][n]
                 newView == [ view[t] EXCEPT ![a.at] = n ]
             IN  /\ Reads(t, i, IF waiting # << >>
                                  THEN waiting[Len(waiting)].value
                                  ELSE read.value)
                 /\ view' = IF memory # "c11" THEN view
                            ELSE [ view EXCEPT ![t] =
                                     IF Acquires(a)
                                       THEN Join(newView, read.view)
                                       ELSE newView ]
        /\ MarkDone(t, i)
        /\ UNCHANGED << history, buffer, linked >>

GoesToBuffer(a) == memory = "tso" /\ ~IsStrong(a)

DoStore(t, i) ==
    LET a == Programs[t][i]
    IN  /\ a.op = "store" /\ MayDo(t, i) /\ HasEffect(t, a)
        /\ linked[a.at] = NoThread
        /\ IF GoesToBuffer(a)
             THEN /\ buffer' = [ buffer EXCEPT ![t] = Append(@,
                       [ at |-> a.at, value |-> a.value, from |-> i ]) ]
                  /\ UNCHANGED << history, view >>
             ELSE /\ buffer[t] = << >>
                  /\ Writes(t, a, a.value, view[t], Oldest)
                  /\ UNCHANGED buffer
        /\ MarkDone(t, i)
        /\ UNCHANGED << register, linked >>

\* The branch is not taken.
SkipStore(t, i) ==
    /\ Programs[t][i].op = "store" /\ MayDo(t, i)
    /\ ~HasEffect(t, Programs[t][i])
    /\ MarkDone(t, i)
    /\ UNCHANGED << register, history, view, buffer, linked >>

\* A thread waits for a mutex that is held.
MayUpdate(a) ==
    /\ IsUpdate(a)
    /\ a.op = "lock" => history[a.at][Newest(a.at)].value = 0

\* relaxed: the first half of an update, the exclusive load.
BeginUpdate(t, i) ==
    LET a == Programs[t][i]
    IN  /\ MayUpdate(a) /\ memory = "relaxed" /\ i \notin done[t]
        /\ \A j \in 1..(i - 1) : ~WaitsToRead(t, j, i)
        /\ linked[a.at] = NoThread
        /\ linked' = [ linked EXCEPT ![a.at] = t ]
        /\ Reads(t, i, history[a.at][Newest(a.at)].value)
        /\ steps' = steps + 1
        /\ UNCHANGED << case, memory, done, history, view, buffer >>

\* relaxed: the second half of an update; the other models: all of it.
DoUpdate(t, i) ==
    LET a == Programs[t][i]
        old == history[a.at][Newest(a.at)]
        threadView == IF Acquires(a) THEN Join(view[t], old.view)
                                     ELSE view[t]
    IN  /\ MayUpdate(a) /\ MayDo(t, i) /\ buffer[t] = << >>
        /\ linked[a.at] = IF memory = "relaxed" THEN t ELSE NoThread
        /\ linked' = [ linked EXCEPT ![a.at] = NoThread ]
        /\ Reads(t, i, old.value)
        /\ Writes(t, a, old.value + a.value, threadView, old.view)
        /\ MarkDone(t, i)
        /\ UNCHANGED buffer

\* A call does not go through memory: no buffer holds it back, and no view
\* hides the kernel's value from it.
DoCall(t, i) ==
    LET a == Programs[t][i]
        old == history[a.at][Newest(a.at)]
    IN  /\ a.op = "call" /\ MayDo(t, i)
        /\ Reads(t, i, old.value)
        /\ ToHistory(a.at, old.value + a.value, Oldest)
        /\ MarkDone(t, i)
        /\ UNCHANGED << view, buffer, linked >>

(* A step of the hardware: the oldest store in a buffer reaches memory. *)

Drain(t) ==
    /\ buffer[t] # << >>
    /\ ToHistory(Head(buffer[t]).at, Head(buffer[t]).value, Oldest)
    /\ buffer' = [ buffer EXCEPT ![t] = Tail(@) ]
    /\ steps' = steps + 1
    /\ UNCHANGED << case, memory, done, register, view, linked >>

-----------------------------------------------------------------------------
Init ==
    /\ case \in Cases
    /\ memory \in Memories
    /\ done = [ t \in Thread |-> {} ]
    /\ register = [ t \in Thread |-> [ i \in Numbers(t) |-> 0 ] ]
    /\ history = [ l \in Location |->
                     << [ value |-> case.initial[l], view |-> Oldest ] >> ]
    /\ view = [ t \in Thread |-> Oldest ]
    /\ buffer = [ t \in Thread |-> << >> ]
    /\ linked = [ l \in Location |-> NoThread ]
    /\ steps = 0

Finished == \A t \in Thread : done[t] = Numbers(t) /\ buffer[t] = << >>

\* When every access is done, the state stays as it is.  So a deadlock, which
\* TLC looks for, is a state in which this machine is stuck.
Next ==
    \/ \E t \in Thread :
         \/ Drain(t)
         \/ \E i \in Numbers(t) : \/ DoLoad(t, i) \/ DoStore(t, i)
                                  \/ SkipStore(t, i) \/ BeginUpdate(t, i)
                                  \/ DoUpdate(t, i) \/ DoCall(t, i)
    \/ Finished /\ UNCHANGED vars

Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
TypeOK ==
    /\ memory \in Memories /\ steps \in Nat
    \* In the first state only: no step changes case, and the check is slow.
    /\ steps = 0 => case \in Cases
    /\ \A t \in Thread :
         /\ done[t] \subseteq Numbers(t)
         /\ \A i \in Numbers(t) : register[t][i] \in Int
         /\ \A l \in Location : view[t][l] \in 1..Newest(l)
         /\ memory # "tso" => buffer[t] = << >>
         /\ \A k \in 1..Len(buffer[t]) : buffer[t][k].from \in done[t]
    /\ \A l \in Location :
         /\ memory # "c11" => Newest(l) = 1
         /\ linked[l] \in Thread \cup {NoThread}
         /\ memory # "relaxed" => linked[l] = NoThread

(* Reachability: a violated NeverX is a witness that X can happen.         *)

\* An access is done while an earlier one of its thread is not.
NeverReordered ==
    \A t \in Thread : \A i \in done[t] : \A j \in 1..(i - 1) : j \in done[t]

\* A load is done while an earlier store of its thread waits in the buffer.
NeverPassed ==
    \A t \in Thread : \A k \in 1..Len(buffer[t]) : \A i \in done[t] :
      Programs[t][i].op = "load" => i < buffer[t][k].from
=============================================================================
