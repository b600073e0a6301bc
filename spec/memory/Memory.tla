------------------------------- MODULE Memory -------------------------------
(***************************************************************************)
(* A few threads that access shared memory, each access with its C11       *)
(* order, under one of four memory models:                                 *)
(*                                                                         *)
(*   sc       Sequential consistency: an access is one step, each thread   *)
(*            in the order of its program.                                 *)
(*   tso      x86.  A store waits in a first-in-first-out buffer of its    *)
(*            thread until the hardware drains it; the thread's own loads  *)
(*            see it there.  A seq_cst store (xchg) and every add (lock    *)
(*            xadd) act on memory, with the buffer empty.                  *)
(*   relaxed  A processor as Armv8 is.  A store may become visible before  *)
(*            an earlier one, a load may be satisfied early, also past a   *)
(*            branch that depends on an earlier load: unless Waits says    *)
(*            no.  An update is two steps, as a pair of exclusive accesses *)
(*            is: others cannot write its location in between, but later   *)
(*            accesses may slip in between, even if it acquires.           *)
(*   c11      The language, on any processor, so also where a store        *)
(*            becomes visible to one thread before another: each location  *)
(*            has a history of stores, each thread a view, that is the     *)
(*            oldest store in each history that it may still read.  A      *)
(*            release store carries its thread's view along, an acquire    *)
(*            load takes over what the store that it reads carries.  This  *)
(*            is the usual operational form of C11 as repaired (RC11).     *)
(*                                                                         *)
(* A mutex is a location too: 0 while it is free.  To lock it is an update *)
(* that waits until it is free, and acquires; to unlock it is a release    *)
(* store.  That is what a processor does, and x86 may let the unlocking    *)
(* wait in the buffer; in c11 who locks synchronizes with who unlocked     *)
(* last, for an update reads the newest store.                             *)
(*                                                                         *)
(* A system call acts on what the kernel holds, as it is at that moment,   *)
(* in one step, and orders nothing: it passes stores that wait.  But its   *)
(* arguments are no guess: it comes after all that its thread has read.    *)
(*                                                                         *)
(* Left out.  c11: values out of thin air, and with them every store that  *)
(* is visible before an earlier load of its thread (RC11 has neither;      *)
(* relaxed has the latter); consume; fences; what a data race on a plain   *)
(* variable does, which is undefined: a plain access is taken for a        *)
(* relaxed one, the best that a compiler could make of it.  A case whose   *)
(* accesses all are seq_cst is sequentially consistent, as C11 promises;   *)
(* among weaker ones a seq_cst access counts as acquire and release, which *)
(* allows no less than C11, and no more for a thread whose seq_cst         *)
(* accesses are all loads, as a sender's are: the order of all seq_cst     *)
(* accesses asks of such a thread nothing beyond what its acquires do.     *)
(* relaxed: a thread's loads of its own pending stores (ASSUME: none has   *)
(* any), and processors that are not multi-copy atomic (POWER): c11 speaks *)
(* of those.  Everywhere: what a system call orders, which is much.        *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
    Cases,     \* set of records with programs and initial: what the threads
               \*   do, and what the locations hold before
    Memories   \* the memory models that are explored

ASSUME Memories \subseteq { "sc", "tso", "relaxed", "c11" }

VARIABLES
    case,      \* the case of this behaviour, chosen in its first state: the
               \*   record itself, which TLC finds faster than by its name
    memory,    \* its memory model, likewise
    done,      \* thread -> numbers of the accesses that it has done
    register,  \* thread -> what each of its accesses read, 0 before
    history,   \* location -> its stores; without c11 only the newest
    view,      \* c11: thread -> oldest store that it may read, by location
    buffer,    \* tso: thread -> its stores that memory has not, oldest first
    linked,    \* relaxed: location -> thread within an update, or Nobody
    steps      \* how many steps led here: a function of the others, so that it
               \*   adds no state

vars == << case, memory, done, register, history, view, buffer, linked,
           steps >>

Nobody == 0

-----------------------------------------------------------------------------
(* Accesses.  An access that `needs` another one has an effect only if that *)
(* one has read what it `wants`: the branch of an if.                       *)

Orders == { "relaxed", "acquire", "release", "acq_rel", "seq_cst" }

Access(op, action, at, value, order) ==
    [ op |-> op, action |-> action, at |-> at, value |-> value,
      order |-> order, needs |-> 0, wants |-> 0 ]

Load(action, at, order) == Access("load", action, at, 0, order)
Store(action, at, value, order) == Access("store", action, at, value, order)
AddOne(action, at, order) == Access("add", action, at, 1, order)
Lock(at) == Access("lock", "Lock", at, 1, "acquire")
Unlock(at) == Store("Unlock", at, 0, "release")
\* A system call that adds value to what the kernel holds: 0 only looks at it.
Call(action, at, value) == Access("call", action, at, value, "relaxed")
Only(number, value, access) ==
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
          \* Loads are never held back by a branch, here or on a processor.
          /\ a.needs # 0 => a.op = "store"
          \* No load of an own store: relaxed has no forwarding.
          /\ a.op = "load" => \A j \in 1..(i - 1) :
                                program[j].op = "load" \/ program[j].at # a.at

ASSUME \A c \in Cases :
         \A t \in DOMAIN c.programs : WellFormed(c.programs[t])

Programs == case.programs
Thread == DOMAIN Programs
Location == DOMAIN case.initial
Numbers(t) == 1..Len(Programs[t])

-----------------------------------------------------------------------------
(* When an access may be done. *)

\* It has read what it reads.  A thread is within the first update of a location
\* that it has not done: one location is coherent.
Satisfied(t, j) ==
    LET a == Programs[t][j]
    IN  \/ j \in done[t]
        \/ /\ IsUpdate(a) /\ linked[a.at] = t
           /\ \A k \in 1..(j - 1) : Programs[t][k].at = a.at => k \in done[t]

\* relaxed: access i of t waits for the earlier access j.  An acquire holds back
\* all that follows until it has read; a release waits for all before it; a
\* seq_cst access for every earlier seq_cst one; one location is coherent; and
\* no store becomes visible, and no call is made, on a guess.
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

DoneNow(t, i) == /\ done' = [ done EXCEPT ![t] = @ \cup {i} ]
                 /\ steps' = steps + 1
                 /\ UNCHANGED << case, memory >>

Reads(t, i, value) == register' = [ register EXCEPT ![t][i] = value ]

-----------------------------------------------------------------------------
(* Memory: histories and views.  Without c11 a history is its newest store  *)
(* and a view says nothing.                                                 *)

Oldest == [ l \in Location |-> 1 ]
Newest(at) == Len(history[at])

Later(one, other) ==
    [ l \in Location |-> IF one[l] > other[l] THEN one[l] ELSE other[l] ]

At(at, number) == [ Oldest EXCEPT ![at] = number ]

\* Stores go to the end of a history: a location has one thread that stores
\* to it, but `reached` and a mutex, whose writes follow from one another.
Written(at, value, carried) ==
    history' = [ history EXCEPT ![at] =
      IF memory = "c11"
        THEN Append(@, [ value |-> value, view |-> carried ])
        ELSE << [ value |-> value, view |-> Oldest ] >> ]

\* t writes access a: `seen` is t's view by then, `inherited` what an update
\* hands on of the store that it reads, as its release sequence.
Writes(t, a, value, seen, inherited) ==
    LET number == Newest(a.at) + 1
        own == [ seen EXCEPT ![a.at] = number ]
    IN  IF memory = "c11"
          THEN /\ Written(a.at, value,
                          Later(inherited, IF Releases(a) THEN own
                                           ELSE At(a.at, number)))
               /\ view' = [ view EXCEPT ![t] = own ]
          ELSE /\ Written(a.at, value, Oldest)
               /\ UNCHANGED view

AllStrong == \A t \in Thread : \A i \in Numbers(t) : IsStrong(Programs[t][i])

Readable(t, a) ==
    IF memory # "c11" \/ AllStrong THEN { Newest(a.at) }
                                   ELSE view[t][a.at]..Newest(a.at)

\* tso: the newest of the thread's own stores, if one waits.
InBuffer(t, at) == SelectSeq(buffer[t], LAMBDA e : e.at = at)

-----------------------------------------------------------------------------
(* Steps of a thread. *)

DoLoad(t, i) ==
    LET a == Programs[t][i]
        own == InBuffer(t, a.at)
    IN  /\ a.op = "load" /\ MayDo(t, i)
        /\ \E n \in Readable(t, a) :
             LET read == history[a.at][n]
                 seen == [ view[t] EXCEPT ![a.at] = n ]
             IN  /\ Reads(t, i, IF own # << >> THEN own[Len(own)].value
                                               ELSE read.value)
                 /\ view' = IF memory # "c11" THEN view
                            ELSE [ view EXCEPT ![t] =
                                     IF Acquires(a) THEN Later(seen, read.view)
                                                    ELSE seen ]
        /\ DoneNow(t, i)
        /\ UNCHANGED << history, buffer, linked >>

GoesToBuffer(a) == memory = "tso" /\ ~IsStrong(a)

DoStore(t, i) ==
    LET a == Programs[t][i]
    IN  /\ a.op = "store" /\ MayDo(t, i) /\ HasEffect(t, a)
        /\ linked[a.at] = Nobody
        /\ IF GoesToBuffer(a)
             THEN /\ buffer' = [ buffer EXCEPT ![t] = Append(@,
                       [ at |-> a.at, value |-> a.value, from |-> i ]) ]
                  /\ UNCHANGED << history, view >>
             ELSE /\ buffer[t] = << >>
                  /\ Writes(t, a, a.value, view[t], Oldest)
                  /\ UNCHANGED buffer
        /\ DoneNow(t, i)
        /\ UNCHANGED << register, linked >>

\* The branch was not taken.
SkipStore(t, i) ==
    /\ Programs[t][i].op = "store" /\ MayDo(t, i)
    /\ ~HasEffect(t, Programs[t][i])
    /\ DoneNow(t, i)
    /\ UNCHANGED << register, history, view, buffer, linked >>

\* A mutex that is held is waited for.
MayUpdate(a) ==
    /\ IsUpdate(a)
    /\ a.op = "lock" => history[a.at][Newest(a.at)].value = 0

\* relaxed: the first half of an update, the exclusive load.
BeginUpdate(t, i) ==
    LET a == Programs[t][i]
    IN  /\ MayUpdate(a) /\ memory = "relaxed" /\ i \notin done[t]
        /\ \A j \in 1..(i - 1) : ~WaitsToRead(t, j, i)
        /\ linked[a.at] = Nobody
        /\ linked' = [ linked EXCEPT ![a.at] = t ]
        /\ Reads(t, i, history[a.at][Newest(a.at)].value)
        /\ steps' = steps + 1
        /\ UNCHANGED << case, memory, done, history, view, buffer >>

\* The second half, or elsewhere all of it.
DoUpdate(t, i) ==
    LET a == Programs[t][i]
        old == history[a.at][Newest(a.at)]
        seen == IF Acquires(a) THEN Later(view[t], old.view) ELSE view[t]
    IN  /\ MayUpdate(a) /\ MayDo(t, i) /\ buffer[t] = << >>
        /\ linked[a.at] = IF memory = "relaxed" THEN t ELSE Nobody
        /\ linked' = [ linked EXCEPT ![a.at] = Nobody ]
        /\ Reads(t, i, old.value)
        /\ Writes(t, a, old.value + a.value, seen, old.view)
        /\ DoneNow(t, i)
        /\ UNCHANGED buffer

\* Not memory's: no buffer holds a call back, and no view hides what it finds.
DoCall(t, i) ==
    LET a == Programs[t][i]
        old == history[a.at][Newest(a.at)]
    IN  /\ a.op = "call" /\ MayDo(t, i)
        /\ Reads(t, i, old.value)
        /\ Written(a.at, old.value + a.value, Oldest)
        /\ DoneNow(t, i)
        /\ UNCHANGED << view, buffer, linked >>

(* A step of the hardware: the oldest store of a buffer reaches memory. *)

Drain(t) ==
    /\ buffer[t] # << >>
    /\ Written(Head(buffer[t]).at, Head(buffer[t]).value, Oldest)
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
    /\ linked = [ l \in Location |-> Nobody ]
    /\ steps = 0

Finished == \A t \in Thread : done[t] = Numbers(t) /\ buffer[t] = << >>

\* Where all is done nothing changes any more, so that a deadlock, which TLC
\* looks for, is a state in which this machine is stuck.
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
    \* Once: no step changes it, and to look it up in every state is slow.
    /\ steps = 0 => case \in Cases
    /\ \A t \in Thread :
         /\ done[t] \subseteq Numbers(t)
         /\ \A i \in Numbers(t) : register[t][i] \in Int
         /\ \A l \in Location : view[t][l] \in 1..Newest(l)
         /\ memory # "tso" => buffer[t] = << >>
         /\ \A k \in 1..Len(buffer[t]) : buffer[t][k].from \in done[t]
    /\ \A l \in Location :
         /\ memory # "c11" => Newest(l) = 1
         /\ linked[l] \in Thread \cup {Nobody}
         /\ memory # "relaxed" => linked[l] = Nobody

(* Reachability: a NeverX that is violated is a witness that X can happen. *)

\* An access is done while an earlier one of its thread is not.
NeverReordered ==
    \A t \in Thread : \A i \in done[t] : \A j \in 1..(i - 1) : j \in done[t]

\* A load is done while an earlier store of its thread waits in the buffer.
NeverPassed ==
    \A t \in Thread : \A k \in 1..Len(buffer[t]) : \A i \in done[t] :
      Programs[t][i].op = "load" => i < buffer[t][k].from
=============================================================================
